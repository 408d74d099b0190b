#include "nnft/eft/weighted_mean.hpp"

#include <Eigen/LU>
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <random>

namespace nnft::eft {
namespace {

std::vector<Eigen::Index> all_rows(Estimate const& e) {
  std::vector<Eigen::Index> rows(static_cast<std::size_t>(e.value.size()));
  std::iota(rows.begin(), rows.end(), 0);
  return rows;
}

WeightedMean mean_of(Estimate const& e, Eigen::VectorXd const& divisor) {
  return weighted_mean(CovarianceModes(e, all_rows(e)), divisor);
}

Eigen::MatrixXd normal(Eigen::Index rows, Eigen::Index cols, unsigned seed) {
  std::mt19937_64 engine(seed);
  std::normal_distribution<double> gauss;
  Eigen::MatrixXd m(rows, cols);
  for (double& x : m.reshaped())
    x = gauss(engine);
  return m;
}

// What a run of n_bins bins gives: bin values truth + noise * factor, jackknifed.
Estimate measured(Eigen::VectorXd const& truth, Eigen::MatrixXd const& factor, Eigen::Index n_bins,
                  unsigned seed) {
  Eigen::MatrixXd const bins = normal(n_bins, factor.rows(), seed) * factor;
  Estimate e;
  e.value = truth + bins.colwise().mean().transpose();
  auto const n = static_cast<double>(n_bins);
  e.deviations = (bins.rowwise() - bins.colwise().mean()) / std::sqrt(n * (n - 1));
  return e;
}

// Independent errors 1 and 2 of 3 and 5: weights 4/5 and 1/5, value 3.4, error sqrt(4/5), up to the
// factor for a covariance from 4 bins (5 with a zero): nu = 4, k = 2: sqrt(4 * 3/(3 * 2)).
TEST(WeightedMean, IsTheTextbookOneForIndependentErrors) {
  Estimate e;
  e.value = Eigen::Vector2d(3, 5);
  e.deviations = Eigen::MatrixXd::Zero(5, 2);
  e.deviations(0, 0) = e.deviations(1, 0) = std::sqrt(0.5);
  e.deviations(2, 1) = 2;
  // chi2 = (5 - 3)^2/(1 + 4) = 0.8 with one degree of freedom: no excess spread
  auto const m = mean_of(e, Eigen::Vector2d(1, 1));
  EXPECT_NEAR(m.value, 3.4, 1e-14);
  EXPECT_NEAR(m.error, std::sqrt(0.8 * 2), 1e-14);
  EXPECT_NEAR(m.constant.chi2, 0.8, 1e-14);
  EXPECT_EQ(m.constant.dof, 1);
  EXPECT_EQ(m.excess_spread, 0);
  EXPECT_NEAR(m.weights.sum(), 1, 1e-15);
}

// ReLU-net at d_in = 1: all components are one random number times a known factor.
TEST(WeightedMean, OfPerfectlyCorrelatedNumbersIsTheirCommonValue) {
  Eigen::VectorXd const factor = Eigen::VectorXd::LinSpaced(126, 1e-3, 2);
  Eigen::VectorXd const common = normal(320, 1, 7) * 0.01;
  Estimate e;
  e.value = -0.7 * factor;
  e.deviations = common * factor.transpose();
  for (double const scale : {1.0, 3e14}) { // 24 I4 grows like the fifth power of the cutoff
    auto const m = mean_of(e, factor * scale);
    EXPECT_NEAR(m.value * scale, -0.7, 1e-14);
    EXPECT_NEAR(m.error * scale / common.norm(), 1, 2e-3); // nu = 319: factor 1 to 1/(2 nu)
    EXPECT_EQ(m.constant.dof, 0);
    EXPECT_EQ(m.excess_spread, 0);
  }
}

// Peelle's puzzle: 1.5 and 1.0 with a common relative error of 20 % and 10 % of their own. Plain
// least squares gives 0.88, below both; with the real spread the mean stays between them.
TEST(WeightedMean, StaysInsideTheRangeOfCorrelatedNumbers) {
  Estimate e;
  e.value = Eigen::Vector2d(1.5, 1.0);
  e.deviations = Eigen::MatrixXd::Zero(5, 2);
  e.deviations.row(0) << 0.3, 0.2;
  e.deviations(1, 0) = 0.15;
  e.deviations(2, 1) = 0.10;
  Eigen::Matrix2d const inverse = (e.deviations.transpose() * e.deviations).inverse();
  double const plain = inverse.colwise().sum().dot(e.value) / inverse.sum();
  ASSERT_NEAR(plain, 0.88, 0.005); // the puzzle (Peelle 1987)
  auto const m = mean_of(e, Eigen::Vector2d(1, 1));
  EXPECT_GT(m.value, 1.0);
  EXPECT_LT(m.value, 1.5);
  EXPECT_GT(m.excess_spread, 0);
  EXPECT_NEAR(m.error, (e.deviations * m.weights).norm() * 1.2, 0.25);
}

// Components that differ by 3 % with errors of 0.2 % correlated to 0.9999: the weights have to be
// those of the plain mean, and the excess spread is the standard deviation.
TEST(WeightedMean, TendsToThePlainMeanWhereTheSpreadIsReal) {
  constexpr Eigen::Index n = 35;
  Eigen::VectorXd const truth = -(1 + 0.03 * normal(n, 1, 5).array()).matrix();
  Eigen::MatrixXd factor(n + 1, n);
  factor.row(0).setConstant(0.002 * std::sqrt(320.0));
  factor.bottomRows(n) = 2e-5 * std::sqrt(320.0) * Eigen::MatrixXd::Identity(n, n);
  auto const e = measured(truth, factor, 320, 6);
  auto const m = mean_of(e, Eigen::VectorXd::Ones(n));
  double const plain = e.value.mean();
  EXPECT_NEAR(m.value, plain, 1e-3);
  EXPECT_LT((m.weights.array() - 1.0 / n).abs().maxCoeff(), 0.02 / n);
  double const spread = std::sqrt((e.value.array() - plain).square().sum() / (n - 1));
  EXPECT_NEAR(m.excess_spread, spread, 0.02 * spread);
  EXPECT_NEAR(m.error, 0.002, 0.0004); // 320 bins: 4 % (one sigma)
  EXPECT_GT(m.constant.chi2, 1e4);
}

// Where one constant is true: pulls of the mean have unit width, with enough bins for the full
// covariance and with too few. Without the factor for the estimated covariance the first would
// be 1.65.
TEST(WeightedMean, HasHonestErrors) {
  struct Case {
    Eigen::Index components, bins;
  };
  for (auto const& [n, bins] : {Case{40, 100}, Case{40, 24}, Case{3, 40}}) {
    Eigen::MatrixXd factor = normal(n, n, 1);
    factor.row(0).array() += 3; // a common part
    double sum = 0;
    double chi2 = 0;
    double dof = 0;
    constexpr int repetitions = 300;
    for (unsigned k = 0; k < repetitions; ++k) {
      Eigen::VectorXd const divisor = Eigen::VectorXd::LinSpaced(n, 1, 3);
      auto const m = mean_of(measured(2 * divisor, factor, bins, 100 + k), divisor);
      sum += std::pow((m.value - 2) / m.error, 2);
      chi2 += m.constant.chi2;
      dof = m.constant.dof;
      EXPECT_EQ(m.constant.dof, (n < bins ? n : bins / 2) - 1); // few bins: fixed directions
    }
    // chi-square of 300 squared pulls: one sigma is 8 % of the mean; t-distribution and the choice
    // between the two branches widen it
    EXPECT_NEAR(sum / repetitions, 1, 0.45) << n << ' ' << bins;
    if (bins > dof + 3) { // mean of Hotelling's T^2: dof nu/(nu - dof - 1)
      double const nu = static_cast<double>(bins - 1);
      EXPECT_NEAR(chi2 / repetitions / (dof * nu / (nu - dof - 1)), 1, 0.15);
    }
  }
}

// A common scale of the divisors (the cutoff, for ReLU-net) must not change a weight: the slope of
// the weighted mean is exact whatever the statistics.
TEST(WeightedMean, ScalesWithTheDivisor) {
  auto const e = measured(Eigen::VectorXd::LinSpaced(20, 1, 1.1), 0.05 * normal(20, 20, 3), 320, 4);
  Eigen::VectorXd const divisor = Eigen::VectorXd::LinSpaced(20, -1, -3);
  auto const m = mean_of(e, divisor);
  ASSERT_GT(m.excess_spread, 0);
  for (double const scale : {1e3, 7e9, 3e21}) {
    auto const scaled = mean_of(e, divisor * scale);
    EXPECT_NEAR(scaled.value * scale / m.value, 1, 1e-11);
    EXPECT_NEAR(scaled.error * scale / m.error, 1, 1e-11);
  }
}

} // namespace
} // namespace nnft::eft
