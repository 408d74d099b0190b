#include "nnft/moments/estimator.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace nnft {
namespace {

//! One moment, read as it is: a reader whose errors are those of a sample mean.
class MeanReader final : public MomentReader {
 public:
  Eigen::MatrixXd read(Quantity /*quantity*/, Eigen::ArrayXd const& /*networks*/,
                       Eigen::MatrixXd const& means) const override {
    return means;
  }
};

//! The square of the mean, unbiased by nothing: a non-linear reader.
class SquareReader final : public MomentReader {
 public:
  Eigen::MatrixXd read(Quantity /*quantity*/, Eigen::ArrayXd const& /*networks*/,
                       Eigen::MatrixXd const& means) const override {
    return means.array().square();
  }
};

constexpr std::array<Quantity, 1> one_quantity{Quantity::g2};

BinnedMoments moments_of(std::vector<std::vector<double>> const& bin_sums,
                         std::vector<std::int64_t> networks, int experiments) {
  auto const n_cells = static_cast<std::ptrdiff_t>(networks.size());
  BinnedMoments m{ExactSums(n_cells, std::vector<int>(bin_sums.front().size(), 0)),
                  std::move(networks), experiments, static_cast<int>(n_cells) / experiments};
  for (std::size_t c = 0; c < bin_sums.size(); ++c)
    m.sums.add(static_cast<std::ptrdiff_t>(c), bin_sums[c]);
  return m;
}

// For a linear reader and equal bins the jackknife is the covariance of the bin means over n_bins.
TEST(Estimate, OfAMeanIsTheTextbookOne) {
  std::vector<std::vector<double>> const sums{{10, 1}, {14, -3}, {9, 2}, {11, 5}};
  auto const estimated =
      estimate(MeanReader(), moments_of(sums, {5, 5, 5, 5}, 2), one_quantity).at(Quantity::g2);
  EXPECT_NEAR(estimated.value[0], 44.0 / 20, 1e-15);
  EXPECT_NEAR(estimated.value[1], 5.0 / 20, 1e-15);
  Eigen::Matrix2d covariance = Eigen::Matrix2d::Zero();
  for (auto const& s : sums) {
    Eigen::Vector2d const d(s[0] / 5 - 44.0 / 20, s[1] / 5 - 5.0 / 20);
    covariance += d * d.transpose() / (4 * 3);
  }
  EXPECT_LT((estimated.covariance() - covariance).cwiseAbs().maxCoeff(), 1e-14);
  EXPECT_NEAR(estimated.error()[0], std::sqrt(covariance(0, 0)), 1e-14);
  EXPECT_NEAR(estimated.experiments(0, 0), 24.0 / 10, 1e-15);
  EXPECT_NEAR(estimated.experiments(1, 1), 7.0 / 10, 1e-15);
}

TEST(Estimate, EmptyBinsTakeNoPart) {
  auto const full = estimate(MeanReader(), moments_of({{3.0}, {5.0}}, {2, 2}, 2), one_quantity);
  auto const sparse = estimate(
      MeanReader(), moments_of({{3.0}, {0.0}, {5.0}, {0.0}}, {2, 0, 2, 0}, 2), one_quantity);
  EXPECT_EQ(full.at(Quantity::g2).value, sparse.at(Quantity::g2).value);
  EXPECT_EQ(full.at(Quantity::g2).error(), sparse.at(Quantity::g2).error());
}

// Bins of different sizes: pulls of 4000 small samples have the variance of Student's t, 1 + 2/(n -
// 3) to first order. Budget: 4000 squares, standard deviation sqrt(2/4000) = 0.022; 5 sigma.
TEST(Estimate, UnequalBinsGiveHonestErrors) {
  std::mt19937_64 random(5);
  std::normal_distribution<double> normal;
  std::vector<std::int64_t> const networks{40, 40, 40, 40, 40, 40, 40, 40, 40, 40,
                                           40, 40, 20, 20, 20, 40, 40, 40, 40, 40};
  double square = 0;
  int const n = 4000;
  for (int i = 0; i < n; ++i) {
    std::vector<std::vector<double>> sums;
    for (auto const count : networks)
      sums.push_back({std::sqrt(static_cast<double>(count)) * normal(random)});
    auto const e = estimate(MeanReader(), moments_of(sums, networks, 1), one_quantity);
    square += std::pow(e.at(Quantity::g2).value[0] / e.at(Quantity::g2).error()[0], 2);
  }
  EXPECT_NEAR(square / n, 1 + 2.0 / 17, 0.13);
}

// d(m^2) = 2 m dm: the jackknife propagates to first order.
TEST(Estimate, NonLinearReadersGetPropagatedErrors) {
  std::mt19937_64 random(6);
  std::normal_distribution<double> normal;
  std::vector<std::vector<double>> sums;
  for (int i = 0; i < 200; ++i)
    sums.push_back({1000 * (3 + 0.01 * normal(random))});
  std::vector<std::int64_t> const networks(200, 1000);
  auto const mean = estimate(MeanReader(), moments_of(sums, networks, 2), one_quantity);
  auto const squared = estimate(SquareReader(), moments_of(sums, networks, 2), one_quantity);
  EXPECT_NEAR(squared.at(Quantity::g2).error()[0] / (6 * mean.at(Quantity::g2).error()[0]), 1,
              1e-3);
}

} // namespace
} // namespace nnft
