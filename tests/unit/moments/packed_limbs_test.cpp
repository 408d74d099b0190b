// Limbs in a quarter of their space: nothing is lost, and bytes that make no sense are refused.
#include "nnft/core/error.hpp"
#include "nnft/moments/fixed_point.hpp"
#include "nnft/moments/packed_limbs.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <random>

namespace nnft {
namespace {

using Numbers = std::vector<std::int64_t>;

Numbers sum_of(std::initializer_list<double> values) {
  std::array<std::int64_t, limbs_per_number> limbs{};
  for (double const x : values)
    add_number(limbs, x);
  carry(limbs);
  return {limbs.begin(), limbs.end()};
}

void expect_kept(Numbers const& limbs) {
  auto const packed = packed_limbs(limbs);
  EXPECT_EQ(unpacked_limbs(packed, limbs.size()), limbs);
}

TEST(PackedLimbs, KeepEveryNumber) {
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  constexpr auto least = std::numeric_limits<std::int64_t>::min();
  expect_kept({});
  for (double const x : {0.0, 1.0, -1.0, 0x1p-64, -0x1p-64, 127 * 0x1p-64, 128 * 0x1p-64,
                         -128 * 0x1p-64, -129 * 0x1p-64, 0x1p125, -0x1p125, 1e-3, -3.14})
    expect_kept(sum_of({x}));
  expect_kept({0, 0, 0, 0, 0, most});
  expect_kept({0, 0, 0, 0, 0, least});
  expect_kept({-1, 5, 0, 0, 0, 0}); // not canonical
  expect_kept({most, least, 1, -1, std::int64_t{1} << 32, 0});
}

TEST(PackedLimbs, KeepNumbersOfAllSizes) {
  std::mt19937_64 random(7);
  Numbers limbs;
  for (int k = 0; k < 20'000; ++k) {
    auto const size = static_cast<int>(random() % 180) - 63;
    auto const x = std::ldexp(static_cast<double>(random() >> 11U) * 0x1p-53, size % 126);
    auto const number = sum_of({random() % 2 == 0 ? x : -x, 1e-9});
    limbs.insert(limbs.end(), number.begin(), number.end());
  }
  expect_kept(limbs);
}

TEST(PackedLimbs, NumbersOfOrderOneTakeAQuarter) {
  Numbers limbs;
  for (int k = 0; k < 1000; ++k) {
    auto const number = sum_of({std::sin(k) * 1e3, 1.0 / (k + 1)});
    limbs.insert(limbs.end(), number.begin(), number.end());
  }
  EXPECT_LT(packed_limbs(limbs).size(), limbs.size() * sizeof(std::int64_t) / 4);
}

TEST(PackedLimbs, RefuseWhatIsNotTheirs) {
  auto const packed = packed_limbs(sum_of({1.5}));
  EXPECT_THROW(static_cast<void>(unpacked_limbs(packed, 12)), InvalidInput);
  EXPECT_THROW(static_cast<void>(unpacked_limbs(packed, 5)), InvalidInput);
  EXPECT_THROW(static_cast<void>(unpacked_limbs(packed, 0)), InvalidInput);
  EXPECT_THROW(static_cast<void>(unpacked_limbs(packed.substr(1), 6)), InvalidInput);
  EXPECT_THROW(static_cast<void>(unpacked_limbs(packed.substr(0, 3), 6)), InvalidInput);
  EXPECT_THROW(static_cast<void>(unpacked_limbs(packed + "x", 6)), InvalidInput);
  EXPECT_THROW(static_cast<void>(unpacked_limbs("", std::size_t{6} << 58U)), InvalidInput);
  EXPECT_THROW(static_cast<void>(unpacked_limbs("\x40" + std::string(64, 'a'), 6)), InvalidInput);
}

} // namespace
} // namespace nnft
