#include "driver/run.hpp"
#include "verbs/verbs.hpp"

namespace nnft::app {

int theory_verb(mpi::Session const& session, Command const& command) {
  auto const& team = session.world();
  Console const console(team.rank(), command.verbosity);
  run_theory(team, load_plan(team, command), {command.fresh, command.isa, {}, {}}, console);
  return 0;
}

} // namespace nnft::app
