#pragma once
#include "nnft/ensemble/architecture.hpp"
#include "nnft/ensemble/input_set.hpp"
#include "nnft/theory/neuron_moments.hpp"

#include <optional>

//! The methods behind neuron_moments(), which calls them with distinct points only.

namespace nnft {

//! Gauss: exp(n^2 sb^2/2 - n sb^2 + (a/2)|sum x|^2 - a sum x_i^2), a = sigma_w^2/d_in.
//! Cos: 2^-n sum over signs e with sum e = 0 of exp(-(a/2)|sum e_i x_i|^2).
[[nodiscard]] NeuronMoments closed_form_moments(Architecture const& architecture,
                                                InputSet const& distinct, int highest_order);

//! Plackett integrals of sign moments, specification 2.3.
[[nodiscard]] NeuronMoments erf_moments(Architecture const& architecture, InputSet const& distinct,
                                        int highest_order);

//! Integrals over polyhedral cones, specification 2.4; nothing beyond the node budget, which point
//! sets of rank 4 and less do not meet below some dozens of points.
[[nodiscard]] std::optional<NeuronMoments>
relu_moments(Architecture const& architecture, InputSet const& distinct, int highest_order);

//! Product trapezoid rule for Tanh and Erf, specification 2.5; nothing beyond the work budget,
//! where Tanh accepts steps as coarse as 1e-3 allows and Erf none beyond 1e-13 (the other method
//! for Erf, for comparison).
[[nodiscard]] std::optional<NeuronMoments>
trapezoid_moments(Architecture const& architecture, InputSet const& distinct, int highest_order);

//! The vector of one order.
//! \pre order is 2, 4 or 6
[[nodiscard]] inline Eigen::VectorXd& of_order(NeuronMoments& moments, int order) {
  return order == 2 ? moments.m2 : order == 4 ? moments.m4 : moments.m6;
}
[[nodiscard]] inline Eigen::VectorXd const& of_order(NeuronMoments const& moments, int order) {
  return order == 2 ? moments.m2 : order == 4 ? moments.m4 : moments.m6;
}

} // namespace nnft
