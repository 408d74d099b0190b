#include "nnft/eft/cutoff_scan.hpp"
#include "nnft/eft/flow_limits.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "eft_fixture.hpp"

namespace nnft::eft {
namespace {

struct Flow {
  CutoffScan scan;
  FlowLimits limits;
};

Flow flow_of(Architecture const& a, InputSet const& inputs, std::vector<double> const& cutoffs) {
  LayoutSet const layouts(4, inputs.size(), a.d_out);
  auto const g4c = test::exact(a, inputs, layouts).at(Quantity::g4_connected);
  auto scan = cutoff_scan(a, g4c, layouts.of(4), test::integrals_of(a, inputs, cutoffs));
  auto limits = flow_limits(a, inputs, g4c.value, layouts.of(4), scan.used);
  return {std::move(scan), limits};
}

// L -> 0: slope -d for every net whose legs reach the origin, and lambda L^d tends to the limit.
TEST(FlowLimits, AreReachedAtShortDistance) {
  for (int const d : {1, 2}) {
    for (auto const& a :
         {test::net(Activation::erf, d, 1, 1), test::net(Activation::gauss, d, 1, 1),
          test::net(Activation::cos, d, 1, 0), test::net(Activation::relu, d, 1, 0.5)}) {
      auto const [scan, limits] = flow_of(a, test::random_points(d, 3, 5, 0.2, 1), {1e-4, 2e-4});
      EXPECT_EQ(limits.slope_uv, -d);
      ASSERT_TRUE(limits.quartic_uv.has_value()) << description(a);
      EXPECT_NEAR(scan.line->slope_last, -d, 1e-3);
      EXPECT_NEAR(scan.mean[0] * std::pow(1e-4, d) / *limits.quartic_uv, 1, 1e-3);
    }
  }
  auto const [scan, limits] =
      flow_of(test::net(Activation::relu, 2, 1, 0), test::random_points(2, 3, 5, 0.2, 1), {1, 2});
  EXPECT_EQ(limits.slope_uv, -6); // its kernel vanishes at the origin
  EXPECT_FALSE(limits.quartic_uv.has_value());
}

TEST(FlowLimits, EndForGaussNet) {
  auto const [scan, limits] = flow_of(test::net(Activation::gauss, 2, 1, 1),
                                      test::random_points(2, 3, 5, -0.5, 0.5), {20, 40});
  ASSERT_TRUE(limits.quartic_ir.has_value());
  EXPECT_NEAR(scan.mean[1] / *limits.quartic_ir, 1, 1e-12);
  EXPECT_EQ(limits.slope_ir, 0);
  EXPECT_FALSE(
      flow_of(test::net(Activation::erf, 1, 1, 1), test::random_points(1, 2, 5, 0.2, 1), {1})
          .limits.quartic_ir.has_value());
}

TEST(FlowLimits, SlopesAtLargeCutoffs) {
  EXPECT_EQ(slope_at_large_cutoffs(test::net(Activation::relu, 3, 1, 0), 6), -9);
  EXPECT_EQ(slope_at_large_cutoffs(test::net(Activation::erf, 3, 1, 0), 6), -3);
  EXPECT_EQ(slope_at_large_cutoffs(test::net(Activation::cos, 3, 1, 0), 6), 0);
}

} // namespace
} // namespace nnft::eft
