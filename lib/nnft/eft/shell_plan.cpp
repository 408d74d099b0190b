#include "nnft/eft/shell_plan.hpp"

#include "nnft/core/contract.hpp"

#include <algorithm>
#include <cmath>

namespace nnft::eft {
namespace {

// Nodes and tolerances. Where the legs are analytic in a cell the fine rule has the error of the
// coarse one to the power 1.5; at the |y - x|^3 corners of ReLU-net its error is smaller by
// (fine/coarse)^10 only, hence the other tolerance.
constexpr CubatureRule analytic_rule{6, 10, 8, 12, 2e-10};
constexpr CubatureRule line_rule{14, 22, 1, 1, 1e-9};
// Tanh-net: its legs are quadratures themselves, so fewer nodes and a wider tolerance.
constexpr CubatureRule costly_rule{6, 9, 8, 12, 1e-8};
constexpr CubatureRule corner_rule{8, 12, 10, 15, 1e-11};

// Half-widths of the shells: all cutoffs and kinks, and between them steps of at most a factor two
// that begin at `scale`, where the legs start to vary.
std::vector<double> stepped_edges(double scale, std::vector<double> must) {
  std::sort(must.begin(), must.end());
  std::vector<double> edges{0};
  double const first = must.front();
  int const steps = std::max(0, static_cast<int>(std::ceil(std::log2(first / scale))));
  for (int k = steps; k > 0; --k)
    edges.push_back(std::ldexp(first, -k));
  edges.push_back(first);
  for (double const next : must) {
    double const last = edges.back();
    if (next <= last * (1 + 1e-12)) continue;
    int const pieces = std::max(1, static_cast<int>(std::ceil(std::log2(next / last) - 1e-9)));
    for (int k = 1; k < pieces; ++k)
      edges.push_back(last * std::pow(next / last, k / double(pieces)));
    edges.push_back(next);
  }
  return edges;
}

} // namespace

std::vector<double> shell_edges(Architecture const& a, InputSet const& inputs,
                                std::vector<double> const& cutoffs) {
  double const per_axis = 0.25 * std::sqrt(a.d_in) / a.sigma_w;
  if (a.activation != Activation::relu) return stepped_edges(per_axis, cutoffs);
  double const smallest = 1e-6 * cutoffs.front();
  std::vector<double> must = cutoffs;
  for (Eigen::Index i = 0; i < inputs.x.cols(); ++i) {
    double const kink = inputs.x.col(i).cwiseAbs().maxCoeff();
    if (kink > smallest && kink < cutoffs.back()) must.push_back(kink);
  }
  return stepped_edges(std::max(per_axis * a.sigma_b, smallest), must);
}

std::vector<double> coarse_shell_edges(Architecture const& a, InputSet const& inputs,
                                       std::vector<double> const& cutoffs) {
  auto edges = shell_edges(a, inputs, cutoffs);
  double const detail = cutoffs.front() * std::pow(1e-3, 1.0 / a.d_in);
  edges.erase(edges.begin() + 1,
              std::find_if(edges.begin() + 1, edges.end(), [&](double e) { return e > detail; }));
  return edges;
}

std::vector<std::size_t> shells_inside(std::vector<double> const& edges,
                                       std::vector<double> const& cutoffs) {
  std::vector<std::size_t> counts;
  counts.reserve(cutoffs.size());
  for (double const cutoff : cutoffs)
    counts.push_back(static_cast<std::size_t>(std::count_if(
        edges.begin() + 1, edges.end(), [&](double e) { return e <= cutoff * (1 + 1e-12); })));
  return counts;
}

ShellPlan shell_plan(Architecture const& a, InputSet const& inputs,
                     std::vector<double> const& cutoffs) {
  NNFT_EXPECT(a.d_in <= 3);
  auto edges = shell_edges(a, inputs, cutoffs);
  if (a.activation == Activation::relu)
    return {std::move(edges), faces_split_at_points(inputs.x),
            a.d_in == 1 ? line_rule : corner_rule};
  auto const rule = a.activation == Activation::tanh ? costly_rule : analytic_rule;
  return {std::move(edges), plain_faces(a.d_in), a.d_in == 1 ? line_rule : rule};
}

} // namespace nnft::eft
