#include "nnft/moments/layout.hpp"
#include "nnft/theory/point_moments.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

namespace {

using namespace nnft;

Architecture net(Activation activation, double sigma_w, double sigma_b) {
  Architecture a;
  a.activation = activation;
  a.sigma_w = sigma_w;
  a.sigma_b = sigma_b;
  return a;
}

double relative(double value, double reference) {
  return std::abs(value / reference - 1);
}

TEST(ClosedFormMoments, OfGaussNetAtTheOrigin) {
  // M_n = exp(sb^2 (n^2/2 - n)): 1, e^4, e^12 for n = 2, 4, 6
  InputSet const origin{"", Eigen::RowVectorXd{{0}}};
  auto const m = closed_form_moments(net(Activation::gauss, 1, 1), origin, 6);
  EXPECT_DOUBLE_EQ(m.m2[0], 1);
  EXPECT_DOUBLE_EQ(m.m4[0], std::exp(4.0));
  EXPECT_DOUBLE_EQ(m.m6[0], std::exp(12.0));
}

TEST(ClosedFormMoments, OfGaussNetAreNotInvariantUnderTranslation) {
  // a shift c multiplies M4 by exp(a (2 c sum x + 4 c^2)) and leaves M2
  InputSet const here{"", Eigen::RowVectorXd{{0.1, 0.4}}};
  InputSet const there{"", Eigen::RowVectorXd{{0.8, 1.1}}};
  auto const a = net(Activation::gauss, 1.2, 0.5);
  auto const before = closed_form_moments(a, here, 4);
  auto const after = closed_form_moments(a, there, 4);
  EXPECT_LT(relative(after.m2[1], before.m2[1]), 1e-15);
  double const sum = 0.1 + 0.1 + 0.4 + 0.4; // row 0011
  EXPECT_LT(relative(after.m4[2] / before.m4[2], std::exp(1.44 * (2 * 0.7 * sum + 4 * 0.49))),
            1e-14);
}

TEST(ClosedFormMoments, OfCosNetAtOnePointAreThoseOfTheArcsineLaw) {
  // <cos^n> = (n - 1)!!/n!! for a uniform phase: 1/2, 3/8, 5/16
  InputSet const x{"", Eigen::RowVectorXd{{0.8}}};
  auto const m = closed_form_moments(net(Activation::cos, 1.7, 0), x, 6);
  EXPECT_EQ(m.m2[0], 0.5);
  EXPECT_EQ(m.m4[0], 0.375);
  EXPECT_EQ(m.m6[0], 0.3125);
}

TEST(ClosedFormMoments, OfCosNetAreTheSumOverSplits) {
  // n = 4 by hand: (1/8) [e(12|34) + e(13|24) + e(14|23)], e = exp(-(a/2)|sum - sum|^2)
  InputSet const x{"", Eigen::RowVectorXd{{0.1, 0.5, -0.7, 1.3}}};
  auto const m = closed_form_moments(net(Activation::cos, 1.3, 0), x, 4);
  auto const e = [](double d) { return std::exp(-1.69 / 2 * d * d); };
  double const by_hand =
      (e(0.1 + 0.5 + 0.7 - 1.3) + e(0.1 - 0.5 - 0.7 - 1.3) + e(0.1 - 0.5 + 0.7 + 1.3)) / 8;
  auto const row = CorrelatorLayout(4, 4, 1).index(std::array{0, 1, 2, 3});
  EXPECT_LT(relative(m.m4[row], by_hand), 1e-15);
}

} // namespace
