#include "nnft/config/limits.hpp"

#include "nnft/config/quantities.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace nnft::config {
namespace {

constexpr double most_members = 10'000;
constexpr double most_components = 20'000;                       // a covariance of 3 GiB
constexpr std::int64_t most_parameters = std::int64_t{1} << 33U; // of a kind and layer: the counter
constexpr std::int64_t most_networks = std::int64_t{1} << 53U;   // exact in double
constexpr std::int64_t most_bins = 1'000'000;
constexpr double most_monomials = 1e6; // of the highest order, summed for every network
constexpr std::int64_t most_quasi_random_points = (std::int64_t{1} << 32U) - 4096;

double binomial(double n, int k) {
  double result = 1;
  for (int i = 1; i <= k; ++i)
    result = result * (n - k + i) / i;
  return result;
}

// Multisets of at most `blocks` multisets of at most `largest` points, `order` points in all.
double multisets(int order, int largest, int blocks, int n_points) {
  if (order == 0) return 1;
  if (largest == 0) return 0;
  double const kinds = binomial(n_points + largest - 1.0, largest);
  double total = 0;
  for (int repeats = 0; repeats * largest <= order && repeats <= blocks; ++repeats)
    total += binomial(kinds + repeats - 1, repeats) *
             multisets(order - repeats * largest, largest - 1, blocks - repeats, n_points);
  return total;
}

void refuse_many_members(Settings const& settings, EnsemblePlan const& ensemble) {
  double members = 1;
  auto const times = [&](std::size_t size) {
    members *= static_cast<double>(std::max<std::size_t>(size, 1));
  };
  times(ensemble.width.size());
  for (auto const* list :
       {&ensemble.sigma_w, &ensemble.sigma_b, &ensemble.sigma_w_out, &ensemble.sigma_b_out})
    times(list->size());
  if (members > most_members)
    settings.refuse(
        "ensemble.width",
        fmt::format("the lists make {:.0f} ensembles, the limit is {:.0f}", members, most_members),
        "Split the run or shorten the lists");
}

void refuse_large_networks(Settings const& settings, EnsemblePlan const& ensemble) {
  auto const width = *std::max_element(ensemble.width.begin(), ensemble.width.end());
  for (auto const& [key, size] : {std::pair{"ensemble.d_in", std::int64_t{ensemble.d_in}},
                                  std::pair{"ensemble.d_out", std::int64_t{ensemble.d_out}}})
    if (width * size >= most_parameters)
      settings.refuse(
          "ensemble.width",
          fmt::format("width {} times {} = {} is {} of weights a layer, the random stream "
                      "numbers less than 2^33 of them",
                      width, key, size, shown_bytes(8.0 * static_cast<double>(width * size))),
          "Use smaller widths");
}

void refuse_many_components(Settings const& settings, RunPlan const& plan) {
  double const limit_of_memory = static_cast<double>(plan.output.max_memory);
  for (int const order : plan.orders) {
    double const n = component_count(order, plan.inputs.size(), plan.ensemble.d_out);
    double const bytes = 8 * n * n;
    std::string const what =
        fmt::format("{} points and d_out = {} make {:.9g} components of order {}, {} a covariance",
                    plan.inputs.size(), plan.ensemble.d_out, n, order, shown_bytes(bytes));
    if (n > most_components)
      settings.refuse("correlators.orders",
                      fmt::format("{}; the limit is {:.0f} components", what, most_components),
                      "Use fewer points or leave this order out");
    if (limit_of_memory > 0 && bytes > limit_of_memory)
      settings.refuse("output.max_memory", what,
                      "Use fewer points, leave this order out or allow more memory");
  }
}

//! What an estimator cannot do.
void refuse_unfit_estimator(Settings const& settings, RunPlan const& plan) {
  constexpr std::string_view key = "sampling.estimator";
  auto const& sampling = plan.sampling;
  if (sampling.estimator == Estimator::importance && plan.ensemble.activation != Activation::gauss)
    settings.refuse(key, "importance sampling is for Gauss-net, whose neurons are log-normal",
                    "Use rqmc, neuron or conditional");
  auto const networks = sampling.until ? sampling.until->max_networks : sampling.networks;
  if (sampling.estimator == Estimator::rqmc &&
      (sampling.first_network + networks) / sampling.bins > most_quasi_random_points)
    settings.refuse(key, fmt::format("a bin has {} points at most", most_quasi_random_points),
                    "Draw fewer networks or use more bins");
  double const outputs = static_cast<double>(plan.inputs.size()) * plan.ensemble.d_out;
  double const monomials = binomial(outputs + plan.highest_order() - 1, plan.highest_order());
  if (sampling.estimator == Estimator::direct && monomials > most_monomials)
    settings.refuse(key,
                    fmt::format("{} points and d_out = {} make {:.9g} products of {} outputs, the "
                                "limit is {:.0f}",
                                plan.inputs.size(), plan.ensemble.d_out, monomials,
                                plan.highest_order(), most_monomials),
                    "Use the conditional estimator, fewer outputs or fewer points");
}

// The test of the couplings needs the 4-point layout of its points, once and without covariance.
void refuse_many_test_points(Settings const& settings, RunPlan const& plan) {
  if (!plan.eft || plan.eft->test.size() == 0) return;
  double const n = component_count(4, plan.eft->test.size(), plan.ensemble.d_out);
  if (n > most_components)
    settings.refuse("eft.test_points",
                    fmt::format("{} points make {:.9g} components of order 4; the limit is {:.0f}",
                                plan.eft->test.size(), n, most_components),
                    "Use fewer points");
}

void refuse_long_runs(Settings const& settings, RunPlan const& plan) {
  auto const& sampling = plan.sampling;
  auto const networks = sampling.until ? sampling.until->max_networks : sampling.networks;
  if (networks > most_networks - sampling.first_network)
    settings.refuse("sampling.networks", "the last network exceeds 2^53 = 9007199254740992",
                    "Draw fewer networks");
  if (sampling.experiments * std::int64_t{sampling.bins} > most_bins)
    settings.refuse("sampling.bins",
                    fmt::format("times {} experiments it is {} bins, the limit is {}",
                                sampling.experiments,
                                sampling.experiments * std::int64_t{sampling.bins}, most_bins),
                    "Use fewer bins");
  for (auto const width : plan.ensemble.width) {
    auto const block = networks_per_block(sampling.estimator, width);
    auto const rest = sampling.first_network % block;
    if (rest != 0)
      settings.refuse(
          "sampling.first_network",
          fmt::format("is inside a block: networks of width {} come in blocks of {}", width, block),
          fmt::format("Start at {} or {}", sampling.first_network - rest,
                      sampling.first_network - rest + block));
  }
}

} // namespace

double component_count(int order, int n_points, int d_out) {
  return multisets(order, order, d_out, n_points);
}

void refuse_absurd_sizes(Settings const& settings, RunPlan const& plan) {
  refuse_many_members(settings, plan.ensemble);
  refuse_large_networks(settings, plan.ensemble);
  refuse_many_components(settings, plan);
  refuse_unfit_estimator(settings, plan);
  refuse_many_test_points(settings, plan);
  refuse_long_runs(settings, plan);
}

} // namespace nnft::config
