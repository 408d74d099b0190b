#include "nnft/theory/second_moments.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace {

using namespace nnft;

HiddenPair pair_of(double sigma_w, double sigma_b, Eigen::VectorXd const& x,
                   Eigen::VectorXd const& y) {
  Architecture a;
  a.d_in = static_cast<int>(x.size());
  a.sigma_w = sigma_w;
  a.sigma_b = sigma_b;
  return HiddenCovariance(a).pair(x, y);
}

Eigen::VectorXd point(std::initializer_list<double> x) {
  return Eigen::Map<Eigen::VectorXd const>(x.begin(), static_cast<Eigen::Index>(x.size()));
}

double relative(double value, double reference) {
  return std::abs(value / reference - 1);
}

// References: mpmath 1.3.0 with 30 to 60 digits, unless said otherwise.

TEST(ErfSecondMoment, KeepsItsDigitsForPointsOfAnySize) {
  auto const far = pair_of(1, 1, point({1e5}), point({1e5 + 1}));
  EXPECT_LT(relative(erf_second_moment(far), 0.999993633834107047549), 4e-16);
  auto const near = pair_of(2, 0.5, point({0.5, -0.25, 2}), point({1, 0.75, -0.125}));
  EXPECT_LT(relative(erf_second_moment(near), 0.0493170384677307889800), 1e-15);
  EXPECT_EQ(erf_second_moment(pair_of(1, 1, point({-1}), point({1}))), 0);
  EXPECT_EQ(erf_second_moment(pair_of(1, 0, point({0}), point({1}))), 0);
}

TEST(ReluSecondMoment, IsAccurateUpToOppositePoints) {
  auto const x = point({1, 0});
  auto const moment = [&](double y0, double y1) {
    return relu_second_moment(pair_of(1, 0, x, point({y0, y1})));
  };
  EXPECT_LT(relative(moment(-1, std::ldexp(1.0, -20)), 2.3007484674926078116e-20), 2e-15);
  EXPECT_LT(relative(moment(-1, 1.0 / 8), 0.000051327903102072982842), 2e-15);
  EXPECT_LT(relative(moment(-1, 3.0 / 8), 0.0012914890247533416951), 2e-15);
  // past the series: sin - phi cos loses a factor 3/phi^2 = 10
  EXPECT_LT(relative(moment(-1, 5.0 / 8), 0.0052839985938791041489), 1e-14);
  EXPECT_EQ(moment(-1, 0), 0);
  EXPECT_EQ(moment(0, 0), 0);
  EXPECT_DOUBLE_EQ(moment(1, 0), 0.25); // |x|^2/2 at equal points, a = 1/2
  auto const close = pair_of(1, 0.5, x, point({1, std::ldexp(1.0, -30)}));
  EXPECT_DOUBLE_EQ(relu_second_moment(close), 0.375);
}

TEST(ReluSecondMoment, SeriesAndFormulaMeet) {
  // both branches at the angle where they change, 0.5: relative rounding 12 * 2e-16 of the formula
  HiddenPair below{1, 1, -std::cos(0.5 - 1e-14), std::pow(std::sin(0.5 - 1e-14), 2)};
  HiddenPair above{1, 1, -std::cos(0.5 + 1e-14), std::pow(std::sin(0.5 + 1e-14), 2)};
  EXPECT_LT(relative(relu_second_moment(below), relu_second_moment(above)), 2e-13);
}

TEST(TanhSecondMoment, AgreesWithAdaptiveQuadrature) {
  auto const moderate = pair_of(3, 1, point({1}), point({-0.5}));
  EXPECT_LT(relative(tanh_second_moment(moderate), -0.356233877792047087),
            tanh_second_moment_accuracy);
  auto const far = pair_of(1, 0.5, point({50}), point({0.25}));
  EXPECT_LT(relative(tanh_second_moment(far), 0.164175056227702272), tanh_second_moment_accuracy);
  auto const small = pair_of(0.2, 0.1, point({0.1}), point({0.1}));
  EXPECT_LT(relative(tanh_second_moment(small), 0.0101898230900346231),
            tanh_second_moment_accuracy);
}

TEST(TanhSecondMoment, KeepsItsDigitsForLargePreactivations) {
  // sum over a grid of two whitened coordinates, step 0.0045, in NumPy; the grid moved by half a
  // step gives ...615
  HiddenPair const large{1225, 900, 945, 1225 * 900 * 0.19};
  EXPECT_LT(relative(tanh_second_moment(large), 0.711828732766062), 5e-15);
  HiddenPair const one_large{1.4 * 1.4, 900, 4.2, 1.4 * 1.4 * 900 * 0.99};
  EXPECT_LT(relative(tanh_second_moment(one_large), 0.0540619308034952), 5e-15);
}

TEST(TanhSecondMoment, IsOddAndVanishesWhereItMust) {
  EXPECT_EQ(tanh_second_moment(pair_of(1, 1, point({-1}), point({1}))), 0);
  EXPECT_EQ(tanh_second_moment(pair_of(1, 0, point({0}), point({0}))), 0);
  auto const plus = pair_of(1.3, 0, point({0.7, 0.2}), point({0.1, 2}));
  auto const minus = pair_of(1.3, 0, point({0.7, 0.2}), point({-0.1, -2}));
  EXPECT_EQ(tanh_second_moment(plus), -tanh_second_moment(minus));
}

TEST(TanhSecondMoment, HasARoughRule) {
  for (double const size : {1e-3, 0.1, 0.6, 1.0, 3.0, 20.0, 1e3})
    for (auto const& y : {point({0.7, 0.2}), point({-0.3, 1.1}), point({0.05, -2})}) {
      auto const pair = pair_of(1.3, 0.2, point({size, -size / 3}), y);
      double const exact = tanh_second_moment(pair);
      EXPECT_LT(relative(tanh_second_moment(pair, TanhRule::rough), exact), rough_tanh_accuracy);
    }
}

// The mean over k and k' drawn from evenly spaced uniform numbers: the steps are 1e-3.
TEST(TanhSecondMoment, IsAMeanOverNoise) {
  auto const pair = pair_of(1.3, 0.2, point({0.9, -0.2}), point({0.4, 1.1}));
  constexpr int n = 1000;
  double sum = 0;
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < n; ++j)
      sum += noisy_sign_moment(pair, kolmogorov_variance((i + 0.5) / n),
                               kolmogorov_variance((j + 0.5) / n));
  EXPECT_NEAR(sum / n / n, tanh_second_moment(pair), 1e-3 * tanh_second_moment(pair));
  EXPECT_GT(kolmogorov_variance(0), 0);
}

TEST(TanhSecondMoment, OfFarPointsIsThatOfSigns) {
  // tanh -> sgn: (2/pi) asin of the correlation, corrections of order 1/|z|^2
  auto const far = pair_of(1, 1, point({1e4}), point({-3e4}));
  EXPECT_NEAR(tanh_second_moment(far), -1, 1e-3);
  auto const one_far = pair_of(1, 1, point({1e6}), point({0}));
  EXPECT_NEAR(tanh_second_moment(one_far), 0, 1e-5);
}

} // namespace
