#include "nnft/random/normal_quantile.hpp"

#include <boost/math/distributions/normal.hpp>
#include <gtest/gtest.h>

#include <cmath>

namespace nnft {
namespace {

// Against Boost.Math, from the far tail to the median.
TEST(NormalQuantile, IsTheInverseOfTheDistribution) {
  boost::math::normal_distribution<long double> const normal;
  for (double exponent = 0.2; exponent < 64; exponent += 0.037) {
    auto const word = static_cast<std::uint64_t>(std::exp2(exponent)) >> 1U;
    auto const exact = boost::math::quantile(normal, (word + 0.5L) * 0x1p-64L);
    EXPECT_NEAR(normal_quantile(word), static_cast<double>(exact),
                2e-14 * std::abs(static_cast<double>(exact)) + 1e-16)
        << word;
  }
}

TEST(NormalQuantile, IsSymmetricAndMonotone) {
  double last = -10;
  for (std::uint64_t i = 0; i < 4096; ++i) {
    std::uint64_t const word = i << 52U | 0x8000000000000U;
    double const x = normal_quantile(word);
    EXPECT_GT(x, last);
    EXPECT_EQ(x, -normal_quantile(~word));
    last = x;
  }
  EXPECT_LT(normal_quantile(0), -9);
}

} // namespace
} // namespace nnft
