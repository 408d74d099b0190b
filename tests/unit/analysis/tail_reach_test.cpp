#include "nnft/analysis/tail_reach.hpp"

#include <gtest/gtest.h>

namespace nnft {
namespace {

Architecture gauss(double sigma_b, std::int64_t width) {
  return {Activation::gauss, 1, 1, 1, width, 1, sigma_b, 1, 1};
}

InputSet const near_zero{"", Eigen::RowVectorXd{{0.01, -0.01}}};
InputSet const far{"", Eigen::RowVectorXd{{0.01, 2}}};

// sigma_b = 1: the variance of G4 lies 8 standard deviations out, 1e7 networks of width 1000 reach
// sqrt(2 log 1e10) = 6.8.
TEST(VarianceBeyondSample, IsSoForTheGaussNetOfThePaper) {
  for (std::int64_t const width : {2, 50, 1000})
    for (int const order : {4, 6})
      EXPECT_TRUE(variance_beyond_sample(gauss(1, width), near_zero, order, 1e7));
  EXPECT_FALSE(variance_beyond_sample(gauss(1, 1000), near_zero, 2, 1e7));
}

TEST(VarianceBeyondSample, EndsWhereTheLogNormalIsNarrow) {
  EXPECT_FALSE(variance_beyond_sample(gauss(0.5, 100), near_zero, 4, 1e6)); // 4 against 6.1
  EXPECT_TRUE(variance_beyond_sample(gauss(0.5, 100), far, 4, 1e6));        // s = 2.06
  EXPECT_FALSE(variance_beyond_sample({Activation::erf, 1, 1, 1, 2, 1, 9, 1, 1}, far, 6, 10));
}

} // namespace
} // namespace nnft
