#include "nnft/eft/gaussian_line.hpp"

#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace nnft::eft {
namespace {

using boost::math::quadrature::gauss_kronrod;

TEST(GaussianLine, AgreesWithAdaptiveQuadrature) {
  for (double const g : {0.05, 0.7, 3.0})
    for (double const b : {-2.5, 0.0, 0.3, 6.0})
      for (double const cutoff : {0.01, 0.3, 1.3, 5.0, 40.0}) {
        auto const integral = [&](int power) {
          auto const f = [&](double y) {
            return std::pow(y, power) * std::exp(-g * g * (y - b) * (y - b));
          };
          double sum = 0;
          for (int k = -8; k < 8; ++k)
            sum += gauss_kronrod<double, 61>::integrate(f, k * cutoff / 8, (k + 1) * cutoff / 8, 4,
                                                        1e-14);
          return sum;
        };
        auto const line = gaussian_line(g, b, cutoff);
        // y2 loses up to 1/(g cutoff)^2 digits where the box is far from the centre
        EXPECT_NEAR(line.plain, integral(0), 1e-12 * integral(0)) << g << ' ' << b << ' ' << cutoff;
        EXPECT_NEAR(line.y2, integral(2), 1e-11 * integral(2) + 1e-12 * b * b * integral(0))
            << g << ' ' << b << ' ' << cutoff;
        auto const at = [&](double y) { return std::exp(-g * g * (y - b) * (y - b)); };
        EXPECT_NEAR(line.flow, cutoff * (at(cutoff) + at(-cutoff)), 1e-13 * line.flow + 1e-300);
      }
}

TEST(GaussianLine, HasAnInfiniteLimit) {
  double const infinity = std::numeric_limits<double>::infinity();
  auto const line = gaussian_line(1.5, 0.4, infinity);
  auto const wide = gaussian_line(1.5, 0.4, 30);
  EXPECT_DOUBLE_EQ(line.plain, wide.plain);
  EXPECT_DOUBLE_EQ(line.y2, wide.y2);
  EXPECT_EQ(line.flow, 0);
}

} // namespace
} // namespace nnft::eft
