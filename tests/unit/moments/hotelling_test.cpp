#include "nnft/moments/hotelling.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace nnft {
namespace {

// One dimension: T^2 is Student's t squared; n = 2 bins is a Cauchy law, P(|t| > 1) = 1/2. Two
// dimensions: F(2, m) has the survival function (1 + 2 f/m)^(-m/2).
TEST(HotellingPValue, ClosedForms) {
  EXPECT_NEAR(hotelling_p_value(1, 1, 2).value(), 0.5, 1e-14);
  double const f = 3.0 * 8 / (2 * 9); // chi2 = 3, dof = 2, ten bins
  EXPECT_NEAR(hotelling_p_value(3, 2, 10).value(), std::pow(1 + 2 * f / 8, -4), 1e-14);
  EXPECT_NEAR(hotelling_p_value(3, 2, 1000000).value(), std::exp(-1.5), 1e-5); // chi-square
}

TEST(HotellingPValue, EndsOfTheRange) {
  EXPECT_FALSE(hotelling_p_value(1, 0, 5));
  EXPECT_FALSE(hotelling_p_value(1, 5, 5));
  EXPECT_EQ(hotelling_p_value(0, 2, 5), 1);
  EXPECT_EQ(hotelling_p_value(std::numeric_limits<double>::infinity(), 2, 5), 0);
  EXPECT_EQ(hotelling_p_value(std::nan(""), 2, 5), 0);
}

} // namespace
} // namespace nnft
