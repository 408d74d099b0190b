#pragma once
#include "nnft/ensemble/architecture.hpp"
#include "nnft/ensemble/input_set.hpp"

#include <Eigen/Core>

#include <optional>
#include <string>

namespace nnft::eft {

//! The integrals, or why there are none.
struct ExchangeIntegralsOutcome {
  std::optional<Eigen::VectorXd> integrals; //!< [n_6], rows of the single-label layout of order 6
  std::string reason;                       //!< one sentence where there are none
};

/*!
 * Two quartic vertices joined by one line (specification section 5),
 *
 *   E6 = sum over the 10 splits 3|3 of int int K_W(x1,u) K_W(x2,u) K_W(x3,u) K_W(u,v)
 *                                            K_W(x4,v) K_W(x5,v) K_W(x6,v) du dv
 *
 * over u, v in [-cutoff, cutoff]^d_in; it enters G6c with (24 lambda)^2.
 *
 * Gauss-net, Cos-net: any d_in, closed form at infinite cutoff, else one quadrature a dimension.
 * Erf-net, ReLU-net: d_in = 1, products of Gauss-Legendre rules on the panels of shell_plan, the
 * panels on the diagonal halved at u = v where ReLU-net has a kink. Others: nothing, with a reason.
 *
 * \param nodes of every panel
 */
[[nodiscard]] ExchangeIntegralsOutcome exchange_integrals(Architecture const& architecture,
                                                          InputSet const& inputs, double cutoff,
                                                          int nodes = 20);

} // namespace nnft::eft
