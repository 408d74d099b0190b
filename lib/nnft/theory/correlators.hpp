#pragma once
#include "nnft/moments/estimate.hpp"
#include "nnft/moments/layout.hpp"
#include "nnft/theory/neuron_moments.hpp"

#include <Eigen/Core>

#include <map>

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

//! Relative accuracy, to the largest value of a connected function, below which it is left out.
inline constexpr double sufficient_accuracy = 1e-6;

//! The exact functions of an ensemble and what they are worth.
struct ExactTheory {
  Correlators correlators; //!< without connected functions that are not accurate enough
  //! Relative accuracy of every function, also of those left out: full ones by the accuracy of the
  //! moments, connected ones by it and by the digits that their terms lose against each other.
  std::map<Quantity, double> accuracy;
};

/*!
 * Exact n-point functions at finite width, full and connected, up to the highest order of the
 * layouts, for any d_out (specification 2.1): g4_connected = sigma_w_out^4/N sum over 3 pairings of
 * delta delta C, g6_connected = sigma_w_out^6/N^2 sum over 15 of deltas kappa_3.
 * Rows with an odd number of some label vanish.
 *
 * A term is exactly 0 where one of the products that it joins is independent of the others, which
 * the covariances of the pre-activations tell; small is never taken for zero.
 *
 * \param moments of the same architecture and points, up to the order of the layouts
 */
[[nodiscard]] ExactTheory exact_theory(Architecture const& architecture,
                                       NeuronMoments const& moments, LayoutSet const& layouts);

//! The correlators of exact_theory().
[[nodiscard]] Correlators exact_correlators(Architecture const& architecture,
                                            NeuronMoments const& moments, LayoutSet const& layouts);

} // namespace nnft
