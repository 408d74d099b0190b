#include "nnft/sampling/scrambled_sobol.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

namespace nnft {
namespace {

constexpr StreamKey key{{123, 456}};

//! [dimension][point]
std::vector<std::vector<std::uint32_t>> points(ScrambledSobol const& sobol, std::int64_t first,
                                               std::int64_t n) {
  auto const dimensions = static_cast<std::size_t>(sobol.dimensions());
  std::vector<std::vector<std::uint32_t>> all(dimensions);
  std::vector<std::uint32_t> words(dimensions * 16);
  for (std::int64_t i = first; i < first + n; i += 16) {
    sobol.points(i, words.data());
    for (std::size_t d = 0; d < dimensions; ++d)
      all[d].insert(all[d].end(), words.begin() + static_cast<std::ptrdiff_t>(16 * d),
                    words.begin() + static_cast<std::ptrdiff_t>(16 * d + 16));
  }
  return all;
}

// In every dimension each of n = 2^k intervals holds one of n points from a multiple of n.
TEST(ScrambledSobol, IsStratifiedInEveryDimension) {
  ScrambledSobol sobol(12);
  sobol.randomise(key, 3);
  for (int const k : {4, 8, 12})
    for (std::int64_t const start : {0, 1, 5}) {
      auto const n = std::int64_t{1} << k;
      for (auto const& row : points(sobol, start * n, n)) {
        std::set<std::uint32_t> intervals;
        for (auto const word : row)
          intervals.insert(word >> (32 - k));
        EXPECT_EQ(intervals.size(), static_cast<std::size_t>(n));
      }
    }
}

// The first two dimensions are a (0, k, 2) net: every box 2^-a x 2^-(k-a) holds one point.
TEST(ScrambledSobol, IsANetInTwoDimensions) {
  ScrambledSobol sobol(2);
  sobol.randomise(key, 0);
  constexpr int k = 10;
  auto const p = points(sobol, 0, 1 << k);
  for (int a = 1; a < k; ++a) {
    std::set<std::uint32_t> boxes;
    for (std::size_t i = 0; i < p[0].size(); ++i)
      boxes.insert(p[0][i] >> (32 - a) << (k - a) | p[1][i] >> (32 - (k - a)));
    EXPECT_EQ(boxes.size(), std::size_t{1} << k) << a;
  }
}

// Each point is uniform over randomisations: mean 1/2, and variance 1/12, of point 7.
TEST(ScrambledSobol, EveryPointIsUniform) {
  ScrambledSobol sobol(3);
  constexpr int n = 4000;
  for (std::size_t d = 0; d < 3; ++d) {
    double mean = 0;
    double square = 0;
    for (int r = 0; r < n; ++r) {
      sobol.randomise(key, r);
      double const u = std::ldexp(points(sobol, 0, 16)[d][7], -32) - 0.5;
      mean += u / n;
      square += u * u / n;
    }
    EXPECT_NEAR(mean, 0, 5 * std::sqrt(1.0 / 12 / n));
    EXPECT_NEAR(square, 1.0 / 12, 5 * std::sqrt(1.0 / 180 / n));
  }
}

TEST(ScrambledSobol, IsAPureFunctionOfKeyAndNumber) {
  ScrambledSobol a(4);
  ScrambledSobol b(4);
  a.randomise(key, 9);
  b.randomise(key, 8);
  EXPECT_NE(points(a, 32, 16), points(b, 32, 16));
  b.randomise({{123, 457}}, 9);
  EXPECT_NE(points(a, 32, 16), points(b, 32, 16));
  b.randomise(key, 9);
  EXPECT_EQ(points(a, 32, 16), points(b, 32, 16));
}

// The mean of a smooth function of three variables: errors fall faster than 1/sqrt(n).
TEST(ScrambledSobol, IntegratesSmoothFunctions) {
  ScrambledSobol sobol(3);
  double square = 0;
  constexpr int randomisations = 20;
  for (int r = 0; r < randomisations; ++r) {
    sobol.randomise(key, r);
    auto const p = points(sobol, 0, 4096);
    double mean = 0;
    for (std::size_t i = 0; i < 4096; ++i)
      mean += std::exp(std::ldexp(p[0][i], -32) * std::ldexp(p[1][i], -32)) *
              std::ldexp(p[2][i], -32) / 4096;
    double const exact = 1.3179021514544038 / 2; // sum over k of 1/(k! (k + 1)^2), halved
    square += std::pow(mean - exact, 2) / randomisations;
  }
  EXPECT_LT(std::sqrt(square), 1e-4); // independent points: 7e-3
}

} // namespace
} // namespace nnft
