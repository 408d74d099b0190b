#include "nnft/eft/kernel_rows.hpp"

#include <gtest/gtest.h>

#include "eft_fixture.hpp"

namespace nnft::eft {
namespace {

// The reference is Kernel, tested against mpmath in tests/unit/theory.
TEST(KernelRows, AreTheKernelOfEveryNet) {
  for (auto const activation : all_activations()) {
    auto const a = test::net(activation, 2, 1.3, 0.4);
    auto const inputs = test::random_points(2, 3, 1, -1, 1);
    Eigen::MatrixXd y = test::random_points(2, 7, 2, -2, 2).x;
    y.col(3) *= 1e5;
    Eigen::MatrixXd const k = KernelRows(a, inputs)(y);
    Kernel const kernel(a);
    ASSERT_EQ(k.rows(), 7);
    ASSERT_EQ(k.cols(), 3);
    for (Eigen::Index m = 0; m < k.rows(); ++m)
      for (Eigen::Index i = 0; i < k.cols(); ++i)
        EXPECT_NEAR(k(m, i), kernel.weight_part(inputs.x.col(i), y.col(m)),
                    1e-13 * std::abs(k(m, i)));
  }
}

} // namespace
} // namespace nnft::eft
