#include "nnft/eft/two_vertices.hpp"

#include "nnft/core/contract.hpp"
#include "nnft/eft/kernel_rows.hpp"
#include "nnft/eft/shell_plan.hpp"
#include "nnft/theory/gauss_legendre.hpp"
#include "nnft/theory/hidden_covariance.hpp"
#include "nnft/theory/second_moments.hpp"

#include <algorithm>
#include <cmath>
#include <random>
#include <utility>

namespace nnft::eft {
namespace {

constexpr std::uint64_t first_seed = 20080860;
constexpr std::uint64_t noise_stream = 0x9e3779b97f4a7c15; // not that of the shifts of the nets

// Nodes with what their vertex puts into the line, weights included.
struct Vertices {
  CubatureNodes nodes;
  Eigen::MatrixXd currents, pairs; // weighted
  Eigen::ArrayX2d noise{};         // Tanh-net, randomised: two k^2 of every node; else none
};

// The line from all nodes of one set to all of another, and its square, [n_v, n_u].
struct Lines {
  Eigen::MatrixXd once, squared;
};

class VertexMaker {
 public:
  VertexMaker(Architecture const& a, InputSet const& inputs, Currents const& currents,
              TanhRule rule = TanhRule::exact)
      : architecture_(a), covariance_(a), legs_(a, inputs, rule), currents_(currents) {}

  [[nodiscard]] Vertices operator()(CubatureNodes nodes) const {
    Eigen::MatrixXd const legs = legs_(nodes.y);
    Eigen::VectorXd const y2 = nodes.y.colwise().squaredNorm();
    Vertices v{std::move(nodes), currents_(legs, y2), currents_.products_of_pairs(legs)};
    v.currents = v.nodes.weight.asDiagonal() * v.currents;
    v.pairs = v.nodes.weight.asDiagonal() * v.pairs;
    return v;
  }

  // The same with the noise of Tanh-net, where the net is one.
  [[nodiscard]] Vertices operator()(CubatureNodes nodes, std::mt19937_64& random) const {
    Vertices v = (*this)(std::move(nodes));
    if (architecture_.activation != Activation::tanh) return v;
    v.noise.resize(v.nodes.size(), 2);
    for (double& k2 : v.noise.reshaped())
      k2 = kolmogorov_variance(static_cast<double>(random() >> 11U) * 0x1p-53);
    return v;
  }

  [[nodiscard]] Lines lines(Vertices const& u, Vertices const& v) const {
    if (u.noise.rows() > 0) {
      Eigen::MatrixXd once = noisy_line(u, v, 0);
      Eigen::MatrixXd squared = once.cwiseProduct(noisy_line(u, v, 1));
      return {std::move(once), std::move(squared)};
    }
    Eigen::MatrixXd once = KernelRows(architecture_, InputSet{"", u.nodes.y})(v.nodes.y);
    Eigen::MatrixXd squared = once.cwiseAbs2();
    return {std::move(once), std::move(squared)};
  }

  // The first alone.
  [[nodiscard]] Eigen::MatrixXd line(Vertices const& u, Vertices const& v) const {
    if (u.noise.rows() > 0) return noisy_line(u, v, 0);
    return KernelRows(architecture_, InputSet{"", u.nodes.y})(v.nodes.y);
  }

  [[nodiscard]] TwoVertexSums nothing() const {
    auto const n_pairs = static_cast<Eigen::Index>(currents_.pairs().size());
    return {Eigen::MatrixXd::Zero(currents_.size(), currents_.size()),
            Eigen::MatrixXd::Zero(n_pairs, n_pairs),
            {}};
  }

 private:
  // Without bias: each vertex has a k of its own, and the mean over them is K_W (second_moments).
  [[nodiscard]] Eigen::MatrixXd noisy_line(Vertices const& u, Vertices const& v,
                                           Eigen::Index which) const {
    double const factor = architecture_.sigma_w_out * architecture_.sigma_w_out;
    Eigen::MatrixXd line(v.nodes.size(), u.nodes.size());
    for (Eigen::Index i = 0; i < line.cols(); ++i)
      for (Eigen::Index m = 0; m < line.rows(); ++m)
        line(m, i) =
            factor * noisy_sign_moment(covariance_.pair(u.nodes.y.col(i), v.nodes.y.col(m)),
                                       u.noise(i, which), v.noise(m, which));
    return line;
  }

