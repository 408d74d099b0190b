#include "driver/memory.hpp"

#include "nnft/config/quantities.hpp"
#include "nnft/core/error.hpp"
#include "nnft/moments/fixed_point.hpp"
#include "nnft/moments/layout.hpp"
#include "nnft/sampling/estimators.hpp"
#include "nnft/sampling/moment_plan.hpp"
#include "nnft/sampling/planned_summer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unistd.h>

namespace nnft::app {
namespace {

double squared(double x) {
  return x * x;
}

//! Numbers that one ensemble's estimates and its part of the file consist of.
struct Counts {
  double moments = 0;
  double estimates = 0;   //!< components of all quantities
  double covariances = 0; //!< entries of all covariance matrices
};

Counts counts_of(LayoutSet const& layouts) {
  Counts c;
  for (int order = 2; order <= layouts.highest_order(); order += 2) {
    auto const n = static_cast<double>(layouts.of(order).size());
    double const quantities = order == 2 ? 1 : 2;
    c.moments += n;
    c.estimates += quantities * n;
    if (n <= 2000) c.covariances += quantities * squared(n);
  }
  return c;
}

MomentPlan moment_plan_of(RunPlan const& plan, LayoutSet const& layouts) {
  auto const estimator = plan.sampling.estimator;
  if (goes_by_neurons(estimator))
    return neuron_monomials(LayoutSet(plan.highest_order(), plan.inputs.size(), 1),
                            draws_from_mixture(estimator, plan.ensemble.activation));
  return estimator == Estimator::direct ? direct_moments(layouts) : conditional_moments(layouts);
}

//! Parameters of four neurons of sixteen networks, their outputs at all points, and the sums.
double kernel_scratch(RunPlan const& plan) {
  double const points = plan.inputs.size();
  double const d_in = plan.ensemble.d_in;
  double const d_out = plan.ensemble.d_out;
  double const of_four_neurons = d_in + 1 + d_out + points;
  double const sums = std::max(points * (points + 1) / 2, points * d_out);
  return simd::batch_size * (4 * of_four_neurons + 2 * sums) * sizeof(double);
}

} // namespace

MemoryNeed memory_need(RunPlan const& plan) {
  LayoutSet const layouts(plan.highest_order(), plan.inputs.size(), plan.ensemble.d_out);
  auto const moment_plan = moment_plan_of(plan, layouts);
  auto const c = counts_of(layouts);
  auto const members = static_cast<double>(plan.members().size());
  double const cells = static_cast<double>(plan.sampling.experiments) * plan.sampling.bins;
  double const limbs = cells * c.moments * limbs_per_number * sizeof(std::int64_t);
  double contributions = 0;
  for (auto const& moment : moment_plan.moments)
    contributions += static_cast<double>(moment.size());
  double const scratch = static_cast<double>(moment_plan.n_rows()) * bytes_per_row +
                         static_cast<double>(moment_plan.tiles.size() * sizeof(simd::Tile)) +
                         static_cast<double>(moment_plan.n_sums) * sizeof(double) +
                         contributions * 2 * sizeof(Contribution) + // of the plan and in one row
                         c.moments * 64 + // what their vectors take besides
                         kernel_scratch(plan);
  double const deviations = cells * (c.estimates + 2 * c.moments) * sizeof(double);
  MemoryNeed need;
  need.every_rank = limbs + scratch;
  need.file = members *
              (limbs + (c.covariances + 12 * c.estimates + plan.sampling.experiments * c.estimates +
                        static_cast<double>(plan.cutoffs.size()) * c.estimates) *
                           sizeof(double));
  // sums and deviations of every ensemble, and the result twice while it is written
  need.root = members * (limbs + deviations) + 2 * need.file;
  return need;
}

std::int64_t default_memory(int ranks_on_node) {
  double const node =
      static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGE_SIZE));
  return static_cast<std::int64_t>(0.8 * node / std::max(1, ranks_on_node));
}

void require_memory(RunPlan const& plan, std::int64_t allowed) {
  auto const need = memory_need(plan);
  double const most = need.every_rank + need.root;
  if (most <= static_cast<double>(allowed)) return;
  throw InvalidInput(fmt::format(
      "output.max_memory = {} (this run needs {} on rank 0 and {} on the others). Allow more, or "
      "use fewer points, orders, widths or bins",
      shown_bytes(static_cast<double>(allowed)), shown_bytes(most), shown_bytes(need.every_rank)));
}

} // namespace nnft::app
