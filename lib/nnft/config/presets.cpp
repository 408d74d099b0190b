#include "nnft/config/presets.hpp"

#include "nnft/config/messages.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace nnft {

std::string_view Preset::summary() const {
  auto line = text.substr(0, text.find('\n'));
  line.remove_prefix(std::min(line.find_first_not_of("# "), line.size()));
  return line;
}

Preset const& preset_named(std::string_view name) {
  std::vector<std::string_view> names;
  for (auto const& preset : presets()) {
    if (preset.name == name) return preset;
    names.push_back(preset.name);
  }
  auto const near = config::nearest(name, names);
  config::refuse("preset", config::quoted(name), "unknown preset",
                 near.empty() ? "It is one of " + config::joined(names)
                              : "The nearest known name is " + std::string(near));
}

} // namespace nnft
