#include "nnft/analysis/comparison.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

namespace nnft {
namespace {

//! n_bins bins around `truth` with covariance factor `mix` (rows: independent normals).
Estimate draw(Eigen::VectorXd const& truth, Eigen::MatrixXd const& mix, Eigen::Index n_bins,
              std::mt19937_64& random) {
  std::normal_distribution<double> normal;
  Eigen::MatrixXd bins(n_bins, truth.size());
  for (Eigen::Index b = 0; b < n_bins; ++b) {
    Eigen::VectorXd g(mix.rows());
    for (auto& x : g)
      x = normal(random);
    bins.row(b) = (truth + mix.transpose() * g).transpose();
  }
  Eigen::RowVectorXd const mean = bins.colwise().mean();
  double const n = static_cast<double>(n_bins);
  return {mean, (bins.rowwise() - mean) / std::sqrt(n * (n - 1)), {}};
}

struct Uniformity {
  double mean = 0;
  double low = 0;  //!< share below 0.05
  double high = 0; //!< share above 0.95
};

Uniformity p_values(Eigen::MatrixXd const& mix, Eigen::Index n_bins, double shift,
                    int repetitions) {
  std::mt19937_64 random(31);
  Uniformity u;
  Eigen::VectorXd const truth = Eigen::VectorXd::LinSpaced(mix.cols(), 1, 2);
  for (int i = 0; i < repetitions; ++i) {
    auto const c = compare(draw(truth, mix, n_bins, random), truth * (1 + shift));
    u.mean += c.p_value / repetitions;
    u.low += (c.p_value < 0.05 ? 1.0 : 0.0) / repetitions;
    u.high += (c.p_value > 0.95 ? 1.0 : 0.0) / repetitions;
  }
  return u;
}

Eigen::MatrixXd correlated(Eigen::Index rank, Eigen::Index n) {
  std::mt19937_64 random(32);
  std::normal_distribution<double> normal;
  return Eigen::MatrixXd::NullaryExpr(rank, n, [&] { return normal(random); });
}

// Numbers whose squares overflow: the same pulls and p-value as in other units.
TEST(Comparison, KnowsNoUnits) {
  std::mt19937_64 random(5);
  Eigen::VectorXd const truth = Eigen::VectorXd::LinSpaced(4, 1, 2);
  auto const estimate = draw(truth, correlated(4, 4), 32, random);
  auto const reference = compare(estimate, truth);
  for (double const unit : {0x1p600, 0x1p-600}) {
    Estimate const scaled{unit * estimate.value, unit * estimate.deviations, {}};
    auto const c = compare(scaled, unit * truth);
    EXPECT_LT((c.pull - reference.pull).cwiseAbs().maxCoeff(), 1e-13);
    EXPECT_NEAR(c.p_value, reference.p_value, 1e-12);
    EXPECT_NEAR(diagnose_tail(scaled, 1e4).kurtosis, diagnose_tail(estimate, 1e4).kurtosis, 1e-12);
  }
}

TEST(Comparison, SaysNothingOfWhatIsNotFinite) {
  std::mt19937_64 random(5);
  Eigen::VectorXd const truth = Eigen::VectorXd::LinSpaced(4, 1, 2);
  auto estimate = draw(truth, correlated(4, 4), 32, random);
  estimate.deviations(3, 2) = std::numeric_limits<double>::infinity();
  auto const c = compare(estimate, truth);
  EXPECT_TRUE(std::isnan(c.pull[2]));
  EXPECT_TRUE(std::isnan(c.p_value));
  EXPECT_TRUE(std::isnan(c.max_pull));
}

// 2000 p-values each: mean 1/2 +- 5 * 0.29/sqrt(2000), tails 0.05 +- 5 sqrt(0.05 * 0.95/2000).
void expect_uniform(Uniformity const& u) {
  EXPECT_NEAR(u.mean, 0.5, 0.033);
  EXPECT_NEAR(u.low, 0.05, 0.025);
  EXPECT_NEAR(u.high, 0.05, 0.025);
}

TEST(Compare, PValuesAreUniformWhereTheTheoryIsRight) {
  expect_uniform(p_values(correlated(8, 8), 40, 0, 2000));
  expect_uniform(p_values(correlated(3, 8), 40, 0, 2000));   // singular covariance
  expect_uniform(p_values(correlated(1, 8), 12, 0, 2000));   // rank one
  expect_uniform(p_values(correlated(60, 60), 40, 0, 2000)); // more components than bins
}

TEST(Compare, AWrongTheoryIsCaught) {
  EXPECT_GT(p_values(0.1 * correlated(8, 8), 40, 0.1, 200).low, 0.99);
}

TEST(Compare, DofIsTheRank) {
  std::mt19937_64 random(33);
  Eigen::VectorXd const truth = Eigen::VectorXd::Ones(10);
  EXPECT_EQ(compare(draw(truth, correlated(4, 10), 50, random), truth).dof, 4);
  EXPECT_EQ(compare(draw(truth, correlated(1, 10), 50, random), truth).dof, 1);
  EXPECT_EQ(compare(draw(truth, correlated(10, 10), 6, random), truth).dof, 3); // half the bins
}

// Scales of the components do not matter: units of one may be 1e12 times those of another.
TEST(Compare, IsInvariantUnderUnits) {
  std::mt19937_64 random(34);
  Eigen::VectorXd const truth = Eigen::VectorXd::Ones(4);
  auto estimate = draw(truth, correlated(4, 4), 30, random);
  auto const before = compare(estimate, truth);
  Eigen::VectorXd const units{{1, 1e-12, 1e5, 3}};
  estimate.value = estimate.value.cwiseProduct(units);
  estimate.deviations = estimate.deviations * units.asDiagonal();
  auto const after = compare(estimate, truth.cwiseProduct(units));
  EXPECT_NEAR(after.chi2, before.chi2, 1e-9 * before.chi2);
}

TEST(Compare, ExactZerosDoNotCount) {
  Estimate estimate{Eigen::Vector3d(1, 0, 2), Eigen::MatrixXd::Zero(4, 3), {}};
  estimate.deviations.col(0) << 0.1, -0.1, 0.05, -0.05;
  auto const c = compare(estimate, Eigen::Vector3d(1.05, 0, 2 + 1e-15));
  EXPECT_EQ(c.pull[1], 0);
  EXPECT_EQ(c.pull[2], 0);
  EXPECT_EQ(c.dof, 1);
  EXPECT_NEAR(c.pull[0], -0.05 / std::sqrt(0.025), 1e-12);
  auto const wrong = compare(estimate, Eigen::Vector3d(1.05, 0, 4)); // no error, and a factor 2
  EXPECT_EQ(wrong.max_pull, std::numeric_limits<double>::infinity());
  EXPECT_EQ(wrong.p_value, 0);
}

TEST(DiagnoseTail, GaussianBinsConverge) {
  std::mt19937_64 random(35);
  int heavy = 0;
  for (int i = 0; i < 300; ++i) {
    auto const estimate = draw(Eigen::VectorXd::Ones(20), correlated(20, 20), 320, random);
    heavy += diagnose_tail(estimate, 1e6).verdict == TailVerdict::converged ? 0 : 1;
  }
  EXPECT_EQ(heavy, 0);
}

// Log-normal contributions exp(6 g) as in Gauss-net's 6-point function: a few bins hold everything.
TEST(DiagnoseTail, LogNormalTailsAreSeen) {
  std::mt19937_64 random(36);
  std::normal_distribution<double> normal;
  int missed = 0;
  for (int i = 0; i < 50; ++i) {
    Eigen::MatrixXd bins = Eigen::MatrixXd::Zero(320, 1);
    for (auto& bin : bins.reshaped())
      for (int n = 0; n < 1000; ++n)
        bin += std::exp(6 * normal(random));
    Estimate const estimate{Eigen::VectorXd::Ones(1), bins.array() - bins.mean(), {}};
    auto const tail = diagnose_tail(estimate, 320e3);
    missed += tail.verdict == TailVerdict::heavy_tail ? 0 : 1;
    EXPECT_LT(tail.effective_sample_size, 0.3 * 320e3);
  }
  EXPECT_EQ(missed, 0);
}

TEST(DiagnoseTail, AFewBinsCannotTell) {
  std::mt19937_64 random(37);
  auto const estimate = draw(Eigen::VectorXd::Ones(3), correlated(3, 3), 4, random);
  EXPECT_EQ(diagnose_tail(estimate, 1e6).verdict, TailVerdict::undetermined);
}

} // namespace
} // namespace nnft
