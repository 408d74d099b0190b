#pragma once
#include "nnft/ensemble/architecture.hpp"
#include "nnft/ensemble/input_set.hpp"

#include <Eigen/Core>

#include <optional>
#include <string>

namespace nnft {

//! Moments M_n = <s(x1) ... s(xn)> of one hidden neuron, in the rows of the single-label layouts
//! (CorrelatorLayout of that order, the input set's points, d_out = 1).
struct NeuronMoments {
  Eigen::VectorXd m2, m4, m6; //!< empty beyond the highest order asked for
  Eigen::MatrixXd covariance; //!< [n_points, n_points] S of the pre-activations, zeros exact
  std::string method;         //!< "closed form", "Plackett", "cones", "trapezoid"
  double accuracy = 0;        //!< relative to the largest moment of the order, measured or a bound
};

/*!
 * The moments of one neuron for an ensemble of one-hidden-layer networks; they depend neither on
 * the width nor on the output layer.
 *
 * Gauss, Cos: closed forms (specification 2.2). ReLU: cones (2.4). Erf: Plackett integrals (2.3).
 * Tanh: trapezoid rule in whitened coordinates
 * (2.5). Nothing where that would take more than some tens of seconds (Tanh, ReLU of rank 5 and
 * more with many points) or a moment overflows (Gauss-net, large sigma_b). Equal points are legal
 * and cheap.
 *
 * \param highest_order 2, 4 or 6
 */
[[nodiscard]] std::optional<NeuronMoments>
neuron_moments(Architecture const& architecture, InputSet const& inputs, int highest_order);

} // namespace nnft
