#include "nnft/eft/gaussian_line.hpp"
#include "nnft/eft/vertex_integrals.hpp"
#include "nnft/moments/layout.hpp"

#include <cmath>
#include <span>

namespace nnft::eft {
namespace {

struct BoxIntegral {
  double plain, y2, flow;
};

// int prod_n amplitude e^{-a |x_i - y|^2/2} dy over the box.
BoxIntegral box_integral(Eigen::MatrixXd const& x, std::span<int const> points, double a,
                         double cutoff) {
  auto const n = static_cast<double>(points.size());
  Eigen::VectorXd mean = Eigen::VectorXd::Zero(x.rows());
  for (int i : points)
    mean += x.col(i) / n;
  double spread = 0;
  for (int i : points)
    spread += (x.col(i) - mean).squaredNorm();
  BoxIntegral box{std::exp(-a / 2 * spread), 0, 0};
  for (Eigen::Index k = 0; k < x.rows(); ++k) {
    auto const line = gaussian_line(std::sqrt(n * a / 2), mean[k], cutoff);
    box.y2 = box.y2 * line.plain + box.plain * line.y2;
    box.flow = box.flow * line.plain + box.plain * line.flow;
    box.plain *= line.plain;
  }
  return box;
}

} // namespace

VertexIntegrals gaussian_vertex_integrals(Architecture const& architecture, InputSet const& inputs,
                                          std::vector<double> const& cutoffs,
                                          SexticIntegrals sextic) {
  double const a = architecture.sigma_w * architecture.sigma_w / architecture.d_in;
  double const half = architecture.activation == Activation::cos ? 0.5 : 1;
  double const amplitude = half * architecture.sigma_w_out * architecture.sigma_w_out;
  CorrelatorLayout const two(2, inputs.size(), 1);
  CorrelatorLayout const four(4, inputs.size(), 1);
  auto const n_cutoffs = static_cast<Eigen::Index>(cutoffs.size());
  VertexIntegrals v;
  v.d_in = architecture.d_in;
  v.cutoffs = cutoffs;
  v.method = "closed form";
  v.quartic.resize(n_cutoffs, four.size());
  v.quartic_flow = v.quartic_y2 = v.quartic;
  v.pairs.resize(n_cutoffs, two.size());
  v.sextic.resize(n_cutoffs, 0);
  v.sextic_flow = v.sextic_bound = v.sextic;
  double const amplitude4 = std::pow(amplitude, 4);
  for (Eigen::Index c = 0; c < n_cutoffs; ++c) {
    double const cutoff = cutoffs[static_cast<std::size_t>(c)];
    for (Eigen::Index r = 0; r < four.size(); ++r) {
      auto const box = box_integral(inputs.x, four.points(r), a, cutoff);
      v.quartic(c, r) = amplitude4 * box.plain;
      v.quartic_y2(c, r) = amplitude4 * box.y2;
      v.quartic_flow(c, r) = amplitude4 * box.flow;
    }
    for (Eigen::Index r = 0; r < two.size(); ++r)
      v.pairs(c, r) =
          amplitude * amplitude * box_integral(inputs.x, two.points(r), a, cutoff).plain;
  }
  if (sextic == SexticIntegrals::compute) {
    CorrelatorLayout const six(6, inputs.size(), 1);
    v.sextic.resize(n_cutoffs, six.size());
    v.sextic_flow = v.sextic_bound = v.sextic;
    double const amplitude6 = std::pow(amplitude, 6);
    for (Eigen::Index c = 0; c < n_cutoffs; ++c) {
      for (Eigen::Index r = 0; r < six.size(); ++r) {
        auto const box =
            box_integral(inputs.x, six.points(r), a, cutoffs[static_cast<std::size_t>(c)]);
        v.sextic(c, r) = amplitude6 * box.plain;
        v.sextic_flow(c, r) = amplitude6 * box.flow;
      }
      v.sextic_bound.row(c).setConstant(v.sextic.row(c).maxCoeff());
    }
  }
  v.quartic_bound = v.quartic; // every factor is positive
  return v;
}

} // namespace nnft::eft
