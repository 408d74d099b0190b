#include "nnft/theory/independence.hpp"

#include "nnft/core/contract.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace nnft {
namespace {

// A sum of pre-activations with signs.
struct Form {
  std::vector<int> plus, minus;
};

Form sum_of(PointPair const& p) {
  return {{p[0], p[1]}, {}};
}
Form difference_of(PointPair const& p) {
  return {{p[0]}, {p[1]}};
}
Form difference_of_sums(PointPair const& p, PointPair const& q) {
  return {{p[0], p[1]}, {q[0], q[1]}};
}

// Whether the covariance of two forms cancels to rounding.
bool independent_forms(Eigen::MatrixXd const& s, Form const& p, Form const& q) {
  double sum = 0;
  double absolute = 0;
  auto const add = [&](std::vector<int> const& of_p, std::vector<int> const& of_q, double sign) {
    for (int const i : of_p)
      for (int const k : of_q) {
        sum += sign * s(i, k);
        absolute += std::abs(s(i, k));
      }
  };
  add(p.plus, q.plus, 1);
  add(p.minus, q.minus, 1);
  add(p.plus, q.minus, -1);
  add(p.minus, q.plus, -1);
  return std::abs(sum) <= 8 * std::numeric_limits<double>::epsilon() * absolute;
}

bool sums_are_independent(Eigen::MatrixXd const& s, PointPair const& p, PointPair const& q) {
  return independent_forms(s, sum_of(p), sum_of(q));
}

bool differences_are_independent(Eigen::MatrixXd const& s, PointPair const& p, PointPair const& q) {
  return independent_forms(s, difference_of(p), difference_of(q));
}

bool points_are_independent(Eigen::MatrixXd const& s, PointPair const& p, PointPair const& q) {
  return s(p[0], q[0]) == 0 && s(p[0], q[1]) == 0 && s(p[1], q[0]) == 0 && s(p[1], q[1]) == 0;
}

template <class Independent> bool one_is_independent(Eigen::MatrixXd const& s,
                                                     std::span<PointPair const> pairs,
                                                     Independent const& independent) {
  return std::any_of(pairs.begin(), pairs.end(), [&](PointPair const& p) {
    return std::all_of(pairs.begin(), pairs.end(),
                       [&](PointPair const& q) { return &p == &q || independent(s, p, q); });
  });
}

// 2 cos(z_i) cos(z_j) = cos(z_i - z_j) + cos(z_i + z_j), where the second carries the phase 2 b. Of
// the third cumulant there remain that of the differences, and the covariances of one with
// cos((z_i + z_j) - (z_k + z_l)) of the two others.
bool third_cumulant_of_cosines_vanishes(Eigen::MatrixXd const& s,
                                        std::span<PointPair const> pairs) {
  for (std::size_t k = 0; k < 3; ++k) {
    auto const phases = difference_of_sums(pairs[(k + 1) % 3], pairs[(k + 2) % 3]);
    if (!independent_forms(s, difference_of(pairs[k]), phases)) return false;
  }
  return one_is_independent(s, pairs, differences_are_independent);
}

} // namespace

bool odd_moment_vanishes(Eigen::MatrixXd const& covariance, std::span<int const> points) {
  std::size_t const n = points.size();
  std::vector<std::size_t> group(
      n); // which points depend on each other, directly or through others
  for (std::size_t i = 0; i < n; ++i)
    group[i] = i;
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (covariance(points[i], points[j]) != 0)
        std::replace(group.begin(), group.end(), std::size_t{group[i]}, std::size_t{group[j]});
  return std::any_of(group.begin(), group.end(), [&](std::size_t g) {
    return std::count(group.begin(), group.end(), g) % 2 == 1;
  });
}

bool cumulant_vanishes(Activation activation, Eigen::MatrixXd const& covariance,
                       std::span<PointPair const> pairs) {
  switch (activation) {
  case Activation::cos: // the second is a sum of positive terms
    return pairs.size() == 3 && third_cumulant_of_cosines_vanishes(covariance, pairs);
  case Activation::gauss:
    return one_is_independent(covariance, pairs, sums_are_independent);
  case Activation::erf:
  case Activation::relu:
  case Activation::tanh:
    return one_is_independent(covariance, pairs, points_are_independent);
  }
  throw ContractViolation("an activation without a rule of independence");
}

} // namespace nnft
