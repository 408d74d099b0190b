#include "nnft/config/plan_text.hpp"
#include "nnft/config/quantities.hpp"
#include "nnft/mpi/together.hpp"
#include "nnft/sampling/block_plan.hpp"

#include <fmt/format.h>

#include "driver/calibration.hpp"
#include "driver/memory.hpp"
#include "driver/run.hpp"
#include "verbs/verbs.hpp"

namespace nnft::app {
namespace {

constexpr double calibration_seconds = 3;

std::string shown(Calibration const& c, Quantity quantity) {
  auto const entry = c.expected.find(quantity);
  if (entry == c.expected.end()) return "-";
  return fmt::format("{:.1e}{}", entry->second.relative_error,
                     entry->second.verdict == TailVerdict::heavy_tail ? "!" : "");
}

std::string shown_time(double seconds) {
  if (seconds < 120) return fmt::format("{:.3g} s", seconds);
  if (seconds < 7200) return fmt::format("{:.3g} min", seconds / 60);
  return fmt::format("{:.3g} h", seconds / 3600);
}

void print_members(RunPlan const& plan, std::vector<Calibration> const& calibrations, int ranks,
                   Console const& console) {
  console.result(fmt::format("  {:>8} {:>10} {:>10} {:>12} {:>10} {:>10} {:>10} {:>10}", "width",
                             "block", "blocks", "core time", "g4", "g4_conn", "g6", "g6_conn"));
  auto const members = plan.members();
  double core_seconds = 0;
  for (std::size_t m = 0; m < members.size(); ++m) {
    auto const& s = plan.sampling;
    auto const& c = calibrations[m];
    double const seconds = c.seconds_per_network * static_cast<double>(s.networks) * s.experiments;
    core_seconds += seconds;
    BlockPlan const blocks(networks_per_block(s.estimator, members[m].width),
                           {s.first_network, s.networks}, s.experiments, s.bins);
    console.result(fmt::format("  {:>8} {:>10} {:>10} {:>12} {:>10} {:>10} {:>10} {:>10}",
                               members[m].width, blocks.networks_per_block(), blocks.size(),
                               shown_time(seconds), shown(c, Quantity::g4),
                               shown(c, Quantity::g4_connected), shown(c, Quantity::g6),
                               shown(c, Quantity::g6_connected)));
  }
  console.result("  (expected relative standard errors, median over components; ! heavy tail: the "
                 "true error is larger)");
  console.result(fmt::format("sampling: {:.3g} core-hours, {} on {} rank{} of this machine",
                             core_seconds / 3600, shown_time(core_seconds / ranks), ranks,
                             ranks == 1 ? "" : "s"));
}

} // namespace

int plan_verb(mpi::Session const& session, Command const& command) {
  auto const& team = session.world();
  Console const console(team.rank(), command.verbosity);
  auto const plan = load_plan(team, command);
  mpi::together(team, [&] {
    if (team.rank() != 0) return;
    require_memory(plan, plan.output.max_memory > 0 ? plan.output.max_memory
                                                    : default_memory(team.size()));
    console.result("# resolved configuration");
    console.result(to_toml(plan));
    console.notice(fmt::format("calibrating for about {:g} s", calibration_seconds));
    auto const isa = command.isa.value_or(detected_isa());
    console.result("# cost");
    print_members(plan, calibrate(plan, isa, calibration_seconds), command.ranks, console);
    auto const need = memory_need(plan);
    console.result(fmt::format("memory: {} a rank, {} more on rank 0; result file: {} before "
                               "compression",
                               shown_bytes(need.every_rank), shown_bytes(need.root),
                               shown_bytes(need.file)));
  });
  return 0;
}

} // namespace nnft::app
