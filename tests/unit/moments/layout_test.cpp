#include "nnft/moments/layout.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <set>

namespace nnft {
namespace {

// C(n + k - 1, k) multisets of k of n points.
TEST(CorrelatorLayout, HasTheUniqueComponents) {
  EXPECT_EQ(CorrelatorLayout(2, 6, 1).size(), 21);
  EXPECT_EQ(CorrelatorLayout(4, 6, 1).size(), 126);
  EXPECT_EQ(CorrelatorLayout(6, 6, 1).size(), 462);
  EXPECT_EQ(CorrelatorLayout(4, 4, 1).size(), 35);
  EXPECT_EQ(CorrelatorLayout(6, 4, 1).size(), 84);
  EXPECT_EQ(CorrelatorLayout(6, 1, 1).size(), 1);
}

TEST(CorrelatorLayout, RowsAreLexicographic) {
  CorrelatorLayout const layout(4, 5, 2);
  for (std::ptrdiff_t row = 1; row < layout.size(); ++row) {
    auto const before = layout.points(row - 1);
    auto const here = layout.points(row);
    bool const same = std::equal(before.begin(), before.end(), here.begin());
    EXPECT_TRUE(std::is_sorted(here.begin(), here.end()));
    if (same)
      EXPECT_TRUE(
          std::lexicographical_compare(layout.labels(row - 1).begin(), layout.labels(row - 1).end(),
                                       layout.labels(row).begin(), layout.labels(row).end()));
    else
      EXPECT_TRUE(
          std::lexicographical_compare(before.begin(), before.end(), here.begin(), here.end()));
  }
}

//! Smallest renaming of (point, label) pairs over all renamings of labels: an orbit's other name.
std::vector<std::pair<int, int>> orbit(std::vector<std::pair<int, int>> const& places, int d_out) {
  std::vector<int> names(static_cast<std::size_t>(d_out));
  std::iota(names.begin(), names.end(), 0);
  std::vector<std::pair<int, int>> smallest;
  do {
    auto renamed = places;
    for (auto& place : renamed)
      place.second = names[static_cast<std::size_t>(place.second)];
    std::sort(renamed.begin(), renamed.end());
    if (smallest.empty() || renamed < smallest) smallest = renamed;
  } while (std::next_permutation(names.begin(), names.end()));
  return smallest;
}

// Every assignment of points and labels belongs to one row, and rows to one orbit each: brute force
// over all (n_points d_out)^order assignments.
TEST(CorrelatorLayout, OneRowAnOrbit) {
  for (int const d_out : {1, 2, 3})
    for (int const order : {2, 4}) {
      int const n_points = 3;
      CorrelatorLayout const layout(order, n_points, d_out);
      std::map<std::vector<std::pair<int, int>>, std::ptrdiff_t> row_of;
      auto const k = static_cast<std::size_t>(order);
      std::vector<int> code(k, 0);
      int const base = n_points * d_out;
      for (bool more = true; more;) {
        std::vector<int> points(k);
        std::vector<int> labels(k);
        std::vector<std::pair<int, int>> places(k);
        for (std::size_t i = 0; i < k; ++i) {
          points[i] = code[i] % n_points;
          labels[i] = code[i] / n_points;
          places[i] = {points[i], labels[i]};
        }
        auto const row = layout.index(points, labels);
        auto const [entry, is_new] = row_of.try_emplace(orbit(places, d_out), row);
        EXPECT_EQ(entry->second, row);
        std::size_t at = 0;
        while (at < k && ++code[at] == base)
          code[at++] = 0;
        more = at < k;
      }
      std::set<std::ptrdiff_t> rows;
      for (auto const& [name, row] : row_of)
        rows.insert(row);
      EXPECT_EQ(rows.size(), row_of.size());
      EXPECT_EQ(static_cast<std::ptrdiff_t>(rows.size()), layout.size());
    }
}

TEST(CorrelatorLayout, LabelsAreRestrictedGrowthBelowDOut) {
  CorrelatorLayout const layout(6, 3, 2);
  for (std::ptrdiff_t row = 0; row < layout.size(); ++row) {
    int seen = 0;
    for (int const label : layout.labels(row)) {
      EXPECT_LE(label, seen);
      EXPECT_LT(label, 2);
      seen = std::max(seen, label + 1);
    }
    EXPECT_EQ(layout.index(layout.points(row), layout.labels(row)), row);
  }
}

} // namespace
} // namespace nnft
