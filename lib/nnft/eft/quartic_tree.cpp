#include "nnft/eft/quartic_tree.hpp"

#include "nnft/core/contract.hpp"
#include "nnft/moments/pairings.hpp"

#include <array>
#include <cmath>
#include <numeric>

namespace nnft::eft {
namespace {

bool same(std::span<int const> labels, int a, int b) {
  return labels[static_cast<std::size_t>(a)] == labels[static_cast<std::size_t>(b)];
}

// sum over pairings of delta delta P P.
double paired(CorrelatorLayout const& layout, Eigen::Index row, CorrelatorLayout const& two,
              Eigen::RowVectorXd const& pairs) {
  auto const points = layout.points(row);
  auto const pair = [&](int a, int b) {
    return pairs[two.index(
        std::array{points[static_cast<std::size_t>(a)], points[static_cast<std::size_t>(b)]})];
  };
  double sum = 0;
  for (auto const& [a, b, c, d] : pairings_of_4)
    if (same(layout.labels(row), a, b) && same(layout.labels(row), c, d))
      sum += pair(a, b) * pair(c, d);
  return sum;
}

} // namespace

Eigen::VectorXd label_factors(CorrelatorLayout const& layout) {
  NNFT_EXPECT(layout.order() == 4);
  Eigen::VectorXd factors = Eigen::VectorXd::Zero(layout.size());
  for (Eigen::Index r = 0; r < factors.size(); ++r)
    for (auto const& [a, b, c, d] : pairings_of_4)
      if (same(layout.labels(r), a, b) && same(layout.labels(r), c, d)) factors[r] += 8;
  return factors;
}

std::vector<Eigen::Index> point_rows(CorrelatorLayout const& layout) {
  if (layout.d_out() == 1) { // its own rows
    std::vector<Eigen::Index> all(static_cast<std::size_t>(layout.size()));
    std::iota(all.begin(), all.end(), 0);
    return all;
  }
  CorrelatorLayout const single(layout.order(), layout.n_points(), 1);
  std::vector<Eigen::Index> rows;
  for (std::ptrdiff_t r = 0; r < layout.size(); ++r)
    rows.push_back(single.index(layout.points(r)));
  return rows;
}

Eigen::MatrixXd quartic_design(VertexIntegrals const& integrals, Eigen::Index cutoff,
                               CorrelatorLayout const& layout,
                               std::vector<QuarticTerm> const& terms) {
  auto const rows = point_rows(layout);
  Eigen::VectorXd const factors = label_factors(layout);
  CorrelatorLayout const two(2, layout.n_points(), 1);
  Eigen::MatrixXd design(layout.size(), static_cast<Eigen::Index>(terms.size()));
  for (Eigen::Index c = 0; c < design.cols(); ++c) {
    switch (terms[static_cast<std::size_t>(c)]) {
    case QuarticTerm::constant:
      design.col(c) = factors.cwiseProduct(integrals.quartic.row(cutoff)(rows).transpose());
      break;
    case QuarticTerm::quadratic:
      design.col(c) = factors.cwiseProduct(integrals.quartic_y2.row(cutoff)(rows).transpose());
      break;
    case QuarticTerm::nonlocal:
      for (Eigen::Index r = 0; r < design.rows(); ++r)
        design(r, c) = 8 * paired(layout, r, two, integrals.pairs.row(cutoff));
      break;
    }
  }
  return design;
}

std::vector<std::uint8_t> nonzero_rows(Estimate const& g4_connected,
                                       CorrelatorLayout const& layout) {
  NNFT_EXPECT(g4_connected.value.size() == layout.size());
  Eigen::VectorXd root(layout.n_points());
  for (int i = 0; i < layout.n_points(); ++i)
    root[i] = std::pow(std::abs(g4_connected.value[layout.index(std::array{i, i, i, i})]), 0.25);
  Eigen::VectorXd const error = g4_connected.error();
  std::vector<std::uint8_t> used;
  for (Eigen::Index r = 0; r < layout.size(); ++r) {
    double scale = 1e-12;
    for (int i : layout.points(r))
      scale *= root[i];
    used.push_back(std::abs(g4_connected.value[r]) > scale || error[r] > scale ? 1 : 0);
  }
  return used;
}

double mean_percentage_error(Eigen::VectorXd const& actual, Eigen::VectorXd const& predicted,
                             std::vector<std::uint8_t> const& used) {
  double sum = 0;
  auto const rows = marked(used);
  for (auto r : rows)
    sum += std::abs((actual[r] - predicted[r]) / actual[r]);
  return rows.empty() ? 0 : 100 * sum / static_cast<double>(rows.size());
}

std::vector<Eigen::Index> marked(std::vector<std::uint8_t> const& used) {
  std::vector<Eigen::Index> rows;
  for (std::size_t r = 0; r < used.size(); ++r)
    if (used[r] != 0) rows.push_back(static_cast<Eigen::Index>(r));
  return rows;
}

} // namespace nnft::eft
