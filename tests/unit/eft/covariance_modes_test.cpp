#include "nnft/eft/covariance_modes.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace nnft::eft {
namespace {

// Three numbers with errors 1, 2, 3 (independent) from 20 bins.
Estimate three() {
  Estimate e;
  e.value = Eigen::Vector3d(1, 2, 4);
  e.deviations = Eigen::MatrixXd::Zero(20, 3);
  e.deviations.diagonal() << 1, 2, 3;
  return e;
}

TEST(CovarianceModes, GiveTheTextbookChiSquare) {
  CovarianceModes const modes(three(), {0, 1, 2});
  EXPECT_EQ(modes.n_modes(), 3);
  auto const none = modes.goodness_of_fit(Eigen::MatrixXd(3, 0));
  EXPECT_NEAR(none.chi2, 1 + 1 + 16.0 / 9, 1e-13);
  EXPECT_EQ(none.dof, 3);
  // one constant: weights 1, 1/4, 1/9; mean (1 + 1/2 + 4/9)/(49/36) = 10/7
  auto const one = modes.goodness_of_fit(Eigen::Vector3d::Ones());
  double const m = 10.0 / 7;
  EXPECT_NEAR(one.chi2, std::pow(1 - m, 2) + std::pow(2 - m, 2) / 4 + std::pow(4 - m, 2) / 9,
              1e-13);
  EXPECT_EQ(one.dof, 2);
  // F(2, nu - 1) with nu = 19: P(F > f) = (1 + 2 f/18)^-9 in closed form
  double const f = one.chi2 * 18 / (19 * 2);
  EXPECT_NEAR(one.p_value.value(), std::pow(1 + 2 * f / 18, -9), 1e-13);
}

TEST(CovarianceModes, DropWhatTheBinsDoNotKnow) {
  Estimate e = three();
  e.deviations.col(2) = e.deviations.col(0) + e.deviations.col(1); // rank two
  CovarianceModes const modes(e, {0, 1, 2});
  EXPECT_EQ(modes.n_modes(), 2);
  EXPECT_EQ(modes.goodness_of_fit(Eigen::Vector3d::Ones()).dof, 1);
  // two proportional columns are one
  Eigen::MatrixXd twice(3, 2);
  twice << 1, 5, 1, 5, 1, 5;
  EXPECT_EQ(modes.goodness_of_fit(twice).dof, 1);
}

TEST(CovarianceModes, WhitenTheChosenRows) {
  Estimate e = three();
  e.deviations(5, 0) = 0.7;
  e.deviations(5, 2) = -1.1;
  CovarianceModes const modes(e, {0, 2});
  Eigen::Matrix2d covariance;
  covariance << 1 + 0.49, -0.77, -0.77, 9 + 1.21;
  Eigen::MatrixXd const unit = modes.whitener() * covariance * modes.whitener().transpose();
  EXPECT_LT((unit - Eigen::Matrix2d::Identity()).norm(), 1e-13);
  EXPECT_EQ(modes.values()[1], 4);
}

// Three numbers from three bins: Hotelling's test in one fixed direction, and no weights.
TEST(CovarianceModes, AreFixedDirectionsWhereTheBinsAreFew) {
  Estimate e = three();
  e.deviations = e.deviations.topRows(3).eval();
  CovarianceModes const modes(e, {0, 1, 2});
  EXPECT_EQ(modes.n_modes(), 1);
  EXPECT_TRUE(modes.short_of_bins());
  EXPECT_TRUE(modes.goodness_of_fit(Eigen::MatrixXd(3, 0)).p_value.has_value());
  // one parameter leaves no freedom
  EXPECT_FALSE(modes.goodness_of_fit(Eigen::Vector3d::Ones()).p_value.has_value());
}

} // namespace
} // namespace nnft::eft
