#include "nnft/core/error.hpp"
#include "nnft/moments/fixed_point.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

namespace nnft {
namespace {

using Number = std::array<std::int64_t, limbs_per_number>;

double sum_of(std::vector<double> const& values) {
  Number sum{};
  for (double const x : values)
    add_number(sum, x);
  return to_double(sum);
}

TEST(FixedPoint, NumbersOnTheGridComeBack) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 20000; ++i) {
    // 53 bits anywhere in the window: exponent of the lowest bit in [-64, 72]
    double const x = std::ldexp(static_cast<double>(static_cast<std::int64_t>(random()) >> 11),
                                static_cast<int>(random() % 137) - 64);
    EXPECT_EQ(sum_of({x}), x);
  }
}

TEST(FixedPoint, RoundsOnceToTheGrid) {
  EXPECT_EQ(sum_of({0x1.4p-64}), 0x1p-64);
  EXPECT_EQ(sum_of({0x1.8p-64}), 0x1p-63); // half away from zero
  EXPECT_EQ(sum_of({-0x1.8p-64}), -0x1p-63);
  EXPECT_EQ(sum_of({0x1p-65}), 0x1p-64);
  EXPECT_EQ(sum_of({0x0.fp-65}), 0);
  EXPECT_EQ(sum_of({1e-300}), 0);
  EXPECT_EQ(sum_of({0x1.00000000001p-52}), 0x1p-52 + 0x1p-64 * std::round(0x1p-44 * 0x1p12));
}

// Reference: the same sum in 128-bit integers.
TEST(FixedPoint, SumsAreExactInAnyOrder) {
  std::mt19937_64 random(2);
  std::vector<double> values;
  __extension__ __int128 exact = 0; // units of 2^-40
  for (int i = 0; i < 5000; ++i) {
    auto const integer = static_cast<std::int64_t>(random()) >> (11 + random() % 30);
    values.push_back(std::ldexp(static_cast<double>(integer), -40));
    exact += integer;
  }
  double const reference = std::ldexp(static_cast<double>(exact), -40);
  EXPECT_EQ(sum_of(values), reference);
  std::shuffle(values.begin(), values.end(), random);
  EXPECT_EQ(sum_of(values), reference);
  Number first{};
  Number second{};
  for (std::size_t i = 0; i < values.size(); ++i)
    add_number(i % 3 == 0 ? first : second, values[i]);
  carry(first); // a carry in between changes nothing
  for (std::size_t i = 0; i < limbs_per_number; ++i)
    first[i] += second[i];
  EXPECT_EQ(to_double(first), reference);
}

TEST(FixedPoint, CancellationLeavesNothing) {
  Number sum{};
  for (double const x : {1e30, 3.5, -1e30, 0x1p-64, -3.5})
    add_number(sum, x);
  EXPECT_EQ(to_double(sum), 0x1p-64);
  add_number(sum, -0x1p-64);
  EXPECT_EQ(to_double(sum), 0);
  carry(sum);
  EXPECT_EQ(sum, Number{});
}

TEST(FixedPoint, EqualSumsHaveEqualCanonicalLimbs) {
  Number a{};
  Number b{};
  for (double const x : {-1.25, 1e20, -7e5})
    add_number(a, x);
  for (double const x : {-7e5, -1.0, 1e20, -0.25})
    add_number(b, x);
  carry(a);
  carry(b);
  EXPECT_EQ(a, b);
}

// 1 + 2^-53 + (something tiny) must round up, 1 + 2^-53 to even: one rounding, not two.
TEST(FixedPoint, ConversionRoundsOnce) {
  EXPECT_EQ(sum_of({0x1p60, 0x1p7}), 0x1p60);
  EXPECT_EQ(sum_of({0x1p60, 0x1p7, 0x1p-64}), 0x1p60 + 0x1p8);
  EXPECT_EQ(sum_of({-0x1p60, -0x1p7, -0x1p-64}), -0x1p60 - 0x1p8);
}

TEST(FixedPoint, RefusesWhatItCannotHold) {
  Number sum{};
  for (double const x : {std::nan(""), std::numeric_limits<double>::infinity(),
                         -std::numeric_limits<double>::infinity(), 0x1p126, -1e300})
    EXPECT_THROW(add_number(sum, x), NotFinite);
  EXPECT_EQ(sum, Number{});
  add_number(sum, std::nextafter(0x1p126, 0));
  EXPECT_EQ(to_double(sum), std::nextafter(0x1p126, 0));
}

} // namespace
} // namespace nnft
