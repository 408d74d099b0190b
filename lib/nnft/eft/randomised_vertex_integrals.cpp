#include "nnft/core/contract.hpp"
#include "nnft/eft/kernel_rows.hpp"
#include "nnft/eft/replicates.hpp"
#include "nnft/eft/shell_plan.hpp"
#include "nnft/eft/vertex_sums.hpp"

#include <cmath>
#include <utility>

namespace nnft::eft {
namespace {

constexpr std::uint64_t first_seed = 20080861;

Eigen::VectorXd sums_at(KernelRows const& rows, VertexProducts const& products,
                        CubatureNodes const& nodes) {
  return products(rows(nodes.y), nodes.weight, nodes.y.colwise().squaredNorm());
}

struct Boxes {
  Eigen::MatrixXd inside, flow; // [n_cutoffs, products.size()]
};

Boxes by_shells(KernelRows const& rows, VertexProducts const& products,
                std::vector<double> const& edges, std::vector<double> const& cutoffs,
                CubeNodes const& nodes) {
  auto const n = static_cast<Eigen::Index>(cutoffs.size());
  Boxes boxes{Eigen::MatrixXd(n, products.size()), Eigen::MatrixXd(n, products.size())};
  auto const shells = shells_inside(edges, cutoffs);
  Eigen::VectorXd inside = Eigen::VectorXd::Zero(products.size());
  std::size_t done = 0;
  for (std::size_t c = 0; c < cutoffs.size(); ++c) {
    for (; done < shells[c]; ++done)
      inside += sums_at(rows, products, nodes.shell(edges[done], edges[done + 1]));
    auto const row = static_cast<Eigen::Index>(c);
    boxes.inside.row(row) = inside.transpose();
    boxes.flow.row(row) =
        cutoffs[c] * sums_at(rows, products, nodes.surface(cutoffs[c])).transpose();
  }
  return boxes;
}

} // namespace

VertexIntegrals randomised_vertex_integrals(Architecture const& a, InputSet const& inputs,
                                            std::vector<double> const& cutoffs,
                                            SexticIntegrals sextic, CubatureEffort effort) {
  NNFT_EXPECT(a.activation == Activation::erf || a.activation == Activation::relu ||
              a.activation == Activation::tanh);
  NNFT_EXPECT(effort.replicates >= 2 && std::isfinite(cutoffs.back()));
  KernelRows const rows(a, inputs, TanhRule::rough); // its error is far below that of the nodes
  VertexProducts const products(inputs.size(), sextic == SexticIntegrals::compute);
  bool const homogeneous = a.activation == Activation::relu && a.sigma_b == 0;
  auto const edges = homogeneous ? std::vector<double>{} : coarse_shell_edges(a, inputs, cutoffs);
  std::vector<VertexIntegrals> replicates;
  replicates.reserve(static_cast<std::size_t>(effort.replicates));
  for (int r = 0; r < effort.replicates; ++r) {
    CubeNodes const nodes(a.d_in, effort.nodes, first_seed + static_cast<std::uint64_t>(r));
    if (homogeneous) {
      replicates.push_back(
          scaled(products, a.d_in, cutoffs, sums_at(rows, products, nodes.surface(1))));
    } else {
      auto const boxes = by_shells(rows, products, edges, cutoffs, nodes);
      replicates.push_back(unpacked(products, a.d_in, cutoffs, boxes.inside, boxes.flow));
    }
  }
  auto mean = mean_of(replicates);
  mean.method = "randomised cubature";
  mean.replicates = std::move(replicates);
  return mean;
}

} // namespace nnft::eft
