#include "driver/run.hpp"

#include "verbs/verbs.hpp"

namespace nnft::app {

int run_verb(mpi::Session const& session, Command const& command) {
  auto const& team = session.world();
  Console const console(team.rank(), command.verbosity);
  auto const ending =
      run(team, load_plan(team, command), {command.fresh, command.isa, command.max_time}, console);
  constexpr int stopped_early = 3;
  return ending == Ending::complete ? 0 : stopped_early;
}

} // namespace nnft::app
