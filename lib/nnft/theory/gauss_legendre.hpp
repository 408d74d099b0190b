#pragma once
#include <Eigen/Core>

namespace nnft {

//! Nodes and weights of a quadrature rule, as many of the one as of the other.
struct QuadratureRule {
  Eigen::VectorXd node, weight;

  [[nodiscard]] Eigen::Index size() const { return node.size(); }
};

/*!
 * Gauss-Legendre rule on [from, to]: exact for polynomials of degree 2 n_nodes - 1.
 *
 * Newton iteration on the Legendre recurrence (Abramowitz and Stegun 25.4.29, 25.4.30); nodes
 * ascend and are good to rounding for up to some thousands of them.
 *
 * \pre n_nodes >= 1
 */
[[nodiscard]] QuadratureRule gauss_legendre(int n_nodes, double from = -1, double to = 1);

} // namespace nnft
