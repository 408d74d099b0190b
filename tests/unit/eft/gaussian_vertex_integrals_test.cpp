#include "nnft/eft/vertex_integrals.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numbers>

#include "eft_fixture.hpp"

namespace nnft::eft {
namespace {

// At one point x in the middle of a large box: int e^{-2 a |y - x|^2} dy = (pi/(2 a))^(d/2), and
// the mean of |y|^2 is |x|^2 + d/(4 a). Any d_in.
TEST(GaussianVertexIntegrals, AreGaussianMoments) {
  for (int const d : {1, 3, 7})
    for (double const cutoff : {50.0, static_cast<double>(INFINITY)}) {
      auto const net = test::net(Activation::gauss, d, 1.4, 1);
      auto const inputs = test::random_points(d, 1, 3, -1, 1);
      auto const v = gaussian_vertex_integrals(net, inputs, {cutoff}, SexticIntegrals::compute);
      double const a = 1.4 * 1.4 / d;
      double const amplitude = 1.4 * 1.4;
      double const quartic = std::pow(amplitude, 4) * std::pow(std::numbers::pi / (2 * a), d / 2.0);
      EXPECT_NEAR(v.quartic(0, 0), quartic, 1e-13 * quartic);
      double const y2 = inputs.x.col(0).squaredNorm() + d / (4 * a);
      EXPECT_NEAR(v.quartic_y2(0, 0), quartic * y2, 1e-13 * quartic * y2);
      double const pair = std::pow(amplitude, 2) * std::pow(std::numbers::pi / a, d / 2.0);
      EXPECT_NEAR(v.pairs(0, 0), pair, 1e-13 * pair);
      double const sextic = std::pow(amplitude, 6) * std::pow(std::numbers::pi / (3 * a), d / 2.0);
      EXPECT_NEAR(v.sextic(0, 0), sextic, 1e-13 * sextic);
    }
}

// The kernel of Cos-net is half of that of Gauss-net.
TEST(GaussianVertexIntegrals, OfCosNetAreThoseOfGaussNetWithHalfTheAmplitude) {
  auto const inputs = test::random_points(2, 3, 3, -1, 1);
  auto const gauss = gaussian_vertex_integrals(test::net(Activation::gauss, 2, 1, 0), inputs,
                                               {1, 9}, SexticIntegrals::compute);
  auto const cos = gaussian_vertex_integrals(test::net(Activation::cos, 2, 1, 0), inputs, {1, 9},
                                             SexticIntegrals::compute);
  EXPECT_LT((16 * cos.quartic - gauss.quartic).norm(), 1e-14 * gauss.quartic.norm());
  EXPECT_LT((16 * cos.quartic_flow - gauss.quartic_flow).norm(), 1e-14 * gauss.quartic_flow.norm());
  EXPECT_LT((4 * cos.pairs - gauss.pairs).norm(), 1e-14 * gauss.pairs.norm());
  EXPECT_LT((64 * cos.sextic - gauss.sextic).norm(), 1e-14 * gauss.sextic.norm());
}

} // namespace
} // namespace nnft::eft
