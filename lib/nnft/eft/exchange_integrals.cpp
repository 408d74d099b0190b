#include "nnft/eft/exchange_integrals.hpp"

#include "nnft/eft/gaussian_line.hpp"
#include "nnft/eft/kernel_rows.hpp"
#include "nnft/eft/shell_plan.hpp"
#include "nnft/moments/layout.hpp"
#include "nnft/theory/gauss_legendre.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace nnft::eft {
namespace {

// The ten ways to cut six places in two: {a, b, c | d, e, f} with a = 0.
constexpr std::array<std::array<std::size_t, 6>, 10> splits_of_6{{{0, 1, 2, 3, 4, 5},
                                                                  {0, 1, 3, 2, 4, 5},
                                                                  {0, 1, 4, 2, 3, 5},
                                                                  {0, 1, 5, 2, 3, 4},
                                                                  {0, 2, 3, 1, 4, 5},
                                                                  {0, 2, 4, 1, 3, 5},
                                                                  {0, 2, 5, 1, 3, 4},
                                                                  {0, 3, 4, 1, 2, 5},
                                                                  {0, 3, 5, 1, 2, 4},
                                                                  {0, 4, 5, 1, 2, 3}}};

// int int exp(-(a/2) [3 (u - b)^2 + (u - v)^2 + 3 (v - c)^2]) du dv over the square.
double gaussian_exchange(double a, double b, double c, double cutoff) {
  if (std::isinf(cutoff))
    return 2 * std::numbers::pi / (a * std::sqrt(15.0)) * std::exp(-0.3 * a * (b - c) * (b - c));
  // The inner integral is a gaussian_line about (u + 3 c)/4; the outer integrand is below
  // exp(-(15/8) a (u - m)^2) of its largest value.
  double const length = 1 / std::sqrt(a);
  double const centre = (12 * b + 3 * c) / 15;
  double const from = std::max(-cutoff, centre - 7 * length);
  double const to = std::min(cutoff, centre + 7 * length);
  if (!(from < to)) return 0;
  int const panels = static_cast<int>(std::ceil((to - from) / length));
  double const step = (to - from) / panels;
  static QuadratureRule const rule = gauss_legendre(20, 0, 1);
  double sum = 0;
  for (int p = 0; p < panels; ++p)
    for (Eigen::Index m = 0; m < rule.size(); ++m) {
      double const u = from + step * (p + rule.node[m]);
      sum += step * rule.weight[m] *
             std::exp(-a / 2 * (3 * (u - b) * (u - b) + 0.75 * (u - c) * (u - c))) *
             gaussian_line(std::sqrt(2 * a), (u + 3 * c) / 4, cutoff).plain;
    }
  return sum;
}

double gaussian_split(Eigen::MatrixXd const& x, std::array<int, 6> const& p, double a,
                      double cutoff) {
  double product = 1;
  for (Eigen::Index k = 0; k < x.rows(); ++k) {
    std::array<double, 2> mean{};
    for (std::size_t i = 0; i < 6; ++i)
      mean[i / 3] += x(k, p[i]) / 3;
    double spread = 0;
    for (std::size_t i = 0; i < 6; ++i)
      spread += std::pow(x(k, p[i]) - mean[i / 3], 2);
    product *= std::exp(-a / 2 * spread) * gaussian_exchange(a, mean[0], mean[1], cutoff);
  }
  return product;
}

Eigen::VectorXd gaussian_exchange_integrals(Architecture const& arch, InputSet const& inputs,
                                            double cutoff) {
  double const a = arch.sigma_w * arch.sigma_w / arch.d_in;
  double const amplitude =
      (arch.activation == Activation::cos ? 0.5 : 1) * arch.sigma_w_out * arch.sigma_w_out;
  CorrelatorLayout const six(6, inputs.size(), 1);
  Eigen::VectorXd e6 = Eigen::VectorXd::Zero(six.size());
  for (std::ptrdiff_t r = 0; r < six.size(); ++r) {
    auto const points = six.points(r);
    for (auto const& split : splits_of_6) {
      std::array<int, 6> p{};
      std::transform(split.begin(), split.end(), p.begin(), [&](auto i) { return points[i]; });
      e6[r] += std::pow(amplitude, 7) * gaussian_split(inputs.x, p, a, cutoff);
    }
  }
  return e6;
}

// One panel of the line: its nodes, weights, and the products of three legs there.
struct Panel {
  double from, to;
  Eigen::RowVectorXd u;
  Eigen::MatrixXd weighted_triples; // [n_nodes, n^3], column (i n + j) n + k
};

Eigen::MatrixXd triples(Eigen::MatrixXd const& legs) {
  auto const n = legs.cols();
  Eigen::MatrixXd t(legs.rows(), n * n * n);
  for (Eigen::Index i = 0; i < n; ++i)
    for (Eigen::Index j = 0; j < n; ++j)
      for (Eigen::Index k = 0; k < n; ++k)
        t.col((i * n + j) * n + k) =
            legs.col(i).cwiseProduct(legs.col(j)).cwiseProduct(legs.col(k));
  return t;
}

Panel panel_of(KernelRows const& legs, double from, double to, int nodes) {
  auto const rule = gauss_legendre(nodes, from, to);
  Panel panel{from, to, rule.node.transpose(), {}};
  panel.weighted_triples = rule.weight.asDiagonal() * triples(legs(panel.u));
  return panel;
}

// int K_W(u, v) triples(v) dv over the panel of u, halved at v = u, for every node u of it.
Eigen::MatrixXd across_the_diagonal(Architecture const& a, KernelRows const& legs,
                                    Panel const& panel) {
  auto const n = panel.u.size();
  Eigen::MatrixXd inner(n, panel.weighted_triples.cols());
  for (Eigen::Index m = 0; m < n; ++m) {
    KernelRows const line(a, InputSet{"", panel.u.col(m)});
    inner.row(m).setZero();
    for (auto const& part : {panel_of(legs, panel.from, panel.u[m], static_cast<int>(n)),
                             panel_of(legs, panel.u[m], panel.to, static_cast<int>(n))})
      inner.row(m) += line(part.u).transpose() * part.weighted_triples;
  }
  return inner;
}

Eigen::VectorXd line_exchange_integrals(Architecture const& a, InputSet const& inputs,
                                        double cutoff, int nodes) {
  std::vector<double> const edges = shell_plan(a, inputs, {cutoff}).edges;
  KernelRows const legs(a, inputs);
  std::vector<Panel> panels;
  for (std::size_t e = 1; e < edges.size(); ++e) {
    panels.push_back(panel_of(legs, edges[e - 1], edges[e], nodes));
    panels.push_back(panel_of(legs, -edges[e], -edges[e - 1], nodes));
  }
  Eigen::Index const n_triples = panels.front().weighted_triples.cols();
  Eigen::MatrixXd joined = Eigen::MatrixXd::Zero(n_triples, n_triples);
  for (auto const& p : panels) {
    KernelRows const line(a, InputSet{"", p.u});
    Eigen::MatrixXd inner = across_the_diagonal(a, legs, p);
    for (auto const& q : panels)
      if (&p != &q) inner += line(q.u).transpose() * q.weighted_triples;
    joined += p.weighted_triples.transpose() * inner;
  }
  CorrelatorLayout const six(6, inputs.size(), 1);
  Eigen::VectorXd e6 = Eigen::VectorXd::Zero(six.size());
  Eigen::Index const n = inputs.size();
  for (std::ptrdiff_t r = 0; r < six.size(); ++r) {
    auto const x = six.points(r);
    for (auto const& s : splits_of_6)
      e6[r] += joined((x[s[0]] * n + x[s[1]]) * n + x[s[2]], (x[s[3]] * n + x[s[4]]) * n + x[s[5]]);
  }
  return e6;
}

} // namespace

ExchangeIntegralsOutcome exchange_integrals(Architecture const& architecture,
                                            InputSet const& inputs, double cutoff, int nodes) {
  switch (architecture.activation) {
  case Activation::gauss:
  case Activation::cos:
    return {gaussian_exchange_integrals(architecture, inputs, cutoff), {}};
  case Activation::tanh:
    return {{}, "the kernel of Tanh-net is a quadrature, too slow for the exchange integral"};
  default:
    break;
  }
  if (architecture.d_in > 1)
    return {{}, "the exchange integral of this network has 2 d_in dimensions and needs d_in = 1"};
  if (std::isinf(cutoff))
    return {{}, "the exchange integral of this network diverges at infinite cutoff"};
  return {line_exchange_integrals(architecture, inputs, cutoff, nodes), {}};
}

} // namespace nnft::eft
