#pragma once
#include "nnft/eft/vertex_integrals.hpp"
#include "nnft/eft/vertex_products.hpp"

#include <Eigen/Core>

#include <vector>

namespace nnft::eft {

//! VertexIntegrals from what VertexProducts sums, [n_cutoffs, products.size()]: inside of each box,
//! and L times the same over its surface.
[[nodiscard]] VertexIntegrals unpacked(VertexProducts const& products, int d_in,
                                       std::vector<double> const& cutoffs,
                                       Eigen::MatrixXd const& inside, Eigen::MatrixXd const& flow);

//! ReLU-net without hidden bias: K_W is homogeneous, I_n(L) = L^(n+d) A_n/(n+d).
//! \param surface [products.size()], A_n over the surface of the unit cube
[[nodiscard]] VertexIntegrals scaled(VertexProducts const& products, int d_in,
                                     std::vector<double> const& cutoffs,
                                     Eigen::VectorXd const& surface);

} // namespace nnft::eft
