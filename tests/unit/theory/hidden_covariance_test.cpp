#include "nnft/theory/hidden_covariance.hpp"

#include <gtest/gtest.h>

namespace {

using namespace nnft;

Architecture erf_net(int d_in, double sigma_w, double sigma_b) {
  Architecture a;
  a.d_in = d_in;
  a.sigma_w = sigma_w;
  a.sigma_b = sigma_b;
  return a;
}

TEST(HiddenCovariance, IsBiasPlusScaledProduct) {
  HiddenCovariance const s(erf_net(2, 2, 0.5));
  Eigen::Vector2d const x(1, -2);
  Eigen::Vector2d const y(3, 0.5);
  EXPECT_DOUBLE_EQ(s(x, y), 0.25 + 2 * (3 - 1)); // sigma_w^2/d_in = 2
  auto const pair = s.pair(x, y);
  EXPECT_DOUBLE_EQ(pair.det, pair.xx * pair.yy - pair.xy * pair.xy);
}

TEST(HiddenCovariance, VanishesExactlyWhereBiasAndProductCancel) {
  // 0.3^2 = 0.09, but not in binary: the plain sum is 1e-17
  HiddenCovariance const s(erf_net(1, 0.1, 0.3));
  Eigen::VectorXd const x = Eigen::VectorXd::Constant(1, 3);
  EXPECT_NE(0.3 * 0.3 - 0.1 * 0.1 * 9, 0);
  EXPECT_EQ(s(x, (-x).eval()), 0);
  // ... and only there
  EXPECT_NE(s(x, (-x * (1 + 1e-12)).eval()), 0);
}

TEST(HiddenCovariance, DeterminantKeepsItsDigitsAtParallelPoints) {
  HiddenCovariance const s(erf_net(2, 1, 0));
  Eigen::Vector2d const x(1, 0);
  Eigen::Vector2d const y(1, 1e-10);
  EXPECT_NEAR(s.pair(x, y).det, 0.25e-20, 1e-35); // a^2 (x1 y2 - x2 y1)^2
}

TEST(HiddenCovariance, IsTheGramMatrixOfLiftedPoints) {
  InputSet const inputs{"", Eigen::MatrixXd{{1, -1, 0.5}, {2, 0.25, -3}}};
  HiddenCovariance const s(erf_net(2, 1.7, 0.6));
  auto const lifted = s.lifted(inputs);
  EXPECT_LT((lifted.transpose() * lifted - s.matrix(inputs)).cwiseAbs().maxCoeff(), 4e-15);
}

TEST(HiddenCovariance, OfCosNetHasNoBias) {
  auto a = erf_net(1, 1, 0);
  a.activation = Activation::cos;
  EXPECT_EQ(HiddenCovariance(a).bias(), 0);
}

} // namespace
