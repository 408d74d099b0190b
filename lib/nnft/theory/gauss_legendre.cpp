#include "nnft/theory/gauss_legendre.hpp"

#include "nnft/core/contract.hpp"

#include <cmath>
#include <numbers>

namespace nnft {
namespace {

struct Legendre {
  double value, derivative;
};

Legendre legendre(int n, double x) {
  double below = 1;
  double value = x;
  for (int k = 2; k <= n; ++k) {
    double const above = ((2 * k - 1) * x * value - (k - 1) * below) / k;
    below = value;
    value = above;
  }
  return {value, n * (below - x * value) / ((1 - x) * (1 + x))};
}

} // namespace

QuadratureRule gauss_legendre(int n_nodes, double from, double to) {
  NNFT_EXPECT(n_nodes >= 1);
  QuadratureRule rule{Eigen::VectorXd(n_nodes), Eigen::VectorXd(n_nodes)};
  double const half = (to - from) / 2;
  double const centre = (to + from) / 2;
  for (int i = 0; i < (n_nodes + 1) / 2; ++i) {
    bool const middle = 2 * i + 1 == n_nodes;
    double x = middle ? 0 : std::cos(std::numbers::pi * (i + 0.75) / (n_nodes + 0.5));
    for (int step = 0; step < 8 && !middle; ++step) {
      auto const p = legendre(n_nodes, x);
      x -= p.value / p.derivative;
    }
    double const slope = legendre(n_nodes, x).derivative;
    double const weight = half * 2 / ((1 - x) * (1 + x) * slope * slope);
    rule.node[i] = centre - half * x;
    rule.node[n_nodes - 1 - i] = centre + half * x;
    rule.weight[i] = rule.weight[n_nodes - 1 - i] = weight;
  }
  return rule;
}

} // namespace nnft
