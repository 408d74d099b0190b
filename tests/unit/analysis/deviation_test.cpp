#include "nnft/analysis/deviation.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace nnft {
namespace {

Eigen::VectorXd const process{{1, -2, 0, 4}};
Eigen::VectorXd const exact{{1.5, -3, 0, 3}};

TEST(Deviation, OfExactNumbersIsTheirRelativeDistance) {
  auto const d = deviation({exact, {}, {}}, process, process, exact - process);
  EXPECT_EQ(d.value, (Eigen::VectorXd{{0.5, 0.5, 0, 0.25}}));
  EXPECT_NEAR(d.mean, 1.25 / 3, 1e-15); // the component without scale takes no part
  EXPECT_NEAR(d.signed_mean, d.mean, 1e-15);
  EXPECT_EQ(d.background.size(), 0);
}

// Background: population standard deviation of the experiments over |scale|.
TEST(Deviation, BackgroundIsTheSpreadOfExperiments) {
  Estimate measured{exact, Eigen::MatrixXd::Constant(2, 4, 0.1), Eigen::MatrixXd(2, 4)};
  measured.experiments << 1.4, -3.2, 0, 3, 1.6, -2.8, 0, 3;
  auto const d = deviation(measured, process, process, exact - process);
  EXPECT_NEAR(d.background[0], 0.1, 1e-14);
  EXPECT_NEAR(d.background[1], 0.1, 1e-14);
  EXPECT_EQ(d.background[3], 0);
  // weights (1, -(-1)/2..., -1/4)/3 with the signs of the exact deviation: + for 0.5, - for -1, -
  // for -1
  EXPECT_NEAR(d.signed_mean_error, std::sqrt(2) * 0.1 * std::abs(1 - 0.5 - 0.25) / 3, 1e-14);
}

// Pure noise: the mean of |.| is positive, the signed mean is not biased.
TEST(Deviation, SignedMeanIsUnbiasedByNoise) {
  Eigen::VectorXd const noisy = process + Eigen::VectorXd{{0.1, 0.2, 0, -0.4}};
  auto const d = deviation({noisy, Eigen::MatrixXd::Zero(2, 4), Eigen::MatrixXd::Zero(2, 4)},
                           process, process, exact - process);
  EXPECT_NEAR(d.mean, 0.1, 1e-15);
  EXPECT_NEAR(d.signed_mean, (0.1 - 0.1 + 0.1) / 3, 1e-15);
}

} // namespace
} // namespace nnft
