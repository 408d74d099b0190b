#include "nnft/moments/fixed_directions.hpp"

#include <gtest/gtest.h>

namespace nnft {
namespace {

TEST(FixedDirections, AreTheSameForAllAndNearlyNormal) {
  auto const d = fixed_directions(100, 40);
  EXPECT_EQ(d.rows(), 100);
  EXPECT_EQ(d.cols(), 20);
  EXPECT_EQ(d, fixed_directions(100, 40));
  // 2000 numbers: mean within 5/sqrt(2000), variance within 5 sqrt(2/2000)
  EXPECT_NEAR(d.mean(), 0, 0.112);
  EXPECT_NEAR(d.squaredNorm() / 2000, 1, 0.158);
}

} // namespace
} // namespace nnft
