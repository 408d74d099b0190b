#include "nnft/config/presets.hpp"

#include <fmt/format.h>

#include "verbs/verbs.hpp"

namespace nnft::app {

int presets_verb(mpi::Session const& session, Command const& command) {
  Console const console(session.world().rank(), command.verbosity);
  if (!command.preset.empty()) {
    console.result(preset_named(command.preset).text);
    return 0;
  }
  for (auto const& preset : presets())
    console.result(fmt::format("{:<18} {}", preset.name, preset.summary()));
  console.notice("nnft presets NAME prints one, to be edited and run: nnft presets hms-erf > "
                 "erf.toml");
  return 0;
}

} // namespace nnft::app
