#include "nnft/eft/shrunk_whitener.hpp"

#include <gtest/gtest.h>

#include <random>

namespace nnft::eft {
namespace {

Eigen::MatrixXd deviations_of(Eigen::Index bins, Eigen::Index n, double common, unsigned seed) {
  std::mt19937_64 engine(seed);
  std::normal_distribution<double> normal;
  Eigen::MatrixXd draws = Eigen::MatrixXd::NullaryExpr(bins, n, [&] { return normal(engine); });
  Eigen::VectorXd const shared = Eigen::VectorXd::NullaryExpr(bins, [&] { return normal(engine); });
  draws += common * shared.replicate(1, n);
  Eigen::RowVectorXd const mean = draws.colwise().mean();
  return (draws.rowwise() - mean) / std::sqrt(double(bins * (bins - 1)));
}

// Independent numbers: all correlation is noise, and all of it goes. Strong common noise from many
// bins: hardly any does.
TEST(ShrunkWhitener, ShrinksWhatIsNoise) {
  EXPECT_GT(shrunk_whitener(deviations_of(20, 40, 0, 1)).shrinkage, 0.8);
  EXPECT_LT(shrunk_whitener(deviations_of(400, 40, 3, 2)).shrinkage, 0.02);
  auto const little = shrunk_whitener(deviations_of(10, 40, 1, 3)).shrinkage;
  EXPECT_GT(little, 0.02);
  EXPECT_LT(little, 0.8);
}

// The whitened covariance (shrunk) is the identity, and the map has full rank where the sample has
// not.
TEST(ShrunkWhitener, MakesTheShrunkCovarianceTheIdentity) {
  auto const d = deviations_of(10, 25, 1, 4);
  auto const [whitener, s] = shrunk_whitener(d);
  Eigen::MatrixXd covariance = (1 - s) * (d.transpose() * d);
  covariance.diagonal() = (d.transpose() * d).diagonal();
  Eigen::MatrixXd const identity = whitener * covariance * whitener.transpose();
  EXPECT_LT((identity - Eigen::MatrixXd::Identity(25, 25)).norm(), 1e-9);
  EXPECT_EQ(whitener.rows(), 25);
}

} // namespace
} // namespace nnft::eft
