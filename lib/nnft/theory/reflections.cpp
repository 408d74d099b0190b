#include "nnft/theory/reflections.hpp"

#include "nnft/core/contract.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <optional>
#include <span>
#include <utility>

namespace nnft {
namespace {

using Permutation = std::vector<int>;

//! Where each point is sent by factors +1 and -1 of its coordinates; nothing if one leaves the set.
std::optional<Permutation> permutation_of(Eigen::MatrixXd const& x, Eigen::VectorXd const& signs) {
  Permutation images;
  for (Eigen::Index i = 0; i < x.cols(); ++i) {
    Eigen::VectorXd const image = signs.cwiseProduct(x.col(i));
    Eigen::Index j = 0;
    while (j < x.cols() && x.col(j) != image)
      ++j;
    if (j == x.cols()) return std::nullopt;
    images.push_back(static_cast<int>(j));
  }
  return images;
}

std::vector<Permutation> reflections_of(Eigen::MatrixXd const& x) {
  std::vector<Permutation> all;
  auto const note = [&](Eigen::VectorXd const& signs) {
    if (auto permutation = permutation_of(x, signs)) all.push_back(std::move(*permutation));
  };
  note(Eigen::VectorXd::Constant(x.rows(), -1));
  for (Eigen::Index k = 0; k < x.rows() && x.rows() > 1; ++k) {
    Eigen::VectorXd signs = Eigen::VectorXd::Ones(x.rows());
    signs[k] = -1;
    note(signs);
  }
  return all;
}

std::ptrdiff_t image_of(std::ptrdiff_t row, Permutation const& permutation,
                        CorrelatorLayout const& layout) {
  std::array<int, max_order> points{};
  std::size_t n = 0;
  for (int const i : layout.points(row))
    points[n++] = permutation[static_cast<std::size_t>(i)];
  return layout.index(std::span(points).first(n));
}

} // namespace

std::vector<std::ptrdiff_t> first_reflected_rows(InputSet const& distinct,
                                                 CorrelatorLayout const& layout) {
  NNFT_EXPECT(layout.d_out() == 1 && layout.n_points() == distinct.size());
  std::vector<std::ptrdiff_t> first(static_cast<std::size_t>(layout.size()));
  std::iota(first.begin(), first.end(), 0);
  auto const root = [&](std::ptrdiff_t row) {
    while (first[static_cast<std::size_t>(row)] != row)
      row = first[static_cast<std::size_t>(row)];
    return row;
  };
  for (auto const& permutation : reflections_of(distinct.x))
    for (std::ptrdiff_t row = 0; row < layout.size(); ++row) {
      auto const [lower, higher] =
          std::minmax({root(row), root(image_of(row, permutation, layout))});
      first[static_cast<std::size_t>(higher)] = lower;
    }
  for (auto& row : first)
    row = root(row);
  return first;
}

} // namespace nnft
