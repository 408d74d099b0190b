#include "nnft/eft/gaussian_pair.hpp"

#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <gtest/gtest.h>

#include <cmath>

namespace nnft::eft {
namespace {

using boost::math::quadrature::gauss_kronrod;

// Nested adaptive quadrature in boxes of every size against the two ways of the code.
TEST(GaussianPair, AgreesWithNestedQuadrature) {
  double const a = 1.3;
  double const b = 0.4;
  double const c = -0.9;
  for (auto const f : {GaussianFactors{3, 1, 3}, GaussianFactors{1, 1, 3}, GaussianFactors{2, 2, 2},
                       GaussianFactors{1, 1, 1}})
    for (double const cutoff : {0.05, 0.7, 2.0, 5.0, 12.0, 200.0}) {
      double const box = std::min(cutoff, 12.0); // nothing is beyond
      auto const nested = [&](double p, double q) {
        auto const outer = [&](double u) {
          auto const inner = [&](double v) {
            return std::pow(u * u, p) * std::pow(v * v, q) *
                   std::exp(-a / 2 *
                            (f.to_b * std::pow(u - b, 2) + f.line * std::pow(u - v, 2) +
                             f.to_c * std::pow(v - c, 2)));
          };
          return gauss_kronrod<double, 61>::integrate(inner, -box, box, 5, 1e-13);
        };
        return gauss_kronrod<double, 61>::integrate(outer, -box, box, 5, 1e-13);
      };
      auto const pair = gaussian_pair(f, a, b, c, cutoff);
      EXPECT_NEAR(pair.plain, nested(0, 0), 1e-11 * pair.plain) << cutoff;
      EXPECT_NEAR(pair.u2, nested(1, 0), 1e-11 * pair.u2) << cutoff;
      EXPECT_NEAR(pair.v2, nested(0, 1), 1e-11 * pair.v2) << cutoff;
      EXPECT_NEAR(pair.u2v2, nested(1, 1), 1e-11 * pair.u2v2) << cutoff;
    }
}

// Both sides of the point where the closed form takes over.
TEST(GaussianPair, IsContinuousWhereTheMethodChanges) {
  for (double cutoff = 4; cutoff < 14; cutoff += 0.5) {
    auto const near = gaussian_pair({3, 1, 3}, 1, 0.3, -0.4, cutoff);
    auto const wide = gaussian_pair({3, 1, 3}, 1, 0.3, -0.4, 1e6);
    EXPECT_NEAR(near.plain, wide.plain, (cutoff < 6 ? 1e-6 : 1e-13) * wide.plain) << cutoff;
  }
}

} // namespace
} // namespace nnft::eft
