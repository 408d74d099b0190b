/*
 * erf(z) = <sgn(z + e/sqrt(2))> over a standard normal e, so that M_n = <sgn(y1) ... sgn(yn)> for
 * normal y with correlations R_ij = 2 S_ij/sqrt((1 + 2 S_ii)(1 + 2 S_jj)), i != j. Plackett's
 * identity along R(t) = 1 + t (R - 1) turns sgn6 into an integral over sgn4 of the others given y_i
 * = y_j = 0, and sgn4 into one over arcsines.
 *
 * The integrands are analytic but for real t where a principal minor of R(t) vanishes. The
 * eigenvalues l of R obey 1/(1 + 2 A^2) <= l <= n, A^2 the largest S_ii, so that such t lie beyond
 * 1 + delta, delta = 1/(2 A^2), and below -1/(n - 1). The logistic map t = (1 + delta + a)/(1 +
 * e^-s) - a with a = 1/(n - 1) sends both ends to infinity and what lies beyond them to |Im s| =
 * pi: the Gauss-Legendre rule in s needs 14 nodes at A^2 = 2 and 50 at A = 1000, where it needs 20
 * and more than 10^4 in t.
 */
#include "nnft/moments/layout.hpp"
#include "nnft/theory/gauss_legendre.hpp"
#include "nnft/theory/hidden_covariance.hpp"
#include "nnft/theory/point_moments.hpp"
#include "nnft/theory/second_moments.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <span>
#include <utility>

