#include "driver/calibration.hpp"

#include "nnft/sampling/block_summer.hpp"
#include "nnft/sampling/estimators.hpp"
#include "nnft/theory/correlators.hpp"
#include "nnft/theory/kernel.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "driver/sampling.hpp"

namespace nnft::app {
namespace {

using Clock = std::chrono::steady_clock;

// Short blocks, each a bin of its own: errors need a spread over many bins.
constexpr int n_experiments = 2;
constexpr int n_bins = 16;

//! Kernel and layouts without the costly parts of the theory.
Member quick_member(RunPlan const& plan, Architecture const& architecture) {
  Kernel const kernel(architecture);
  auto family = std::make_shared<Family const>(
      Family{plan.inputs,
             LayoutSet(plan.highest_order(), plan.inputs.size(), architecture.d_out),
             kernel.full(plan.inputs),
             kernel.weight_part(plan.inputs),
             kernel.accuracy(),
             {},
             {},
             {},
             {},
             {}});
  return {architecture, std::move(family), {}, {}, 0};
}

double median_relative_error(Estimate const& estimate) {
  Eigen::VectorXd const error = estimate.error();
  std::vector<double> relative;
  for (Eigen::Index i = 0; i < error.size(); ++i)
    if (error[i] > 0 && estimate.value[i] != 0)
      relative.push_back(error[i] / std::abs(estimate.value[i]));
  if (relative.empty()) return 0;
  auto const middle = relative.begin() + static_cast<std::ptrdiff_t>(relative.size() / 2);
  std::nth_element(relative.begin(), middle, relative.end());
  return *middle;
}

Calibration calibrate_member(RunPlan const& plan, Architecture const& architecture, Isa isa,
                             double seconds) {
  auto const member = quick_member(plan, architecture);
  auto const& family = *member.family;
  auto const drawn = sampled_architecture(architecture, plan.sampling.estimator);
  auto const summer = make_block_summer(
      {drawn, plan.inputs, plan.sampling, isa, Kernel(drawn).weight_part(plan.inputs)},
      family.layouts);
  BinnedMoments moments{ExactSums(std::int64_t{n_experiments} * n_bins, summer->scale_exponents()),
                        std::vector<std::int64_t>(n_experiments * n_bins), n_experiments, n_bins};
  std::vector<double> sums(static_cast<std::size_t>(summer->n_moments()));
  std::int64_t const count = std::min<std::int64_t>(block_size(drawn.width), 128);
  std::int64_t rounds = 0;
  auto const begin = Clock::now();
  double elapsed = 0;
  do { // whole rounds over all bins
    for (std::size_t cell = 0; cell < moments.networks.size(); ++cell) {
      auto const place = rounds * n_bins + static_cast<std::int64_t>(cell % n_bins);
      Block const block{ExperimentId{static_cast<std::int64_t>(cell) / n_bins}, BlockId{place},
                        NetworkId{place * count}, count, 0};
      (*summer)(block, sums);
      moments.sums.add(static_cast<std::ptrdiff_t>(cell), sums);
      moments.networks[cell] += count;
    }
    ++rounds;
    elapsed = std::chrono::duration<double>(Clock::now() - begin).count();
  } while (elapsed < seconds);
  Calibration c;
  c.networks = rounds * count * n_experiments * n_bins;
  c.seconds_per_network = elapsed / static_cast<double>(c.networks);
  double const shrink =
      std::sqrt(static_cast<double>(c.networks) /
                (static_cast<double>(plan.sampling.networks) * plan.sampling.experiments));
  for (auto const& [quantity, estimate] : correlators_of(plan, member, moments))
    c.expected[quantity] = {shrink * median_relative_error(estimate),
                            diagnose_tail(estimate, static_cast<double>(c.networks)).verdict};
  return c;
}

} // namespace

std::vector<Calibration> calibrate(RunPlan const& plan, Isa isa, double seconds) {
  auto const members = plan.members();
  std::vector<Calibration> calibrations;
  calibrations.reserve(members.size());
  for (auto const& member : members)
    calibrations.push_back(
        calibrate_member(plan, member, isa, seconds / static_cast<double>(members.size())));
  return calibrations;
}

} // namespace nnft::app