  Architecture architecture_;
  HiddenCovariance covariance_;
  KernelRows legs_;
  Currents const& currents_;
};

TwoVertexSums joined(Lines const& lines, Vertices const& u, Vertices const& v) {
  return {u.currents.transpose() * (lines.once.transpose() * v.currents),
          u.pairs.transpose() * (lines.squared.transpose() * v.pairs),
          {}};
}

// The exchange part of it.
Eigen::MatrixXd exchanged(Eigen::MatrixXd const& line, Vertices const& u, Vertices const& v) {
  return u.currents.transpose() * (line.transpose() * v.currents);
}

void add(TwoVertexSums& sum, TwoVertexSums const& term) {
  sum.exchange += term.exchange;
  sum.bubble += term.bubble;
}

TwoVertexSums symmetrised(TwoVertexSums const& s) {
  return {(s.exchange + s.exchange.transpose()) / 2, (s.bubble + s.bubble.transpose()) / 2, {}};
}

// Adds shell by shell: between(e, f) is the sum over u in shell e and v in shell f; at_surface(c,
// f) the exchange sum over u on the surface of cutoff c and v in shell f.
template <class Between, class AtSurface>
std::vector<TwoVertexSums> by_cutoff(std::vector<double> const& cutoffs,
                                     std::vector<std::size_t> const& shells, TwoVertexSums total,
                                     Between const& between, AtSurface const& at_surface) {
  std::vector<TwoVertexSums> sums;
  std::size_t done = 0;
  for (std::size_t c = 0; c < cutoffs.size(); ++c) {
    std::size_t const until = shells[c];
    for (; done < until; ++done) {
      add(total, between(done, done));
      for (std::size_t e = 0; e < done; ++e) {
        add(total, between(done, e));
        add(total, between(e, done));
      }
    }
    sums.push_back(symmetrised(total));
    Eigen::MatrixXd flow = Eigen::MatrixXd::Zero(total.exchange.rows(), total.exchange.cols());
    for (std::size_t f = 0; f < until; ++f)
      flow += at_surface(c, f);
    sums.back().exchange_flow = cutoffs[c] * (flow + flow.transpose()); // of u and of v
  }
  return sums;
}

CubatureNodes panel(double from, double to, int nodes) {
  auto const rule = gauss_legendre(nodes, from, to);
  return {rule.node.transpose(), rule.weight};
}

// Both vertices in the panel of u: v is integrated over the two parts that u cuts it into.
TwoVertexSums across_the_diagonal(VertexMaker const& make, double from, double to, int nodes,
                                  TwoVertexSums sum) {
  auto const all = panel(from, to, nodes);
  for (Eigen::Index m = 0; m < all.size(); ++m) {
    double const middle = all.y(0, m);
    auto const u = make({all.y.col(m), all.weight.segment(m, 1)});
    for (auto const& part : {panel(from, middle, nodes), panel(middle, to, nodes)}) {
      auto const v = make(part);
      add(sum, joined(make.lines(u, v), u, v));
    }
  }
  return sum;
}

std::vector<TwoVertexSums> on_a_line(Architecture const& a, InputSet const& inputs,
                                     std::vector<double> const& cutoffs, Currents const& currents,
                                     int nodes) {
  VertexMaker const make(a, inputs, currents);
  auto const edges = shell_edges(a, inputs, cutoffs);
  std::vector<std::array<Vertices, 2>> shells; // at positive and at negative y
  for (std::size_t e = 1; e < edges.size(); ++e)
    shells.push_back(
        {make(panel(edges[e - 1], edges[e], nodes)), make(panel(-edges[e], -edges[e - 1], nodes))});
  bool const kink = a.activation == Activation::relu;
  auto const between = [&](std::size_t e, std::size_t f) {
    auto sum = make.nothing();
    for (std::size_t j = 0; j < 2; ++j) { // K(-u, -v) = K(u, v), and nodes at -y come backwards
      if (e == f && j == 0 && kink) continue;
      auto const lines = make.lines(shells[e][0], shells[f][j]);
      add(sum, joined(lines, shells[e][0], shells[f][j]));
      Lines const mirrored{lines.once.reverse(), lines.squared.reverse()};
      add(sum, joined(mirrored, shells[e][1], shells[f][1 - j]));
    }
    if (e == f && kink) {
      sum = across_the_diagonal(make, edges[e], edges[e + 1], nodes, std::move(sum));
      sum = across_the_diagonal(make, -edges[e + 1], -edges[e], nodes, std::move(sum));
    }
    return sum;
  };
  auto const at_surface = [&](std::size_t c, std::size_t f) {
    auto const ends = make({Eigen::RowVector2d(-cutoffs[c], cutoffs[c]), Eigen::Vector2d::Ones()});
    Eigen::MatrixXd sum = exchanged(make.line(ends, shells[f][0]), ends, shells[f][0]);
    sum += exchanged(make.line(ends, shells[f][1]), ends, shells[f][1]);
    return sum;
  };
  return by_cutoff(cutoffs, shells_inside(edges, cutoffs), make.nothing(), between, at_surface);
}

// ReLU-net without hidden bias: every current, times the line, is homogeneous in u, of degree p -
// d.
std::vector<TwoVertexSums> scaled(TwoVertexSums const& surface, Eigen::ArrayXd const& power,
                                  double pair_power, std::vector<double> const& cutoffs) {
  std::vector<TwoVertexSums> sums;
  for (double const cutoff : cutoffs) {
    Eigen::VectorXd radial(power.size());
    for (Eigen::Index i = 0; i < power.size(); ++i)
      radial[i] = std::pow(cutoff, power[i]) / power[i];
    double const pair = std::pow(cutoff, pair_power) / pair_power;
    Eigen::MatrixXd const exchange = radial.asDiagonal() * surface.exchange * radial.asDiagonal();
    sums.push_back(
        {exchange, pair * pair * surface.bubble,
         power.matrix().asDiagonal() * exchange + exchange * power.matrix().asDiagonal()});
  }
  return sums;
}

std::vector<TwoVertexSums> from_the_surface(Architecture const& a, InputSet const& inputs,
                                            std::vector<double> const& cutoffs,
                                            Currents const& currents,
                                            std::array<CubatureNodes, 2> const& nodes) {
  VertexMaker const make(a, inputs, currents);
  auto const u = make(nodes[0]);
  auto const v = make(nodes[1]);
  return scaled(symmetrised(joined(make.lines(u, v), u, v)), currents.degree() + 1 + a.d_in,
                4.0 + a.d_in, cutoffs);
}

std::vector<TwoVertexSums> randomised(Architecture const& a, InputSet const& inputs,
                                      std::vector<double> const& cutoffs, Currents const& currents,
                                      Eigen::Index nodes, std::uint64_t seed) {
  bool const homogeneous = a.activation == Activation::relu && a.sigma_b == 0;
  auto const edges = coarse_shell_edges(a, inputs, cutoffs);
  auto const share = nodes / (homogeneous ? 1 : static_cast<Eigen::Index>(edges.size()) - 1);
  CubeNodes const first(a.d_in, share, seed);
  CubeNodes const second(a.d_in, share, seed + 1);
  if (homogeneous)
    return from_the_surface(a, inputs, cutoffs, currents, {first.surface(1), second.surface(1)});
  VertexMaker const make(a, inputs, currents, TanhRule::rough);
  std::mt19937_64 random(seed ^ noise_stream);
  std::vector<std::array<Vertices, 2>> shells;
  for (std::size_t e = 1; e < edges.size(); ++e) {
    auto u = make(first.shell(edges[e - 1], edges[e]), random);
    auto v = make(second.shell(edges[e - 1], edges[e]), random);
    shells.push_back({std::move(u), std::move(v)});
  }
  std::vector<Vertices> surfaces;
  surfaces.reserve(cutoffs.size());
  for (double const cutoff : cutoffs)
    surfaces.push_back(make(first.surface(cutoff), random));
  return by_cutoff(
      cutoffs, shells_inside(edges, cutoffs), make.nothing(),
      [&](std::size_t e, std::size_t f) {
        return joined(make.lines(shells[e][0], shells[f][1]), shells[e][0], shells[f][1]);
      },
      [&](std::size_t c, std::size_t f) {
        return exchanged(make.line(surfaces[c], shells[f][1]), surfaces[c], shells[f][1]);
      });
}

} // namespace

TwoVertexOutcome two_vertex_sums(Architecture const& architecture, InputSet const& inputs,
                                 std::vector<double> const& cutoffs, Currents const& currents,
                                 CubatureEffort effort, int nodes) {
  NNFT_EXPECT(!cutoffs.empty() && std::is_sorted(cutoffs.begin(), cutoffs.end()));
  auto const activation = architecture.activation;
  if (activation == Activation::gauss || activation == Activation::cos)
    return {{gaussian_two_vertex_sums(architecture, inputs, cutoffs, currents)}, "closed form", ""};
  if (std::isinf(cutoffs.back()))
    return {{}, "", "integrals over two vertices of this network diverge at infinite cutoff"};
  if (architecture.d_in == 1) {
    if (activation == Activation::relu && architecture.sigma_b == 0) {
      CubatureNodes const ends{Eigen::RowVector2d(-1, 1), Eigen::Vector2d::Ones()};
      return {{from_the_surface(architecture, inputs, cutoffs, currents, {ends, ends})},
              "radial scaling",
              ""};
    }
    return {{on_a_line(architecture, inputs, cutoffs, currents, nodes)}, "panels", ""};
  }
  TwoVertexOutcome outcome{{}, "randomised cubature", ""};
  for (int r = 0; r < effort.replicates; ++r)
    outcome.replicates.push_back(randomised(architecture, inputs, cutoffs, currents, effort.nodes,
                                            first_seed + 2 * static_cast<std::uint64_t>(r)));
  return outcome;
}

} // namespace nnft::eft
