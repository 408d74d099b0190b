#include "nnft/analysis/power_law.hpp"
#include "nnft/core/error.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace nnft {
namespace {

std::vector<double> const widths{2, 3, 4, 5, 10, 20, 50, 100, 500, 1000};

TEST(FitPowerLaw, ExactPowersComeBack) {
  std::vector<FalloffPoint> points;
  for (double const n : widths)
    points.push_back({n, -5 / (n * n), 0});
  auto const law = fit_power_law(points);
  EXPECT_NEAR(law.exponent, -2, 1e-13);
  EXPECT_NEAR(law.amplitude, 5, 1e-12);
  EXPECT_EQ(law.exponent_error, 0);
}

// 2000 falloffs whose wide ensembles lie inside the noise: exponent pulls have mean 0 and variance
// 1 within 5 standard errors plus the second-order bias of a non-linear fit (measured: below 0.02).
TEST(FitPowerLaw, ErrorsAreHonestAlsoInsideTheNoise) {
  std::mt19937_64 random(41);
  std::normal_distribution<double> normal;
  double sum = 0;
  double square = 0;
  int const n_fits = 2000;
  for (int i = 0; i < n_fits; ++i) {
    std::vector<FalloffPoint> points;
    for (double const n : widths)
      points.push_back({n, 5 / n + 0.02 * normal(random), 0.02});
    auto const law = fit_power_law(points);
    double const pull = (law.exponent + 1) / law.exponent_error;
    sum += pull;
    square += pull * pull;
  }
  EXPECT_NEAR(sum / n_fits, 0, 5 / std::sqrt(n_fits) + 0.02);
  EXPECT_NEAR(square / n_fits, 1, 5 * std::sqrt(2.0 / n_fits) + 0.02);
}

TEST(FitLike, TellsWhatToExpectOfTwoTerms) {
  std::vector<FalloffPoint> measured;
  std::vector<double> exact;
  for (double const n : widths) {
    exact.push_back(15 / n + 44 / (n * n));
    measured.push_back({n, exact.back(), 0.01 * exact.back()});
  }
  double const expected = fit_like(measured, exact).exponent;
  EXPECT_LT(expected, -1.05); // between the powers
  EXPECT_GT(expected, -2);
  EXPECT_NEAR(fit_power_law(measured).exponent, expected, 1e-12);
}

TEST(FitPowerLaw, NeedsTwoWidths) {
  EXPECT_THROW(static_cast<void>(fit_power_law({{5, 1, 0}})), NotConverged);
  EXPECT_THROW(static_cast<void>(fit_power_law({{5, 1, 0.1}, {5, 2, 0.1}})), NotConverged);
}

} // namespace
} // namespace nnft
