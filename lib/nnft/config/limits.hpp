#pragma once
#include "nnft/config/run_plan.hpp"
#include "nnft/config/settings.hpp"

namespace nnft::config {

/*!
 * Rows of the layout of an order, as CorrelatorLayout has them, without building it.
 *
 * A row is a multiset of at most d_out non-empty multisets of points (one for each output label)
 * with `order` points in all. With c_m = C(n_points + m - 1, m) multisets of m points it is the sum
 * over the partitions of `order` into at most d_out parts of prod_m C(c_m + r_m - 1, r_m), r_m
 * parts being m: C(n_points + order - 1, order) for d_out = 1. In double: huge values are
 * approximate.
 */
[[nodiscard]] double component_count(int order, int n_points, int d_out);

//! Refuses what fits every key and yet no machine: too many members, components, neurons.
void refuse_absurd_sizes(Settings const& settings, RunPlan const& plan);

} // namespace nnft::config
