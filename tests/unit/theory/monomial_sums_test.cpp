#include "nnft/moments/layout.hpp"
#include "nnft/theory/monomial_sums.hpp"

#include <gtest/gtest.h>

namespace {

using namespace nnft;

Eigen::VectorXd brute_force(Eigen::MatrixXd const& values, Eigen::VectorXd const& weights,
                            int order) {
  CorrelatorLayout const layout(order, static_cast<int>(values.cols()), 1);
  Eigen::VectorXd sums(layout.size());
  for (std::ptrdiff_t row = 0; row < layout.size(); ++row) {
    Eigen::ArrayXd product = weights.array();
    for (int const i : layout.points(row))
      product *= values.col(i).array();
    sums[row] = product.sum();
  }
  return sums;
}

TEST(MonomialSums, AgreeWithBruteForceOverSeveralBatches) {
  std::srand(7);
  Eigen::MatrixXd const values = Eigen::MatrixXd::Random(301, 5);
  Eigen::VectorXd const weights = Eigen::VectorXd::Random(301);
  MonomialSums sums(5, {2, 4, 6});
  sums.add(values.topRows(200), weights.head(200));
  sums.add(values.bottomRows(101), weights.tail(101));
  for (int const order : {2, 4, 6}) {
    auto const expected = brute_force(values, weights, order);
    // 301 terms below 1, each rounded at most 7 times
    EXPECT_LT((sums.sums(order) - expected).cwiseAbs().maxCoeff(), 301 * 7 * 1.2e-16);
  }
}

TEST(MonomialSums, OfDegreeZeroAndOneAreThoseOfWeightsAndMeans) {
  Eigen::MatrixXd const values{{1, 2}, {3, 5}};
  Eigen::Vector2d const weights(10, 100);
  MonomialSums sums(2, {0, 1});
  sums.add(values, weights);
  EXPECT_EQ(sums.sums(0)[0], 110);
  EXPECT_EQ(sums.sums(1), Eigen::Vector2d(310, 520));
}

TEST(MonomialSums, LoseNothingOverManyBatches) {
  MonomialSums sums(1, {2});
  Eigen::MatrixXd const one = Eigen::MatrixXd::Ones(1, 1);
  sums.add(one, Eigen::VectorXd::Constant(1, 1e16));
  for (int k = 0; k < 1000; ++k)
    sums.add(one, Eigen::VectorXd::Ones(1));
  EXPECT_EQ(sums.sums(2)[0], 1e16 + 1000); // a plain sum stays at 1e16
}

} // namespace
