#include "nnft/core/error.hpp"
#include "nnft/mpi/together.hpp"
#include "nnft/sampling/network_sampler.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>

#include "driver/run.hpp"
#include "verbs/verbs.hpp"

namespace nnft::app {
namespace {

//! A number that reads back to the same bits; JSON has no infinities, Python reads these names.
std::string json(double x) {
  if (std::isnan(x)) return "NaN";
  if (std::isinf(x)) return x > 0 ? "Infinity" : "-Infinity";
  return fmt::format("{}", x);
}

std::string json_list(std::span<double const> values) {
  std::string text = "[";
  for (std::size_t i = 0; i < values.size(); ++i)
    text += (i == 0 ? "" : ", ") + json(values[i]);
  return text + "]";
}

//! Row-major [rows][columns].
std::string json_table(std::span<double const> values, std::size_t columns) {
  std::string text = "[";
  for (std::size_t i = 0; i < values.size(); i += columns)
    text += (i == 0 ? "" : ", ") + json_list(values.subspan(i, columns));
  return text + "]";
}

std::vector<double> row_major(Eigen::MatrixXd const& m) {
  Eigen::MatrixXd const t = m.transpose();
  return {t.data(), t.data() + t.size()};
}

[[noreturn]] void refuse_index(std::string_view option, std::int64_t value, std::string_view what,
                               std::int64_t count) {
  throw InvalidInput(fmt::format("{} = {} (the run has {} {}{}). Use {}", option, value, count,
                                 what, count == 1 ? "" : "s",
                                 count == 1 ? "0" : fmt::format("0 to {}", count - 1)));
}

std::string json_of(RunPlan const& plan, Command const& command, Isa isa) {
  auto const members = plan.members();
  if (command.ensemble >= static_cast<std::int64_t>(members.size()))
    refuse_index("--ensemble", command.ensemble, "ensemble", std::ssize(members));
  if (command.experiment.value >= plan.sampling.experiments)
    refuse_index("--experiment", command.experiment.value, "experiment", plan.sampling.experiments);
  auto const& a = members[static_cast<std::size_t>(command.ensemble)];
  auto const real = plan.sampling.precision == Precision::single_precision ? simd::Real::float32
                                                                           : simd::Real::float64;
  NetworkSampler sampler(a, plan.inputs, plan.sampling.seed, real, isa);
  auto const p = sampler.parameters(command.experiment, command.network);
  auto const d_in = static_cast<std::size_t>(a.d_in);
  auto const d_out = static_cast<std::size_t>(a.d_out);
  auto const points = row_major(plan.inputs.x.transpose());
  auto const outputs = row_major(sampler.outputs(command.experiment, command.network));
  return fmt::format(
      "{{\n  \"ensemble\": \"{}\",\n  \"seed\": {},\n  \"experiment\": {},\n  \"network\": {},\n"
      "  \"definition\": \"f_a(x) = b1_a + sum_j W1_ja s(W0_j.x + b0_j), all scales included\",\n"
      "  \"W0\": {},\n  \"b0\": {},\n  \"W1\": {},\n  \"b1\": {},\n  \"points\": {},\n"
      "  \"outputs\": {}\n}}",
      description(a), plan.sampling.seed, command.experiment.value, command.network.value,
      json_table(p.hidden_weights, d_in), json_list(p.hidden_biases),
      json_table(p.output_weights, d_out), json_list(p.output_biases), json_table(points, d_in),
      json_table(outputs, static_cast<std::size_t>(plan.inputs.size())));
}

} // namespace

int sample_verb(mpi::Session const& session, Command const& command) {
  auto const& team = session.world();
  Console const console(team.rank(), command.verbosity);
  auto const plan = load_plan(team, command);
  mpi::together(team, [&] {
    if (team.rank() == 0)
      console.result(json_of(plan, command, command.isa.value_or(detected_isa())));
  });
  return 0;
}

} // namespace nnft::app
