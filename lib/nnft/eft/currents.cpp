#include "nnft/eft/two_vertices.hpp"

#include <algorithm>

namespace nnft::eft {
namespace {

std::size_t place(std::array<int, 3> p, int n) {
  auto const size = static_cast<std::size_t>(n);
  return (static_cast<std::size_t>(p[0]) * size + static_cast<std::size_t>(p[1])) * size +
         static_cast<std::size_t>(p[2]);
}

} // namespace

Currents::Currents(int n_points, std::vector<QuarticTerm> const& terms)
    : n_points_(n_points), terms_(terms) {
  for (int a = 0; a < n_points; ++a)
    for (int b = a; b < n_points; ++b)
      pairs_.push_back({a, b});
  if (terms_.empty()) return;
  triple_number_.resize(place({n_points - 1, n_points - 1, n_points - 1}, n_points) + 1);
  for (auto const& [a, b] : pairs_)
    for (int c = b; c < n_points; ++c) {
      triple_number_[place({a, b, c}, n_points)] = static_cast<Eigen::Index>(triples_.size());
      triples_.push_back({a, b, c});
    }
  auto const n_triples = static_cast<Eigen::Index>(triples_.size());
  quadratic_ = n_triples;
  singles_ = quadratic_ + (has(QuarticTerm::quadratic) ? n_triples : 0);
  size_ = singles_ + (has(QuarticTerm::nonlocal) ? n_points : 0);
}

bool Currents::has(QuarticTerm term) const {
  return std::find(terms_.begin(), terms_.end(), term) != terms_.end();
}

Eigen::Index Currents::triple(std::array<int, 3> points) const {
  std::sort(points.begin(), points.end());
  return triple_number_[place(points, n_points_)];
}

Eigen::Index Currents::quadratic_triple(std::array<int, 3> points) const {
  return quadratic_ + triple(points);
}

Eigen::ArrayXd Currents::degree() const {
  Eigen::ArrayXd degree = Eigen::ArrayXd::Constant(size_, 3);
  degree.segment(quadratic_, singles_ - quadratic_) = 5;
  degree.tail(size_ - singles_) = 1;
  return degree;
}

Eigen::MatrixXd Currents::operator()(Eigen::MatrixXd const& legs, Eigen::VectorXd const& y2) const {
  Eigen::MatrixXd columns(legs.rows(), size_);
  for (Eigen::Index t = 0; t < quadratic_; ++t) {
    auto const [a, b, c] = triples_[static_cast<std::size_t>(t)];
    columns.col(t) = legs.col(a).cwiseProduct(legs.col(b)).cwiseProduct(legs.col(c));
  }
  if (singles_ > quadratic_)
    columns.middleCols(quadratic_, quadratic_) = y2.asDiagonal() * columns.leftCols(quadratic_);
  if (size_ > singles_) columns.rightCols(size_ - singles_) = legs;
  return columns;
}

Eigen::MatrixXd Currents::products_of_pairs(Eigen::MatrixXd const& legs) const {
  Eigen::MatrixXd columns(legs.rows(), static_cast<Eigen::Index>(pairs_.size()));
  for (std::size_t p = 0; p < pairs_.size(); ++p)
    columns.col(static_cast<Eigen::Index>(p)) =
        legs.col(pairs_[p][0]).cwiseProduct(legs.col(pairs_[p][1]));
  return columns;
}

} // namespace nnft::eft
