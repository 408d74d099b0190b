#include <gtest/gtest.h>

#include "driver/memory.hpp"

namespace nnft::app {
namespace {

RunPlan plan_of(int d_in) {
  RunPlan plan;
  plan.ensemble.width = {4};
  plan.ensemble.d_in = d_in;
  plan.inputs.x = Eigen::MatrixXd::Ones(d_in, 2);
  plan.orders = {2};
  return plan;
}

// The kernel draws 4 x 16 weights a coordinate at a time, in double precision at most.
TEST(MemoryNeed, GrowsWithTheWeightsThatAreDrawnTogether) {
  double const more = memory_need(plan_of(100001)).every_rank - memory_need(plan_of(1)).every_rank;
  EXPECT_EQ(more, 1e5 * 4 * 16 * 8);
}

} // namespace
} // namespace nnft::app
