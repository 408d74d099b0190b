#include "nnft/theory/point_moments.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <numbers>

namespace {

using namespace nnft;

Architecture erf_net(int d_in, double sigma_w, double sigma_b) {
  Architecture a;
  a.d_in = d_in;
  a.sigma_w = sigma_w;
  a.sigma_b = sigma_b;
  return a;
}

double worst(Eigen::VectorXd const& value, Eigen::VectorXd const& reference) {
  return (value - reference).cwiseAbs().maxCoeff() / reference.cwiseAbs().maxCoeff();
}

// Second method: the trapezoid rule over the hidden weights, which shares nothing with Plackett's
// integrals. Both are good to some 1e-14 of the largest moment.
void expect_equal_methods(Architecture const& a, InputSet const& x, double tolerance) {
  auto const plackett = erf_moments(a, x, 6);
  auto const trapezoid = trapezoid_moments(a, x, 6);
  ASSERT_TRUE(trapezoid.has_value());
  EXPECT_EQ(plackett.method, "Plackett");
  EXPECT_EQ(trapezoid->method, "trapezoid");
  for (int const order : {2, 4, 6})
    EXPECT_LT(worst(of_order(plackett, order), of_order(*trapezoid, order)), tolerance)
        << description(a) << " order " << order;
}

TEST(ErfMoments, AgreeWithTheTrapezoidRule) {
  InputSet const line{"", Eigen::RowVectorXd{{-1.1, 0.3, 0.9, 1.7}}};
  expect_equal_methods(erf_net(1, 1, 1), line, 5e-14);
  expect_equal_methods(erf_net(1, 3, 0.2), line, 5e-14);
  expect_equal_methods(erf_net(1, 8, 2), line, 5e-13);
  InputSet const plane{"", Eigen::MatrixXd{{0.4, -1, 0.8}, {1.2, 0.1, -0.6}}};
  expect_equal_methods(erf_net(2, 1.6, 0.5), plane, 5e-14);
  expect_equal_methods(erf_net(2, 1.6, 0), plane, 5e-14);
}

TEST(ErfMoments, OfSmallPreactivationsKeepRelativeAccuracy) {
  // erf(z) = (2/sqrt(pi)) (z - z^3/3 + ...): M4 = (4/pi)^2 (3 S^2 - 20 S^3 + ...) at one point, M6
  // = (4/pi)^3 (15 S^3 - ...), S = 1e-8
  InputSet const x{"", Eigen::RowVectorXd{{1e-4}}};
  auto const m = erf_moments(erf_net(1, 1, 0), x, 6);
  double const c = 4 / 3.14159265358979323846;
  EXPECT_NEAR(m.m4[0] / (c * c * 3e-16), 1, 1e-7);
  EXPECT_NEAR(m.m6[0] / (c * c * c * 15e-24), 1, 2e-7);
}

TEST(ErfMoments, OfTinyPointsAreThoseOfALinearNeuron) {
  // corrections are of relative order S = 1e-16
  InputSet const x{"", Eigen::RowVectorXd{{1e-8, 3e-8}}};
  auto const m = erf_moments(erf_net(1, 1, 0), x, 6);
  double const unit = 2 / std::sqrt(std::numbers::pi) * 1e-8;
  for (int i = 0; i <= 4; ++i) // 1^(4 - i) 3^i
    EXPECT_NEAR(of_order(m, 4)[i] / (3 * std::pow(3.0, i) * std::pow(unit, 4)), 1, 1e-13);
  for (int i = 0; i <= 6; ++i)
    EXPECT_NEAR(of_order(m, 6)[i] / (15 * std::pow(3.0, i) * std::pow(unit, 6)), 1, 1e-12);
}

TEST(ErfMoments, VanishForOddNumbersOfIndependentPoints) {
  // points -1 and +1 with sb^2 = sw^2: z(-1) and z(1) are independent
  InputSet const x{"", Eigen::RowVectorXd{{-1, 1}}};
  auto const m = erf_moments(erf_net(1, 1, 1), x, 6);
  EXPECT_EQ(m.m4[1], 0); // 0001
  EXPECT_EQ(m.m4[3], 0); // 0111
  EXPECT_EQ(m.m6[1], 0); // 000001
  EXPECT_EQ(m.m6[3], 0); // 000111
  EXPECT_NEAR(m.m4[2], m.m2[0] * m.m2[2], 1e-15);
  // the origin without bias: s(0) = 0
  InputSet const origin{"", Eigen::RowVectorXd{{0, 0.7}}};
  auto const with_origin = erf_moments(erf_net(1, 1, 0), origin, 6);
  EXPECT_EQ(with_origin.m4.head(4), Eigen::VectorXd::Zero(4));
  EXPECT_GT(with_origin.m4[4], 0);
}

TEST(ErfMoments, OfHugeWeightsAreThoseOfSigns) {
  // erf -> sgn, M_n = 1 at points of one sign; 1 - M_n falls like 1/sigma_w
  InputSet const x{"", Eigen::RowVectorXd{{0.5, 1}}};
  auto const large = erf_moments(erf_net(1, 1e3, 0), x, 6);
  auto const larger = erf_moments(erf_net(1, 1e4, 0), x, 6);
  EXPECT_LT(large.accuracy, 1e-13);
  EXPECT_LT(larger.accuracy, 1e-13);
  EXPECT_NEAR((1 - large.m6[0]) / (1 - larger.m6[0]), 10, 0.01);
}

// Cumulants of products, at points where all moments are nearly 1: C = M4 - M2 M2 summed over the
// three pairings, and kappa_3 over the fifteen.
double sum_of_c(NeuronMoments const& m) {
  return 3 * (m.m4[0] - m.m2[0] * m.m2[0]);
}
double sum_of_kappa(NeuronMoments const& m) {
  return 15 * (m.m6[0] - 3 * m.m2[0] * m.m4[0] + 2 * std::pow(m.m2[0], 3));
}

TEST(ErfMoments, KeepTheirDigitsAtHugeWeights) {
  // 1 - prod erf(b + x v), v = sigma_w w, summed in NumPy over a grid of (b, v) with steps 0.02 and
  // 0.01 (doubled: 1e-12): the cumulants fall like 1/sigma_w, so that a moment good to 1e-15
  // leaves them 1e-15 sigma_w
  InputSet const x{"", Eigen::RowVectorXd{{0.3}}};
  struct Reference {
    double sigma_w, c, kappa;
  };
  for (auto const& r : {Reference{1e3, 0.004455013608308, -0.0180516355611815},
                        Reference{1e5, 4.46841765075297e-05, -0.00018192277509156},
                        Reference{1e7, 4.46855139770108e-07, -1.81936856526202e-06}}) {
    auto const m = erf_moments(erf_net(1, r.sigma_w, 1), x, 6);
    EXPECT_LT(m.accuracy, 1e-13);
    EXPECT_NEAR(sum_of_c(m) / r.c, 1, 3e-12 + 1e-14 * r.sigma_w) << r.sigma_w;
    EXPECT_NEAR(sum_of_kappa(m) / r.kappa, 1, 3e-12 + 1e-14 * r.sigma_w) << r.sigma_w;
  }
}

TEST(ErfMoments, StateAnAccuracyThatHolds) {
  InputSet const line{"", Eigen::RowVectorXd{{0.4, -1}}};
  auto const a = erf_net(1, 28, 1);
  auto const plackett = erf_moments(a, line, 6);
  auto const trapezoid = trapezoid_moments(a, line, 6).value();
  EXPECT_EQ(plackett.method, "Plackett");
  for (int const order : {4, 6})
    EXPECT_LE(worst(of_order(plackett, order), of_order(trapezoid, order)),
              3 * (plackett.accuracy + trapezoid.accuracy));
  EXPECT_LT(plackett.accuracy, 1e-13);
}

} // namespace
