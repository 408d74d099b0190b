#include "nnft/theory/monomial_sums.hpp"

#include "nnft/core/contract.hpp"

#include <algorithm>
#include <cmath>

namespace nnft {
namespace {

Eigen::Index number_of_multisets(int n, int k) {
  Eigen::Index count = 1;
  for (int i = 1; i <= k; ++i)
    count = count * (n + i - 1) / i;
  return count;
}

} // namespace

MonomialSums::MonomialSums(int n_variables, std::vector<int> const& degrees)
    : n_variables_(n_variables) {
  NNFT_EXPECT(n_variables >= 1 && !degrees.empty());
  NNFT_EXPECT(std::is_sorted(degrees.begin(), degrees.end()) && degrees.front() >= 0);
  for (int const degree : degrees) {
    auto const rows = number_of_multisets(n_variables, degree);
    degrees_.push_back({degree, Eigen::VectorXd::Zero(rows), Eigen::VectorXd::Zero(rows)});
  }
}

void MonomialSums::Degree::add(double term) {
  double const before = sum[next];
  double const after = before + term;
  bool const sum_is_larger = std::abs(before) >= std::abs(term);
  lost[next] += sum_is_larger ? (before - after) + term : (term - after) + before;
  sum[next++] = after;
}

MonomialSums::Degree* MonomialSums::asked(int degree) {
  auto const found = std::find_if(degrees_.begin(), degrees_.end(),
                                  [=](Degree const& d) { return d.degree == degree; });
  return found == degrees_.end() ? nullptr : &*found;
}

void MonomialSums::walk(Eigen::Ref<Eigen::MatrixXd const> const& values, int depth,
                        Eigen::Index first) {
  auto* const here = asked(depth + 1);
  auto const so_far = products_.col(depth);
  if (depth + 1 == degrees_.back().degree) {
    for (auto i = first; i < n_variables_; ++i)
      here->add(so_far.dot(values.col(i)));
    return;
  }
  for (auto i = first; i < n_variables_; ++i) {
    products_.col(depth + 1).noalias() = so_far.cwiseProduct(values.col(i));
    if (here != nullptr) here->add(products_.col(depth + 1).sum());
    walk(values, depth + 1, i);
  }
}

void MonomialSums::add(Eigen::Ref<Eigen::MatrixXd const> const& values,
                       Eigen::Ref<Eigen::VectorXd const> const& weights) {
  NNFT_EXPECT(values.cols() == n_variables_ && values.rows() == weights.size());
  for (auto& d : degrees_)
    d.next = 0;
  if (auto* const constant = asked(0)) constant->add(weights.sum());
  int const highest = degrees_.back().degree;
  if (highest == 0) return;
  products_.resize(weights.size(), highest);
  products_.col(0) = weights;
  walk(values, 0, 0);
}

Eigen::VectorXd MonomialSums::sums(int degree) const {
  for (auto const& d : degrees_)
    if (d.degree == degree) return d.sum + d.lost;
  throw ContractViolation("sums of a degree that was not asked for");
}

} // namespace nnft
