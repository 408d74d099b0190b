#include "nnft/eft/vertex_integrals.hpp"

#include "nnft/core/contract.hpp"
#include "nnft/eft/shell_cubature.hpp"
#include "nnft/eft/shell_plan.hpp"
#include "nnft/eft/vertex_sums.hpp"

#include <algorithm>
#include <cmath>

namespace nnft::eft {
namespace {

// On the faces of the cube: the corners at the directions of the points converge as (nodes)^-10.
constexpr CubatureRule face_rule{1, 1, 14, 20, 2e-12};
// Tanh-net, whose legs are quadratures themselves.
constexpr CubatureEffort costly_legs{8, 1024};

// ReLU-net without hidden bias: I_n(L) = L^(n+d) A_n/(n+d), A_n over the surface of the unit cube.
VertexIntegrals by_scaling(Architecture const& a, InputSet const& inputs,
                           std::vector<double> const& cutoffs, VertexProducts const& products,
                           std::optional<CubatureRule> rule) {
  KernelRows const rows(a, inputs);
  ShellCubature const integrate(rows, products, rule.value_or(face_rule));
  Eigen::VectorXd const surface = integrate(cells_of(faces_split_at_points(inputs.x), 1, 1));
  auto v = scaled(products, a.d_in, cutoffs, surface);
  v.method = "radial scaling";
  return v;
}

VertexIntegrals by_shells(Architecture const& a, InputSet const& inputs,
                          std::vector<double> const& cutoffs, VertexProducts const& products,
                          std::optional<CubatureRule> rule) {
  KernelRows const rows(a, inputs);
  ShellPlan const plan = shell_plan(a, inputs, cutoffs);
  ShellCubature const integrate(rows, products, rule.value_or(plan.rule));
  auto const& edges = plan.edges;

  Eigen::MatrixXd sums(static_cast<Eigen::Index>(cutoffs.size()), products.size());
  Eigen::MatrixXd flow(sums.rows(), sums.cols());
  Eigen::VectorXd inside = Eigen::VectorXd::Zero(products.size());
  std::size_t next = 0;
  for (std::size_t e = 1; e < edges.size(); ++e) {
    inside += integrate(cells_of(plan.faces, edges[e - 1], edges[e]));
    while (next < cutoffs.size() && edges[e] >= cutoffs[next] * (1 - 1e-12)) {
      auto const c = static_cast<Eigen::Index>(next);
      double const t = cutoffs[next++];
      sums.row(c) = inside.transpose();
      flow.row(c) = t * integrate(cells_of(plan.faces, t, t)).transpose();
    }
  }
  auto v = unpacked(products, a.d_in, cutoffs, sums, flow);
  v.method = "cube shells";
  return v;
}

} // namespace

VertexIntegralsOutcome vertex_integrals(Architecture const& architecture, InputSet const& inputs,
                                        std::vector<double> const& cutoffs, SexticIntegrals sextic,
                                        std::optional<CubatureRule> rule) {
  NNFT_EXPECT(!cutoffs.empty() && cutoffs.front() > 0);
  NNFT_EXPECT(std::is_sorted(cutoffs.begin(), cutoffs.end()));
  NNFT_EXPECT(inputs.d_in() == architecture.d_in);
  auto const activation = architecture.activation;
  if (activation == Activation::gauss || activation == Activation::cos)
    return {gaussian_vertex_integrals(architecture, inputs, cutoffs, sextic), {}};
  if (std::isinf(cutoffs.back()))
    return {{}, "the vertex integral of this network diverges at infinite cutoff"};
  if (activation == Activation::tanh && architecture.d_in > 2)
    return {randomised_vertex_integrals(architecture, inputs, cutoffs, sextic, costly_legs), {}};
  if (architecture.d_in > 3)
    return {randomised_vertex_integrals(architecture, inputs, cutoffs, sextic), {}};
  VertexProducts const products(inputs.size(), sextic == SexticIntegrals::compute);
  if (activation == Activation::relu && architecture.sigma_b == 0)
    return {by_scaling(architecture, inputs, cutoffs, products, rule), {}};
  return {by_shells(architecture, inputs, cutoffs, products, rule), {}};
}

} // namespace nnft::eft
