#include "nnft/theory/point_moments.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace {

using namespace nnft;

Architecture tanh_net(int d_in, double sigma_w, double sigma_b) {
  Architecture a;
  a.activation = Activation::tanh;
  a.d_in = d_in;
  a.sigma_w = sigma_w;
  a.sigma_b = sigma_b;
  return a;
}

// <tanh(s u)^n> by a plain trapezoid rule of 40,001 nodes in one dimension.
double one_point_moment(double s, int n) {
  double sum = 0;
  for (int k = -20000; k <= 20000; ++k) {
    double const u = k * 5e-4;
    sum += std::exp(-u * u / 2) * std::pow(std::tanh(s * u), n);
  }
  return sum * 5e-4 / std::sqrt(2 * 3.14159265358979323846);
}

TEST(TrapezoidMoments, OfOnePointAgreeWithOneDimensionalSums) {
  for (double const sigma_w : {0.1, 1.0, 3.0, 20.0}) {
    InputSet const x{"", Eigen::RowVectorXd{{0.5, -1.3}}};
    auto const m = trapezoid_moments(tanh_net(1, sigma_w, 0.3), x, 6).value();
    double const s = std::hypot(0.3, 0.5 * sigma_w);
    double const tolerance = 2e-13; // relative to the largest of the order, at most 1 : 13^3 apart
    EXPECT_NEAR(m.m2[0], one_point_moment(s, 2), tolerance * m.m2.maxCoeff()) << sigma_w;
    EXPECT_NEAR(m.m4[0], one_point_moment(s, 4), tolerance * m.m4.maxCoeff()) << sigma_w;
    EXPECT_NEAR(m.m6[0], one_point_moment(s, 6), tolerance * m.m6.maxCoeff()) << sigma_w;
    EXPECT_LT(m.accuracy, 1e-13);
  }
}

TEST(TrapezoidMoments, OfIndependentPointsFactoriseAndVanishWhereOdd) {
  // z(x), z(y) independent: x . y = 0 without bias, and 1 - 1 = 0 with it
  InputSet const x{"", Eigen::MatrixXd{{1.5, 0}, {0, -0.8}}};
  auto const m = trapezoid_moments(tanh_net(2, 1, 0), x, 6).value();
  EXPECT_EQ(m.m2[1], 0);
  EXPECT_EQ(m.m4[1], 0);
  EXPECT_EQ(m.m6[3], 0);
  EXPECT_NEAR(m.m4[2], m.m2[0] * m.m2[2], 1e-14);
  EXPECT_NEAR(m.m6[2], m.m4[0] * m.m2[2], 1e-14);
  InputSet const y{"", Eigen::RowVectorXd{{-1, 1}}};
  EXPECT_EQ(trapezoid_moments(tanh_net(1, 1, 1), y, 4).value().m4[1], 0);
}

TEST(TrapezoidMoments, StateAnAccuracyThatHoldsInThreeDimensions) {
  // 3 e-digits fewer or more must not matter: two points lie in a plane of the three-dimensional
  // set
  Eigen::MatrixXd const x{{0.5, 1, -0.3}, {0.7, -0.2, 0.6}};
  auto const a = tanh_net(2, 3, 1);
  auto const three = trapezoid_moments(a, {"", x}, 6).value();
  auto const two = trapezoid_moments(a, {"", x.leftCols(2)}, 6).value();
  EXPECT_LT(three.accuracy, 1e-12);
  EXPECT_NEAR(three.m6[0], two.m6[0], 2e-13);
  EXPECT_NEAR(three.m4[1], two.m4[1], 2e-13);
}

TEST(TrapezoidMoments, AreAbsentBeyondTheBudget) {
  std::srand(2);
  InputSet const x{"", Eigen::MatrixXd::Random(6, 7)};
  EXPECT_FALSE(trapezoid_moments(tanh_net(6, 30, 1), x, 6).has_value());
}

} // namespace
