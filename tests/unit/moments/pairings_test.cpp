#include "nnft/moments/contraction.hpp"
#include "nnft/moments/pairings.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace nnft {
namespace {

template <std::size_t N> std::set<std::set<int>> pairs_of(std::array<int, N> const& pairing) {
  std::set<std::set<int>> pairs;
  for (std::size_t i = 0; i < N; i += 2)
    pairs.insert({pairing[i], pairing[i + 1]});
  return pairs;
}

template <class Pairings> std::set<std::set<std::set<int>>> distinct(Pairings const& pairings) {
  std::set<std::set<std::set<int>>> all;
  for (auto const& pairing : pairings) {
    auto sorted = pairing;
    std::sort(sorted.begin(), sorted.end());
    for (std::size_t i = 0; i < sorted.size(); ++i)
      EXPECT_EQ(sorted[i], static_cast<int>(i));
    all.insert(pairs_of(pairing));
  }
  return all;
}

// (2k - 1)!! perfect matchings: 3 of 4, 15 of 6.
TEST(Pairings, AreAllPerfectMatchings) {
  EXPECT_EQ(distinct(pairings_of_4).size(), 3U);
  EXPECT_EQ(distinct(pairings_of_6).size(), 15U);
}

// A missing or doubled permutation is seen.
TEST(Pairings, TheCheckCatchesAMissingOne) {
  auto broken = pairings_of_6;
  broken[7] = broken[3];
  EXPECT_EQ(distinct(broken).size(), 14U);
}

TEST(PairsOutOfSix, AreFifteenPairsAndTheirRests) {
  std::set<std::set<int>> pairs;
  for (auto const& split : pairs_out_of_6) {
    pairs.insert({split[0], split[1]});
    EXPECT_TRUE(std::is_sorted(split.begin() + 2, split.end()));
    EXPECT_EQ(std::set<int>(split.begin(), split.end()).size(), 6U);
  }
  EXPECT_EQ(pairs.size(), 15U);
}

TEST(PairIndex, CountsPairsLexicographically) {
  int expected = 0;
  for (int i = 0; i < 6; ++i)
    for (int k = i; k < 6; ++k, ++expected) {
      EXPECT_EQ(pair_index(6, i, k), expected);
      EXPECT_EQ(pair_index(6, k, i), expected);
    }
}

TEST(AllowedPairings, FollowTheLabels) {
  CorrelatorLayout const layout(4, 4, 2);
  std::array<int, 4> const points{0, 1, 2, 3};
  auto const count = [&](std::array<int, 4> labels) {
    auto const row = layout.index(points, labels);
    return allowed_pairings(layout)[static_cast<std::size_t>(row)].size();
  };
  EXPECT_EQ(count({0, 0, 0, 0}), 3U);
  EXPECT_EQ(count({0, 0, 1, 1}), 1U);
  EXPECT_EQ(count({0, 1, 0, 1}), 1U);
  EXPECT_EQ(count({0, 0, 0, 1}), 0U);
}

} // namespace
} // namespace nnft
