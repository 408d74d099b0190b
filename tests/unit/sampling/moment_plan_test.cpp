// Plans worked off by hand for one network, against the monomials that they stand for.
#include "nnft/moments/contraction.hpp"
#include "nnft/moments/moment_reader.hpp"
#include "nnft/sampling/moment_plan.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace nnft {
namespace {

using Rows = std::vector<double>;

//! Numbers of no symmetry.
Rows base_rows(int n) {
  Rows rows;
  for (int r = 0; r < n; ++r)
    rows.push_back(std::sin(1 + 2.3 * r) + 0.1);
  return rows;
}

double at(Rows const& rows, int r) {
  return rows.at(static_cast<std::size_t>(r));
}

std::vector<double> moments_of(MomentPlan const& plan, Rows rows) {
  for (auto const& product : plan.products)
    rows.push_back(at(rows, product.first) * at(rows, product.second));
  std::vector<double> sums;
  for (auto const& tile : plan.tiles)
    for (int p = 0; p < tile.n_products; ++p) {
      auto const& of = tile.products.at(static_cast<std::size_t>(p));
      double const product = at(rows, of.first) * at(rows, of.second);
      if (tile.with_plain) sums.push_back(product);
      for (int r = 0; r < tile.n_rows; ++r)
        sums.push_back(product * at(rows, tile.rows.at(static_cast<std::size_t>(r))));
    }
  EXPECT_EQ(static_cast<std::ptrdiff_t>(sums.size()), plan.n_sums);
  std::vector<double> moments;
  for (auto const& contributions : plan.moments) {
    double moment = 0;
    for (auto const& c : contributions)
      moment += c.weight * sums.at(static_cast<std::size_t>(c.sum));
    moments.push_back(moment);
  }
  return moments;
}

//! exact(layout, row), all rows of all orders.
template <class Exact> void expect_moments(MomentPlan const& plan, Rows const& rows,
                                           LayoutSet const& layouts, Exact const& exact) {
  auto const moments = moments_of(plan, rows);
  ASSERT_EQ(static_cast<std::ptrdiff_t>(moments.size()),
            first_moment(layouts, layouts.highest_order() + 2));
  std::size_t m = 0;
  for (int order = 2; order <= layouts.highest_order(); order += 2)
    for (std::ptrdiff_t row = 0; row < layouts.of(order).size(); ++row, ++m)
      EXPECT_NEAR(moments[m], exact(layouts.of(order), row), 1e-13)
          << "order " << order << " of " << layouts.highest_order() << ", row " << row;
}

TEST(MomentPlan, DirectMomentsAreAveragesOverRenamings) {
  for (int const order : {2, 4, 6})
    for (int const n_points : {1, 2, 6})
      for (int const d_out : {1, 2, 3}) {
        if (n_points * d_out > 12) continue;
        LayoutSet const layouts(order, n_points, d_out);
        auto const plan = direct_moments(layouts);
        auto const rows = base_rows(plan.n_base);
        expect_moments(
            plan, rows, layouts, [&](CorrelatorLayout const& layout, std::ptrdiff_t row) {
              std::vector<int> names(static_cast<std::size_t>(d_out));
              std::iota(names.begin(), names.end(), 0);
              double sum = 0;
              int n_renamings = 0;
              do {
                double product = 1;
                for (std::size_t i = 0; i < layout.points(row).size(); ++i)
                  product *=
                      at(rows, names[static_cast<std::size_t>(layout.labels(row)[i])] * n_points +
                                   layout.points(row)[i]);
                sum += product;
                ++n_renamings;
              } while (std::next_permutation(names.begin(), names.end()));
              return sum / n_renamings;
            });
      }
}

TEST(MomentPlan, NeuronMonomialsAreProductsWithOneWeight) {
  for (int const order : {2, 4, 6})
    for (int const n_points : {1, 2, 5, 7})
      for (bool const weighted : {false, true}) {
        LayoutSet const layouts(order, n_points, 1);
        constexpr double weight = 1.7;
        auto rows = base_rows(n_points);
        if (weighted)
          for (int i = 0; i < n_points; ++i)
            rows.push_back(weight * at(rows, i));
        expect_moments(neuron_monomials(layouts, weighted), rows, layouts,
                       [&](CorrelatorLayout const& layout, std::ptrdiff_t row) {
                         double product = weighted ? weight : 1;
                         for (int const i : layout.points(row))
                           product *= at(rows, i);
                         return product;
                       });
      }
}

TEST(MomentPlan, ConditionalMomentsAreSumsOverPairings) {
  for (int const order : {2, 4, 6})
    for (int const n_points : {1, 2, 3, 6})
      for (int const d_out : {1, 2}) {
        if (n_points * d_out > 6) continue;
        LayoutSet const layouts(order, n_points, d_out);
        auto const plan = conditional_moments(layouts);
        auto rows = base_rows(plan.n_base);
        rows.back() = 1;
        expect_moments(plan, rows, layouts,
                       [&](CorrelatorLayout const& layout, std::ptrdiff_t row) {
                         auto const pairings = allowed_pairings(layout);
                         double sum = 0;
                         for (auto const& pairs : pairings[static_cast<std::size_t>(row)]) {
                           double product = 1;
                           for (std::size_t p = 0; 2 * p < layout.points(row).size(); ++p)
                             product *= at(rows, pairs.at(p));
                           sum += product;
                         }
                         return sum;
                       });
      }
}

TEST(MomentPlan, HasNoSuperfluousWork) {
  LayoutSet const layouts(6, 6, 1);
  auto const direct = direct_moments(layouts);
  EXPECT_EQ(direct.n_sums, 21 + 126 + 462);
  EXPECT_EQ(direct.n_rows(), 6 + 21); // outputs and their pairs
  EXPECT_EQ(direct_moments(LayoutSet(4, 6, 1)).n_sums, 21 + 126);
  EXPECT_EQ(direct_moments(LayoutSet(2, 6, 1)).n_rows(), 6);
  auto const conditional = conditional_moments(layouts);
  EXPECT_EQ(conditional.n_sums, 21 + 231 + 1771); // C(21 + k - 1, k)
  EXPECT_EQ(conditional.n_rows(), 21 + 1);
  EXPECT_LT(conditional_moments(LayoutSet(4, 6, 1)).n_sums, 21 + 231 + 21 / 2 + 1);
}

TEST(MomentPlan, TilesHoldWhatFits) {
  for (int const order : {2, 4, 6})
    for (int const n_points : {1, 2, 6, 7}) {
      LayoutSet const layouts(order, n_points, 1);
      for (auto const& plan :
           {direct_moments(layouts), neuron_monomials(layouts, true), conditional_moments(layouts)})
        for (auto const& tile : plan.tiles) {
          EXPECT_GE(tile.n_sums(), 1);
          ASSERT_LE(tile.n_rows, simd::Tile::most_rows);
          EXPECT_LE(tile.n_products, simd::Tile::products_beside(tile.n_rows));
        }
    }
}

} // namespace
} // namespace nnft
