/*
 * erf(z) = <sgn(z + e/sqrt(2))> over a standard normal e, so that M_n = <sgn(y1) ... sgn(yn)> for
 * normal y with correlations R_ij = 2 S_ij/sqrt((1 + 2 S_ii)(1 + 2 S_jj)), i != j. Plackett's
 * identity along R(t) = 1 + t (R - 1) turns sgn6 into an integral over sgn4 of the others given y_i
 * = y_j = 0, and sgn4 into one over arcsines. Determinants and conditional covariances come from
 * minors whose terms are positive, and the arcsine from both of them, asin(c/sqrt(ab)) =
 * atan(c/sqrt(ab - c^2)), so that the integrand keeps its digits however large sigma_w is.
 *
 * The integrands are analytic but for real t where a principal minor of R(t) vanishes. The
 * eigenvalues l of R obey 1/(1 + 2 A^2) <= l <= n, A^2 the largest S_ii, so that such t lie beyond
 * 1 + delta, delta = 1/(2 A^2), and below -1/(n - 1). The logistic map t = (1 + delta + a)/(1 +
 * e^-s) - a with a = 1/(n - 1) sends both ends to infinity and what lies beyond them to |Im s| =
 * pi: the Gauss-Legendre rule in s needs 14 nodes at A^2 = 2 and 50 at A = 1000, where it needs 20
 * and more than 10^4 in t.
 */
#include "nnft/moments/layout.hpp"
#include "nnft/theory/correlation_minors.hpp"
#include "nnft/theory/gauss_legendre.hpp"
#include "nnft/theory/hidden_covariance.hpp"
#include "nnft/theory/independence.hpp"
#include "nnft/theory/point_moments.hpp"
#include "nnft/theory/reflections.hpp"
#include "nnft/theory/second_moments.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <numbers>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

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

struct PathNode {
  double t, rest; // rest = 1 - t, to all digits
  double weight;
};

// Rule for int_0^1 dt along the path of n variables.
std::vector<PathNode> path_rule(int n, double delta, int n_nodes) {
  double const a = 1.0 / (n - 1);
  double const width = 1 + delta + a;
  auto const rule = gauss_legendre(n_nodes, std::log(a / (1 + delta)), std::log((1 + a) / delta));
  std::vector<PathNode> path;
  path.reserve(static_cast<std::size_t>(n_nodes));
  for (Eigen::Index k = 0; k < rule.size(); ++k) {
    double const up = 1 / (1 + std::exp(-rule.node[k]));
    double const down = 1 / (1 + std::exp(rule.node[k]));
    path.push_back({std::max(width * up - a, 0.0), std::max(width * down - delta, 0.0),
                    rule.weight[k] * width * up * down});
  }
  return path;
}

// Minors of four correlations, those with equal powers along the path added up. Pairs in the order
// 01 02 03 12 13 23: pair p and pair 5 - p have no variable in common.
struct FourMinors {
  std::array<double, 6> pair{};                                  // det of two
  double triples = 0, all = 0;                                   // of three, summed; of four
  std::array<double, 6> correlation{}, given_one{}, given_two{}; // mixed ones, by the size of T
};

double sgn4(FourMinors const& r, std::vector<PathNode> const& path) {
  double const pairs = std::accumulate(r.pair.begin(), r.pair.end(), 0.0);
  double integral = 0;
  for (auto const& node : path) {
    double const tt = node.t * node.t;
    double const tu = node.t * node.rest;
    double const uu = node.rest * node.rest;
    double const det =
        uu * uu + 4 * uu * tu + uu * tt * pairs + tt * tu * r.triples + tt * tt * r.all;
    double const scale = node.t / std::sqrt(std::max(det, 1e-300));
    double sum = 0;
    for (std::size_t p = 0; p < 6; ++p) {
      std::size_t const other = 5 - p;
      double const covariance =
          uu * r.correlation[other] + tu * r.given_one[other] + tt * r.given_two[other];
      double const root = 1 / std::sqrt(uu + 2 * tu + tt * r.pair[p]);
      sum += r.correlation[p] * root * std::atan(covariance * scale * root);
    }
    integral += node.weight * sum;
  }
  return two_over_pi * two_over_pi * integral;
}

