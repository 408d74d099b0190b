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
  auto const sources = plan.sources();
  double core_seconds = 0;
  for (std::size_t m = 0; m < members.size(); ++m) {
    auto const& s = plan.sampling;
    auto const& c = calibrations[m];
    double const seconds = c.seconds_per_network * static_cast<double>(s.networks) * s.experiments;
    if (sources[m] == m) core_seconds += seconds; // else it takes the networks of that member
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

//! The estimator with the smallest errors for its time.
Estimator recommended(RunPlan const& plan) {
  constexpr int most_dimensions = 8; // quasi-random points fade with the dimension
  return plan.ensemble.d_in <= most_dimensions ? Estimator::rqmc : Estimator::neuron;
}

void print_recommendation(RunPlan const& plan, Isa isa, Console const& console) {
  auto better = plan;
  better.sampling.estimator = recommended(plan);
  auto const name = estimator_names()[static_cast<std::size_t>(better.sampling.estimator)];
  if (better.sampling.estimator == plan.sampling.estimator) {
    console.result(fmt::format("recommended estimator: {}, as asked for", name));
    return;
  }
  better.ensemble.width = {plan.ensemble.width.back()};
  auto const c = calibrate(better, isa, 0.5).front();
  double const networks =
      static_cast<double>(plan.sampling.networks) * static_cast<double>(plan.sampling.experiments);
  console.result(fmt::format(
      "recommended estimator: {}{}: at width {} about g4 {}, g4_conn {}, g6 {}, g6_conn {}; all "
      "widths together {} on one core. Whole networks, as asked for, are the check that depends on "
      "less theory",
      name,
      draws_from_mixture(better.sampling.estimator, plan.ensemble.activation)
          ? " (with importance sampling)"
          : "",
      better.ensemble.width.front(), shown(c, Quantity::g4), shown(c, Quantity::g4_connected),
      shown(c, Quantity::g6), shown(c, Quantity::g6_connected),
      shown_time(c.seconds_per_network * networks)));
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
    print_recommendation(plan, isa, console);
    auto const need = memory_need(plan);
    console.result(fmt::format("memory: {} a rank, {} more on rank 0; result file: {} before "
                               "compression",
                               shown_bytes(need.every_rank), shown_bytes(need.root),
                               shown_bytes(need.file)));
  });
  return 0;
}

} // namespace nnft::app
