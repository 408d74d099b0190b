#include "nnft/core/error.hpp"
#include "nnft/mpi/session.hpp"
#include "nnft/mpi/together.hpp"
#include "nnft/store/write_record.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <string_view>

#include "command_line.hpp"
#include "console.hpp"
#include "verbs/verbs.hpp"

namespace nnft::app {
namespace {

int dispatch(mpi::Session const& session, Command const& command) {
  switch (command.verb) {
  case Verb::run:
    return run_verb(session, command);
  case Verb::plan:
    return plan_verb(session, command);
  case Verb::theory:
    return theory_verb(session, command);
  case Verb::sample:
    return sample_verb(session, command);
  case Verb::analyze:
    return analyze_verb(session, command);
  case Verb::info:
    return info_verb(session, command);
  case Verb::check:
    return check_verb(session, command);
  case Verb::merge:
    return merge_verb(session, command);
  case Verb::presets:
    return presets_verb(session, command);
  case Verb::report:
    return report_verb(session, command);
  }
  return 1;
}

// What all ranks throw alike ends in order; what only this rank knows ends the others at once.
int guarded_main(mpi::Session const& session, int argc, char** argv) {
  bool const root = session.world().rank() == 0;
  auto const say = [&](std::string_view what) {
    if (root) fmt::print(stderr, "nnft: {}{}\n", one_line(what), what.ends_with('.') ? "" : ".");
  };
  try {
    ParsedLine line; // processors may differ: what one rank refuses, all refuse
    mpi::together(session.world(), [&] { line = parse_command_line(argc, argv); });
    if (line.command) return dispatch(session, *line.command);
    Console(session.world().rank(), Verbosity::normal).result(line.information.text);
    return 0;
  } catch (InvalidInput const& e) {
    say(e.what());
    return 2;
  } catch (store::WriteError const& e) {
    say(e.what());
    std::fflush(stderr);
    if (root) session.abort(1); // HDF5 may not survive the end of MPI after a failed write
    session.world().barrier();
    return 1;
  } catch (mpi::TeamError const& e) {
    say(e.what());
    return 1;
  } catch (std::exception const& e) {
    fmt::print(stderr, "nnft: rank {}: {}\n", session.world().rank(), one_line(e.what()));
    std::fflush(stderr);
    session.abort(1);
  }
}

} // namespace
} // namespace nnft::app

int main(int argc, char** argv) {
  try {
    nnft::mpi::Session const session(argc, argv);
    return nnft::app::guarded_main(session, argc, argv);
  } catch (std::exception const& e) {
    std::fprintf(stderr, "nnft: %s\n", e.what());
    return 1;
  }
}