constexpr std::size_t bit(int i) {
  return std::size_t{1} << static_cast<unsigned>(i);
}

// The minors of the correlations of four variables, of n, given that those of the set vanish
// (Sylvester's identity).
template <int n> FourMinors four_given(CorrelationMinors<n> const& r, std::size_t given,
                                       std::array<int, 4> const& rest) {
  double const det = r.principal[given];
  std::array<double, 4> inverse{}; // of the conditional variances
  std::size_t everything = given;
  double scale = 1 / det;
  for (std::size_t k = 0; k < 4; ++k) {
    inverse[k] = det / r.principal[given | bit(rest[k])];
    everything |= bit(rest[k]);
    scale *= inverse[k];
  }
  FourMinors four;
  four.all = r.principal[everything] * scale;
  for (std::size_t k = 0; k < 4; ++k)
    four.triples += r.principal[everything ^ bit(rest[k])] * (scale / inverse[k]);
  std::size_t p = 0;
  for (std::size_t k = 0; k < 4; ++k)
    for (std::size_t l = k + 1; l < 4; ++l, ++p) {
      std::size_t const both = bit(rest[k]) | bit(rest[l]);
      double const square = inverse[k] * inverse[l];
      double const root = std::sqrt(square) / det;
      auto const& mixed = r.mixed[pair_place(n, rest[k], rest[l])];
      four.pair[p] = r.principal[given | both] * square / det;
      four.correlation[p] = mixed[given] * root;
      four.given_two[p] = mixed[everything ^ both] * root * (scale * det / square);
      for (std::size_t m = 0; m < 4; ++m)
        if (m != k && m != l) four.given_one[p] += mixed[given | bit(rest[m])] * root * inverse[m];
    }
  return four;
}

// A pair of six variables, by which Plackett's identity moves along the path.
struct MovedPair {
  std::size_t place; // of pair_place
  std::size_t given;
  std::array<int, 4> rest; // the others
  double times;            // how many pairs are pairs of the same points, and equal
};

std::vector<MovedPair> moved_pairs(std::span<int const> points) {
  auto const at = [&](int i) { return points[static_cast<std::size_t>(i)]; };
  std::map<std::array<int, 2>, MovedPair> pairs;
  for (int i = 0; i < 6; ++i)
    for (int j = i + 1; j < 6; ++j) {
      MovedPair pair{pair_place(6, i, j), bit(i) | bit(j), {}, 0};
      std::size_t n = 0;
      for (int k = 0; k < 6; ++k)
        if (k != i && k != j) pair.rest[n++] = k;
      pairs.try_emplace({at(i), at(j)}, pair).first->second.times += 1;
    }
  std::vector<MovedPair> all;
  for (auto const& [places, pair] : pairs)
    all.push_back(pair);
  return all;
}

double sgn6(CorrelationMinors<6> const& r, std::vector<MovedPair> const& pairs,
            std::vector<PathNode> const& path, std::vector<PathNode> const& inner_path) {
  double integral = 0;
  for (auto const& node : path) {
    auto const at_t = towards_identity(r, node.t, node.rest);
    double sum = 0;
    for (auto const& pair : pairs) {
      double const correlation = r.mixed[pair.place][0];
      if (correlation == 0) continue;
      sum += pair.times * correlation / std::sqrt(at_t.principal[pair.given]) *
             sgn4(four_given(at_t, pair.given, pair.rest), inner_path);
    }
    integral += node.weight * sum;
  }
  return two_over_pi * integral;
}