namespace nnft {
namespace {

constexpr double two_over_pi = 2 / std::numbers::pi;

// The interval of s that t in [0, 1] becomes, half its length, for the path of n variables.
double half_length(int n, double delta) {
  double const a = 1.0 / (n - 1);
  return std::log((1 + a) * (1 + delta) / (a * delta)) / 2;
}

// Nodes for an error exp(-37) by the ellipse of convergence that touches |Im s| = pi.
int nodes_for(int n, double delta) {
  double const reach = std::numbers::pi / half_length(n, delta);
  return static_cast<int>(std::ceil(37 / (2 * std::log(reach + std::sqrt(1 + reach * reach)))));
}

// Rule for int_0^1 dt along the path of n variables.
QuadratureRule path_rule(int n, double delta, int n_nodes) {
  double const a = 1.0 / (n - 1);
  double const width = 1 + delta + a;
  auto rule = gauss_legendre(n_nodes, std::log(a / (1 + delta)), std::log((1 + a) / delta));
  for (Eigen::Index k = 0; k < rule.size(); ++k) {
    double const up = 1 / (1 + std::exp(-rule.node[k]));
    double const down = 1 / (1 + std::exp(rule.node[k]));
    rule.node[k] = width * up - a;
    rule.weight[k] *= width * up * down;
  }
  return rule;
}

double clipped_asin(double sine) {
  return std::asin(std::clamp(sine, -1.0, 1.0));
}

// The six correlations of four variables in the order 01 02 03 12 13 23; pair p and pair 5 - p have
// no variable in common.
using Four = std::array<double, 6>;

double triple_det(double r12, double r13, double r23) {
  return 1 - r12 * r12 - r13 * r13 - r23 * r23 + 2 * r12 * r13 * r23;
}

double sgn4(Four const& r, QuadratureRule const& path) {
  double integral = 0;
  for (Eigen::Index k = 0; k < path.size(); ++k) {
    double const t = path.node[k];
    double const a = t * r[0];
    double const b = t * r[1];
    double const c = t * r[2];
    double const d = t * r[3];
    double const e = t * r[4];
    double const f = t * r[5];
    double const det012 = triple_det(a, b, d);
    double const det013 = triple_det(a, c, e);
    double const det023 = triple_det(b, c, f);
    double const det123 = triple_det(d, e, f);
    // pair ij, correlation r_ij; the others k, l by r_kl and the four mixed ones; the determinants
    // of ijk and ijl are the conditional variances of k and l times 1 - r_ij^2
    auto const term = [](double r_ij, double whole_r_ij, double r_kl, double mixed, double cross,
                         double product) {
      double const free = 1 - r_ij * r_ij;
      double const covariance = r_kl * free - mixed + r_ij * cross;
      double const sine = covariance / std::sqrt(std::max(product, 1e-100));
      return whole_r_ij / std::sqrt(free) * clipped_asin(sine);
    };
    double sum = term(a, r[0], f, b * c + d * e, b * e + d * c, det012 * det013);
    sum += term(b, r[1], e, a * c + d * f, a * f + d * c, det012 * det023);
    sum += term(c, r[2], d, a * b + e * f, a * f + e * b, det013 * det023);
    sum += term(d, r[3], c, a * e + b * f, a * f + b * e, det012 * det123);
    sum += term(e, r[4], b, a * d + c * f, a * f + c * d, det013 * det123);
    sum += term(f, r[5], a, b * d + c * e, b * e + c * d, det023 * det123);
    integral += path.weight[k] * sum;
  }
  return two_over_pi * two_over_pi * integral;
}

using Six = Eigen::Matrix<double, 6, 6>;

// Correlations of the four variables other than i and j given y_i = y_j = 0.
Four conditional(Six const& r, int i, int j) {
  std::array<int, 4> rest{};
  std::size_t n = 0;
  for (int k = 0; k < 6; ++k)
    if (k != i && k != j) rest[n++] = k;
  double const free = 1 - r(i, j) * r(i, j);
  auto const covariance = [&](int k, int l) {
    return r(k, l) * free - r(k, i) * r(l, i) - r(k, j) * r(l, j) +
           r(i, j) * (r(k, i) * r(l, j) + r(k, j) * r(l, i));
  };
  std::array<double, 4> scale{};
  for (std::size_t k = 0; k < 4; ++k)
    scale[k] = 1 / std::sqrt(std::max(covariance(rest[k], rest[k]), 1e-100));
  Four four{};
  n = 0;
  for (std::size_t k = 0; k < 4; ++k)
    for (std::size_t l = k + 1; l < 4; ++l)
      four[n++] = std::clamp(covariance(rest[k], rest[l]) * scale[k] * scale[l], -1.0, 1.0);
  return four;
}

double sgn6(Six const& r, QuadratureRule const& path, QuadratureRule const& inner_path) {
  double integral = 0;
  for (Eigen::Index k = 0; k < path.size(); ++k) {
    double const t = path.node[k];
    Six at_t = t * r;
    at_t.diagonal().setOnes();
    double sum = 0;
    for (int j = 1; j < 6; ++j)
      for (int i = 0; i < j; ++i) {
        if (r(i, j) == 0) continue;
        sum += r(i, j) / std::sqrt(1 - at_t(i, j) * at_t(i, j)) *
               sgn4(conditional(at_t, i, j), inner_path);
      }
    integral += path.weight[k] * sum;
  }
  return two_over_pi * integral;
}

// R between all points; the diagonal is that between a point and its own repetition, below 1.
Eigen::MatrixXd correlations(Eigen::MatrixXd const& s) {
  Eigen::VectorXd const scale = (1 + 2 * s.diagonal().array()).rsqrt();
  return 2 * (scale.asDiagonal() * s * scale.asDiagonal());
}

Eigen::VectorXd sign_moments(Eigen::MatrixXd const& r, CorrelatorLayout const& layout, double delta,
                             double more_nodes) {
  auto const nodes = [&](int n) { return static_cast<int>(nodes_for(n, delta) * more_nodes) + 1; };
  auto const four_path = path_rule(4, delta, nodes(4));
  auto const six_path = path_rule(6, delta, nodes(6));
  Eigen::VectorXd m(layout.size());
  for (std::ptrdiff_t row = 0; row < layout.size(); ++row) {
    auto const points = layout.points(row);
    if (layout.order() == 4) {
      Four four{};
      std::size_t n = 0;
      for (std::size_t k = 0; k < 4; ++k)
        for (std::size_t l = k + 1; l < 4; ++l)
          four[n++] = r(points[k], points[l]);
      m[row] = sgn4(four, four_path);
    } else {
      Six six;
      for (int k = 0; k < 6; ++k)
        for (int l = 0; l < 6; ++l)
          six(k, l) = r(points[static_cast<std::size_t>(k)], points[static_cast<std::size_t>(l)]);
      m[row] = sgn6(six, six_path, four_path);
    }
  }
  return m;
}

// Values of one order with more and more nodes until they stand still or only their rounding moves.
struct Converged {
  Eigen::VectorXd value;
  double difference; // of the last two, relative to the largest value
};

Converged converged_sign_moments(Eigen::MatrixXd const& r, CorrelatorLayout const& layout,
                                 double delta) {
  Eigen::VectorXd value = sign_moments(r, layout, delta, 1);
  double last = std::numeric_limits<double>::infinity();
  for (double more = 1.25;; more *= 1.25) {
    Eigen::VectorXd finer = sign_moments(r, layout, delta, more);
    double const scale = finer.cwiseAbs().maxCoeff();
    double const difference = scale > 0 ? (finer - value).cwiseAbs().maxCoeff() / scale : 0;
    value = std::move(finer);
    if (difference < 1e-13 || difference > last / 4) return {std::move(value), difference};
    last = difference;
  }
}

NeuronMoments plackett_moments(HiddenCovariance const& hidden, InputSet const& distinct,
                               int highest_order) {
  NeuronMoments moments;
  moments.method = "Plackett";
  moments.accuracy = 8 * std::numeric_limits<double>::epsilon();
  CorrelatorLayout const pairs(2, distinct.size(), 1);
  moments.m2.resize(pairs.size());
  for (std::ptrdiff_t row = 0; row < pairs.size(); ++row) {
    auto const p = pairs.points(row);
    moments.m2[row] = erf_second_moment(hidden.pair(distinct.x.col(p[0]), distinct.x.col(p[1])));
  }
  Eigen::MatrixXd const s = hidden.matrix(distinct);
  auto const r = correlations(s);
  double const delta = 1 / (2 * std::max(s.diagonal().maxCoeff(), 1e-6));
  for (int order = 4; order <= highest_order; order += 2) {
    auto converged = converged_sign_moments(r, CorrelatorLayout(order, distinct.size(), 1), delta);
    of_order(moments, order) = std::move(converged.value);
    moments.accuracy = std::max(moments.accuracy, converged.difference);
  }
  return moments;
}

} // namespace

NeuronMoments erf_moments(Architecture const& architecture, InputSet const& distinct,
                          int highest_order) {
  HiddenCovariance const hidden(architecture);
  double const longest = std::sqrt(hidden.matrix(distinct).diagonal().maxCoeff());
  if (longest > 30 && highest_order > 2) { // where rounding costs Plackett's integrals 1e-12
    auto const trapezoid = trapezoid_moments(architecture, distinct, highest_order);
    if (trapezoid && trapezoid->accuracy < 1e-12) return *trapezoid;
  }
  return plackett_moments(hidden, distinct, highest_order);
}

} // namespace nnft
