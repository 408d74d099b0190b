#pragma once
#include <span>
#include <string_view>

namespace nnft {

//! A commented configuration that comes with the program: the text of jobs/presets/<name>.toml.
struct Preset {
  std::string_view name;
  std::string_view text;

  //! What it is, in one line: the text's first comment.
  [[nodiscard]] std::string_view summary() const;
};

//! All of them, in the order in which one may want to read them.
[[nodiscard]] std::span<Preset const> presets();

//! The preset of that name. Throws InvalidInput, which names the nearest.
[[nodiscard]] Preset const& preset_named(std::string_view name);

} // namespace nnft