// The sign moments of one order; each is computed once of all that are equal by reflection, none
// that vanishes by structure.
class SignMoments {
 public:
  SignMoments(HiddenCovariance const& hidden, InputSet const& distinct,
              CorrelatorLayout const& layout)
      : hidden_(hidden), distinct_(distinct), layout_(layout), s_(hidden.matrix(distinct)),
        delta_(1 / (2 * std::max(s_.diagonal().maxCoeff(), 1e-6))),
        same_as_(first_reflected_rows(distinct, layout)) {}

  [[nodiscard]] Eigen::VectorXd operator()(double more_nodes) const {
    auto const nodes = [&](int n) {
      return static_cast<int>(nodes_for(n, delta_) * more_nodes) + 1;
    };
    auto const four_path = path_rule(4, delta_, nodes(4));
    auto const six_path = path_rule(6, delta_, nodes(6));
    Eigen::VectorXd m = Eigen::VectorXd::Zero(layout_.size());
    for (std::ptrdiff_t row = 0; row < layout_.size(); ++row) {
      auto const points = layout_.points(row);
      auto const same = same_as_[static_cast<std::size_t>(row)];
      if (same != row)
        m[row] = m[same];
      else if (!odd_moment_vanishes(s_, points))
        m[row] = moment(points, four_path, six_path);
    }
    return m;
  }

 private:
  [[nodiscard]] double moment(std::span<int const> points, std::vector<PathNode> const& four_path,
                              std::vector<PathNode> const& six_path) const {
    std::vector<Eigen::Index> const columns(points.begin(), points.end());
    Eigen::MatrixXd const x = distinct_.x(Eigen::all, columns);
    if (layout_.order() == 4)
      return sgn4(four_given(sign_minors<4>(hidden_, x), 0, {0, 1, 2, 3}), four_path);
    return sgn6(sign_minors<6>(hidden_, x), moved_pairs(points), six_path, four_path);
  }

  HiddenCovariance const& hidden_;
  InputSet const& distinct_;
  CorrelatorLayout const& layout_;
  Eigen::MatrixXd s_;
  double delta_;
  std::vector<std::ptrdiff_t> same_as_;
};

// Values of one order with more and more nodes until they stand still or only their rounding moves.
struct Converged {
  Eigen::VectorXd value;
  double difference; // of the last two, relative to the largest value
};

Converged converged(SignMoments const& moments) {
  Eigen::VectorXd value = moments(1);
  double last = std::numeric_limits<double>::infinity();
  for (double more = 1.25;; more *= 1.25) {
    Eigen::VectorXd finer = moments(more);
    double const scale = finer.cwiseAbs().maxCoeff();
    double const difference = scale > 0 ? (finer - value).cwiseAbs().maxCoeff() / scale : 0;
    value = std::move(finer);
    if (difference < 1e-13 || difference > last / 4) return {std::move(value), difference};
    last = difference;
  }
}

} // namespace

NeuronMoments erf_moments(Architecture const& architecture, InputSet const& distinct,
                          int highest_order) {
  HiddenCovariance const hidden(architecture);
  NeuronMoments moments;
  moments.method = "Plackett";
  moments.accuracy = 8 * std::numeric_limits<double>::epsilon();
  CorrelatorLayout const pairs(2, distinct.size(), 1);
  moments.m2.resize(pairs.size());
  for (std::ptrdiff_t row = 0; row < pairs.size(); ++row) {
    auto const p = pairs.points(row);
    moments.m2[row] = erf_second_moment(hidden.pair(distinct.x.col(p[0]), distinct.x.col(p[1])));
  }
  for (int order = 4; order <= highest_order; order += 2) {
    CorrelatorLayout const layout(order, distinct.size(), 1);
    auto limit = converged(SignMoments(hidden, distinct, layout));
    of_order(moments, order) = std::move(limit.value);
    moments.accuracy = std::max(moments.accuracy, limit.difference);
  }
  return moments;
}

} // namespace nnft
