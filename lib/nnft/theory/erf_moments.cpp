/*
 * erf(z) = <sgn(z + e/sqrt(2))> over a standard normal e, so that M_n = <sgn(y1) ... sgn(yn)> for
 * normal y with correlations R_ij = 2 S_ij/sqrt((1 + 2 S_ii)(1 + 2 S_jj)), i != j. Plackett's
 * identity along R(t) = 1 + t (R - 1) turns sgn6 into an integral over sgn4 of the others given y_i
 * = y_j = 0, and sgn4 into one over arcsines (sign_path.hpp). Determinants and conditional
 * covariances come from minors whose terms are positive, so that the integrand keeps its digits
 * however large sigma_w is.
 */
#include "nnft/moments/layout.hpp"
#include "nnft/theory/correlation_minors.hpp"
#include "nnft/theory/hidden_covariance.hpp"
#include "nnft/theory/independence.hpp"
#include "nnft/theory/point_moments.hpp"
#include "nnft/theory/reflections.hpp"
#include "nnft/theory/second_moments.hpp"
#include "nnft/theory/sign_path.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <numbers>
#include <span>
#include <utility>
#include <vector>

namespace nnft {
namespace {

constexpr double two_over_pi = 2 / std::numbers::pi;

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

// For every pair of n variables, in the order of pair_place, how many pairs are pairs of the same
// two points; 0 where an earlier one stands for it.
template <int n>
std::array<double, CorrelationMinors<n>::n_pairs> times_of_pairs(std::array<int, n> const& points) {
  std::array<double, CorrelationMinors<n>::n_pairs> times{};
  std::map<std::array<int, 2>, std::size_t> first;
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = i + 1; j < n; ++j) {
      auto const place = pair_place(n, static_cast<int>(i), static_cast<int>(j));
      std::array const pair{std::min(points[i], points[j]), std::max(points[i], points[j])};
      times[first.try_emplace(pair, place).first->second] += 1;
    }
  return times;
}

// A pair of six variables, by which Plackett's identity moves along the path.
struct MovedPair {
  std::size_t place; // of pair_place
  std::size_t given;
  double times;                     // of times_of_pairs
  std::array<int, 4> rest;          // the others
  std::array<double, 6> rest_times; // of their pairs
};

std::vector<MovedPair> moved_pairs(std::array<int, 6> const& points) {
  auto const times = times_of_pairs<6>(points);
  std::vector<MovedPair> all;
  for (int i = 0; i < 6; ++i)
    for (int j = i + 1; j < 6; ++j) {
      auto const place = pair_place(6, i, j);
      if (times[place] == 0) continue;
      MovedPair pair{place, bit(i) | bit(j), times[place], {}, {}};
      std::array<int, 4> rest_points{};
      std::size_t n = 0;
      for (int k = 0; k < 6; ++k) {
        if (k == i || k == j) continue;
        rest_points[n] = points[static_cast<std::size_t>(k)];
        pair.rest[n++] = k;
      }
      pair.rest_times = times_of_pairs<4>(rest_points);
      all.push_back(pair);
    }
  return all;
}

double sgn6(CorrelationMinors<6> const& r, std::vector<MovedPair> const& pairs,
            SignPath const& path, SignPath const& inner_path) {
  double integral = 0;
  for (std::size_t k = 0; k < path.size(); ++k) {
    auto const at_t = towards_identity(r, path.t[k], path.rest[k]);
    double sum = 0;
    for (auto const& pair : pairs) {
      double const correlation = r.mixed[pair.place][0];
      if (correlation == 0) continue;
      auto four = four_given(at_t, pair.given, pair.rest);
      four.times = pair.rest_times;
      sum +=
          pair.times * correlation / std::sqrt(at_t.principal[pair.given]) * sgn4(four, inner_path);
    }
    integral += path.weight[k] * sum;
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
        delta_(1 / (2 * std::max(s_.diagonal().maxCoeff(), 0.1))),
        same_as_(first_reflected_rows(distinct, layout)) {}

  [[nodiscard]] Eigen::VectorXd operator()(double more_nodes) const {
    SignPath const four_path(4, delta_, more_nodes);
    SignPath const six_path(6, delta_, more_nodes);
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
  [[nodiscard]] double moment(std::span<int const> points, SignPath const& four_path,
                              SignPath const& six_path) const {
    std::vector<Eigen::Index> const columns(points.begin(), points.end());
    Eigen::MatrixXd const x = distinct_.x(Eigen::all, columns);
    std::array<int, max_order> all{};
    std::copy(points.begin(), points.end(), all.begin());
    if (layout_.order() == 6)
      return sgn6(sign_minors<6>(hidden_, x), moved_pairs(all), six_path, four_path);
    auto four = four_given(sign_minors<4>(hidden_, x), 0, {0, 1, 2, 3});
    four.times = times_of_pairs<4>({all[0], all[1], all[2], all[3]});
    return sgn4(four, four_path);
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
