#include "nnft/eft/vertex_sums.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace nnft::eft {
namespace {

// Radial integrals of a homogeneous integrand: int_0^L t^(n + d - 1) dt, with two powers more for
// |y|^2; L dI/dL is (n + d) I.
TEST(VertexSums, ScaleFromTheSurface) {
  VertexProducts const products(1, true);
  Eigen::VectorXd const surface = Eigen::VectorXd::Constant(products.size(), 3);
  auto const v = scaled(products, 2, {2.0}, surface);
  EXPECT_NEAR(v.quartic(0, 0), 3 * 64.0 / 6, 1e-12);
  EXPECT_NEAR(v.quartic_flow(0, 0), 3 * 64.0, 1e-12);
  EXPECT_NEAR(v.quartic_y2(0, 0), 3 * 256.0 / 8, 1e-12);
  EXPECT_NEAR(v.pairs(0, 0), 3 * 16.0 / 4, 1e-12);
  EXPECT_NEAR(v.sextic(0, 0), 3 * 256.0 / 8, 1e-12);
  EXPECT_EQ(v.d_in, 2);
  EXPECT_NEAR(v.quartic_bound(0, 0), v.quartic(0, 0), 1e-12); // one point: no cancellation
}

} // namespace
} // namespace nnft::eft
