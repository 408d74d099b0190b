#include "driver/run.hpp"

#include "verbs/verbs.hpp"

namespace nnft::app {
namespace {

//! The words that draw a network of this run again.
std::string replay_of(Command const& command) {
  auto text = "nnft sample " + command.files.front().string();
  for (auto const& assignment : command.overrides)
    text += " --set '" + assignment + "'";
  return text;
}

} // namespace

int run_verb(mpi::Session const& session, Command const& command) {
  auto const& team = session.world();
  Console const console(team.rank(), command.verbosity);
  auto const ending =
      run(team, load_plan(team, command),
          {command.fresh, command.isa, replay_of(command), command.max_time}, console);
  constexpr int stopped_early = 3;
  return ending == Ending::complete ? 0 : stopped_early;
}

} // namespace nnft::app
