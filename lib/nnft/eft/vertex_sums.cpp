#include "nnft/eft/vertex_sums.hpp"

#include <cmath>

namespace nnft::eft {

VertexIntegrals unpacked(VertexProducts const& products, int d_in,
                         std::vector<double> const& cutoffs, Eigen::MatrixXd const& inside,
                         Eigen::MatrixXd const& flow) {
  VertexIntegrals v;
  v.d_in = d_in;
  v.cutoffs = cutoffs;
  v.quartic = products.quartic(inside);
  v.quartic_flow = products.quartic(flow);
  v.quartic_y2 = products.quartic_y2(inside);
  v.pairs = products.pairs(inside);
  v.sextic = products.sextic(inside);
  v.sextic_flow = products.sextic(flow);
  Eigen::MatrixXd bound(inside.rows(), inside.cols());
  for (Eigen::Index c = 0; c < inside.rows(); ++c)
    bound.row(c) = products.bound(inside.row(c).transpose()).transpose();
  v.quartic_bound = products.quartic(bound);
  v.sextic_bound = products.sextic(bound);
  return v;
}

VertexIntegrals scaled(VertexProducts const& products, int d_in, std::vector<double> const& cutoffs,
                       Eigen::VectorXd const& surface) {
  Eigen::ArrayXd const power = (products.legs() + products.explicit_dimension()).array() + d_in;
  Eigen::MatrixXd inside(static_cast<Eigen::Index>(cutoffs.size()), products.size());
  for (Eigen::Index c = 0; c < inside.rows(); ++c) {
    double const cutoff = cutoffs[static_cast<std::size_t>(c)];
    for (Eigen::Index r = 0; r < inside.cols(); ++r)
      inside(c, r) = surface[r] * std::pow(cutoff, power[r]) / power[r];
  }
  return unpacked(products, d_in, cutoffs, inside, inside * power.matrix().asDiagonal());
}

} // namespace nnft::eft
