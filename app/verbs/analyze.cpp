#include "driver/analyze.hpp"

#include "verbs/verbs.hpp"

namespace nnft::app {

int analyze_verb(mpi::Session const& session, Command const& command) {
  auto const& team = session.world();
  analyze(team, command, Console(team.rank(), command.verbosity));
  return 0;
}

} // namespace nnft::app
