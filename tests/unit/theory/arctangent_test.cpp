#include "nnft/theory/arctangent.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace {

using nnft::arctangent;

TEST(Arctangent, IsWithinThreeUlpOfTheLongDoubleOne) {
  double const ulp = std::numeric_limits<double>::epsilon();
  double x = 1e-300;
  while (x < 1e300) {
    for (double const signed_x : {x, -x}) {
      auto const reference = static_cast<double>(std::atan(static_cast<long double>(signed_x)));
      EXPECT_NEAR(arctangent(signed_x), reference, 3 * ulp * std::abs(reference)) << signed_x;
    }
    x *= x > 1e-3 && x < 1e3 ? 1.0001 : 1.7;
  }
}

TEST(Arctangent, AtTheEdges) {
  double const infinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(arctangent(0.0), 0);
  EXPECT_TRUE(std::signbit(arctangent(-0.0)));
  EXPECT_EQ(arctangent(infinity), std::atan(infinity));
  EXPECT_EQ(arctangent(-infinity), std::atan(-infinity));
  EXPECT_TRUE(std::isnan(arctangent(std::numeric_limits<double>::quiet_NaN())));
  for (double const edge : {0.66, 2.41421356237309504880})
    EXPECT_NEAR(arctangent(std::nextafter(edge, 9)), arctangent(edge), 1e-15);
}

} // namespace
