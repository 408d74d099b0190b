#include "nnft/eft/vertex_products.hpp"

#include "nnft/moments/layout.hpp"

#include <array>
#include <cmath>
#include <map>

namespace nnft::eft {
namespace {

// All multisets of `size` of n points in lexicographic order.
std::vector<std::vector<int>> multisets(int n, int size) {
  std::vector<std::vector<int>> all{{}};
  for (int place = 0; place < size; ++place) {
    std::vector<std::vector<int>> longer;
    for (auto const& head : all)
      for (int i = head.empty() ? 0 : head.back(); i < n; ++i) {
        longer.push_back(head);
        longer.back().push_back(i);
      }
    all = std::move(longer);
  }
  return all;
}

std::map<std::vector<int>, Eigen::Index> numbered(std::vector<std::vector<int>> const& sets) {
  std::map<std::vector<int>, Eigen::Index> number;
  for (auto const& s : sets)
    number.emplace(s, static_cast<Eigen::Index>(number.size()));
  return number;
}

std::vector<int> doubled(std::vector<int> const& s) {
  std::vector<int> both;
  for (int i : s)
    both.insert(both.end(), {i, i});
  return both;
}

Eigen::MatrixXd products(Eigen::MatrixXd const& legs, std::vector<std::vector<int>> const& sets) {
  Eigen::MatrixXd p(legs.rows(), static_cast<Eigen::Index>(sets.size()));
  for (Eigen::Index c = 0; c < p.cols(); ++c) {
    auto const& s = sets[static_cast<std::size_t>(c)];
    p.col(c) = legs.col(s[0]);
    for (std::size_t i = 1; i < s.size(); ++i)
      p.col(c).array() *= legs.col(s[i]).array();
  }
  return p;
}

} // namespace

VertexProducts::VertexProducts(int n_points, bool with_sextic)
    : with_sextic_(with_sextic), pairs_(multisets(n_points, 2)),
      triples_(with_sextic ? multisets(n_points, 3) : std::vector<std::vector<int>>{}) {
  auto const pair_number = numbered(pairs_);
  auto const triple_number = numbered(triples_);
  CorrelatorLayout const four(4, n_points, 1);
  for (std::ptrdiff_t r = 0; r < four.size(); ++r) {
    auto const p = four.points(r);
    quartic_.push_back({pair_number.at({p[0], p[1]}), pair_number.at({p[2], p[3]})});
  }
  for (auto const& s : pairs_)
    square_of_pair_.push_back(four.index(doubled(s)));
  for (int i = 0; i < n_points; ++i)
    diagonal_pair_.push_back(pair_number.at({i, i}));
  n2_ = static_cast<Eigen::Index>(pairs_.size());
  n4_ = four.size();
  n6_ = 0;
  if (with_sextic) {
    CorrelatorLayout const six(6, n_points, 1);
    n6_ = six.size();
    for (std::ptrdiff_t r = 0; r < six.size(); ++r) {
      auto const p = six.points(r);
      sextic_.push_back(
          {triple_number.at({p[0], p[1], p[2]}), triple_number.at({p[3], p[4], p[5]})});
    }
    for (auto const& s : triples_)
      square_of_triple_.push_back(six.index(doubled(s)));
  }
  end_ = 2 * n4_ + n2_ + n6_;
}

Eigen::VectorXd VertexProducts::operator()(Eigen::MatrixXd const& legs,
                                           Eigen::VectorXd const& weights,
                                           Eigen::VectorXd const& y2) const {
  Eigen::VectorXd sums(end_);
  Eigen::MatrixXd const p = products(legs, pairs_);
  Eigen::MatrixXd const weighted = weights.asDiagonal() * p;
  Eigen::MatrixXd const g = p.transpose() * weighted;
  Eigen::MatrixXd const g_y2 = p.transpose() * (y2.asDiagonal() * weighted);
  for (Eigen::Index r = 0; r < n4_; ++r) {
    auto const [first, second] = quartic_[static_cast<std::size_t>(r)];
    sums[r] = g(first, second);
    sums[n4_ + r] = g_y2(first, second);
  }
  sums.segment(2 * n4_, n2_) = weighted.colwise().sum();
  if (with_sextic_) {
    Eigen::MatrixXd const t = products(legs, triples_);
    Eigen::MatrixXd const h = t.transpose() * (weights.asDiagonal() * t);
    for (Eigen::Index r = 0; r < n6_; ++r) {
      auto const [first, second] = sextic_[static_cast<std::size_t>(r)];
      sums[2 * n4_ + n2_ + r] = h(first, second);
    }
  }
  return sums;
}

Eigen::VectorXd VertexProducts::bound(Eigen::VectorXd const& sums) const {
  Eigen::VectorXd b(end_);
  auto const at = [&](std::vector<Eigen::Index> const& rows, Eigen::Index i, Eigen::Index offset) {
    return std::sqrt(std::abs(sums[offset + rows[static_cast<std::size_t>(i)]]));
  };
  for (Eigen::Index r = 0; r < n4_; ++r) {
    auto const [first, second] = quartic_[static_cast<std::size_t>(r)];
    for (Eigen::Index const offset : {Eigen::Index{0}, n4_})
      b[offset + r] = at(square_of_pair_, first, offset) * at(square_of_pair_, second, offset);
  }
  for (Eigen::Index r = 0; r < n2_; ++r) {
    auto const& s = pairs_[static_cast<std::size_t>(r)];
    b[2 * n4_ + r] = at(diagonal_pair_, s[0], 2 * n4_) * at(diagonal_pair_, s[1], 2 * n4_);
  }
  for (Eigen::Index r = 0; r < n6_; ++r) {
    auto const [first, second] = sextic_[static_cast<std::size_t>(r)];
    Eigen::Index const offset = 2 * n4_ + n2_;
    b[offset + r] = at(square_of_triple_, first, offset) * at(square_of_triple_, second, offset);
  }
  return b;
}

Eigen::VectorXd VertexProducts::explicit_dimension() const {
  Eigen::VectorXd dimension = Eigen::VectorXd::Zero(end_);
  dimension.segment(n4_, n4_).setConstant(2);
  return dimension;
}

Eigen::VectorXd VertexProducts::legs() const {
  Eigen::VectorXd n = Eigen::VectorXd::Constant(end_, 4);
  n.segment(2 * n4_, n2_).setConstant(2);
  n.tail(n6_).setConstant(6);
  return n;
}

} // namespace nnft::eft
