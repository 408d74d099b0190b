#include "driver/calibration.hpp"

#include "nnft/analysis/tail_reach.hpp"
#include "nnft/sampling/block_summer.hpp"
#include "nnft/sampling/estimators.hpp"
#include "nnft/theory/correlators.hpp"
#include "nnft/theory/kernel.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "driver/quick_member.hpp"
#include "driver/sampling.hpp"

namespace nnft::app {
namespace {

using Clock = std::chrono::steady_clock;

// Short blocks, each a bin of its own: errors need a spread over many bins.
constexpr int n_experiments = 2;
constexpr int n_bins = 16;
// Neurons of a network that can be drawn once a bin in about a second.
constexpr std::int64_t widest = 1000000;

//! Networks of one bin, so that all bins are filled in the time: neurons cost 1e-8 to 1e-7 s.
std::int64_t networks_a_bin(std::int64_t width, double seconds) {
  double const affordable = seconds * 2e7 / (n_experiments * n_bins * static_cast<double>(width));
  return static_cast<std::int64_t>(
      std::clamp(affordable, 1.0, std::min(128.0, static_cast<double>(block_size(width)))));
}

/*!
 * By what errors of a part of the run shrink in the whole: one over the root of the networks. The
 * errors of quasi-random points fall like one over the points of a bin, and like one over the root
 * of the number of bins.
 */
double shrinking(SamplingPlan const& s, double drawn) {
  double const networks = static_cast<double>(s.networks) * s.experiments;
  if (s.estimator != Estimator::rqmc) return std::sqrt(drawn / networks);
  BlockPlan const blocks(networks_per_block(s.estimator, 1), {s.first_network, s.networks},
                         s.experiments, s.bins);
  auto const bins = static_cast<double>(blocks.filled_bins() * s.experiments);
  constexpr double here = n_experiments * n_bins;
  return (drawn / here) / (networks / bins) * std::sqrt(here / bins);
}

//! Errors of the whole run from those of a part of it.
std::map<Quantity, Calibration::Expected> expected_errors(RunPlan const& plan, Member const& member,
                                                          BinnedMoments const& moments,
                                                          double drawn) {
  double const networks = static_cast<double>(plan.sampling.networks) * plan.sampling.experiments;
  std::map<Quantity, Calibration::Expected> expected;
  for (auto const& [quantity, estimate] : correlators_of(plan, member, moments)) {
    auto const estimator = plan.sampling.estimator;
    bool const beyond = !draws_from_mixture(estimator, member.architecture.activation) &&
                        variance_beyond_sample(sampled_architecture(member.architecture, estimator),
                                               plan.inputs, order_of(quantity), networks);
    expected[quantity] = {shrinking(plan.sampling, drawn) * median_relative_error(estimate),
                          beyond ? TailVerdict::heavy_tail
                                 : diagnose_tail(estimate, drawn).verdict};
  }
  return expected;
}

//! Network number i of a bin, where bins take turns in stretches of `size` networks.
NetworkId in_bin(std::int64_t bin, std::int64_t i, std::int64_t size) {
  return NetworkId{(i / size * n_bins + bin) * size + i % size};
}

Calibration calibrate_member(RunPlan const& plan, Architecture const& architecture, Isa isa,
                             double seconds) {
  auto const member = quick_member(plan, architecture);
  auto const& family = *member.family;
  auto const drawn = sampled_architecture(architecture, plan.sampling.estimator);
  auto sampling = plan.sampling;
  sampling.bins = n_bins;
  auto const summer = make_block_summer(
      {drawn, plan.inputs, sampling, isa, Kernel(drawn).weight_part(plan.inputs)}, family.layouts);
  BinnedMoments moments{ExactSums(std::int64_t{n_experiments} * n_bins, summer->scale_exponents()),
                        std::vector<std::int64_t>(n_experiments * n_bins), n_experiments, n_bins};
  std::vector<double> sums(static_cast<std::size_t>(summer->n_moments()));
  auto const count = networks_a_bin(drawn.width, seconds);
  // the points of a bin are those of its blocks in turn; independent networks may be any
  auto const stretch = plan.sampling.estimator == Estimator::rqmc
                           ? networks_per_block(Estimator::rqmc, drawn.width)
                           : count;
  std::int64_t rounds = 0;
  auto const begin = Clock::now();
  double elapsed = 0;
  do { // whole rounds over all bins
    for (std::size_t cell = 0; cell < moments.networks.size(); ++cell) {
      auto const bin = static_cast<std::int64_t>(cell % n_bins);
      Block const block{ExperimentId{static_cast<std::int64_t>(cell) / n_bins}, BlockId{bin},
                        in_bin(bin, rounds * count, stretch), count, static_cast<int>(bin)};
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
  c.expected = expected_errors(plan, member, moments, static_cast<double>(c.networks));
  return c;
}

//! The time of a network that is too wide to be drawn for a calibration: of a narrower one, by the
//! number of neurons. What errors it would have is not known.
Calibration calibrate_narrower(RunPlan const& plan, Architecture architecture, Isa isa,
                               double seconds) {
  auto const width = static_cast<double>(architecture.width);
  architecture.width = widest;
  auto c = calibrate_member(plan, architecture, isa, seconds);
  c.seconds_per_network *= width / static_cast<double>(widest);
  c.networks = 0;
  c.expected.clear();
  return c;
}

} // namespace

std::vector<Calibration> calibrate(RunPlan const& plan, Isa isa, double seconds) {
  auto const members = plan.members();
  std::vector<Calibration> calibrations;
  calibrations.reserve(members.size());
  double const share = seconds / static_cast<double>(members.size());
  for (auto const& member : members)
    calibrations.push_back(member.width > widest ? calibrate_narrower(plan, member, isa, share)
                                                 : calibrate_member(plan, member, isa, share));
  return calibrations;
}

} // namespace nnft::app
