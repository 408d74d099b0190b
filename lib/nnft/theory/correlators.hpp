#pragma once
#include "nnft/moments/estimate.hpp"
#include "nnft/moments/layout.hpp"
#include "nnft/theory/neuron_moments.hpp"

#include <Eigen/Core>

namespace nnft {

/*!
 * Wick's theorem: the sum over the (k-1)!! pairings of prod K(xi, xj) delta(ai, aj), row by row of
 * a layout of order k = 2, 4, 6.
 *
 * \param kernel [n_points, n_points], the full K
 */
[[nodiscard]] Eigen::VectorXd wick(Eigen::MatrixXd const& kernel, CorrelatorLayout const& layout);

//! g2, g4, g6 of the Gaussian process of that kernel, up to the highest order of the layouts.
[[nodiscard]] Correlators gaussian_process_correlators(Eigen::MatrixXd const& kernel,
                                                       LayoutSet const& layouts);

/*!
 * Exact n-point functions at finite width, full and connected, up to the highest order of the
 * layouts, for any d_out (specification 2.1): g4_connected = sigma_w_out^4/N sum over 3 pairings of
 * delta delta C, g6_connected = sigma_w_out^6/N^2 sum over 15 of deltas kappa_3.
 * Rows with an odd number of some label vanish.
 *
 * A connected value is exactly 0 where it is at most max(32 eps, moments.accuracy) times the sum of
 * the absolute values of its own terms, that is, where it is nothing but their rounding.
 *
 * \param moments of the same architecture and points, up to the order of the layouts
 */
[[nodiscard]] Correlators exact_correlators(Architecture const& architecture,
                                            NeuronMoments const& moments, LayoutSet const& layouts);

} // namespace nnft
