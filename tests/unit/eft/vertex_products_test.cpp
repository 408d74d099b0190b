#include "nnft/eft/vertex_products.hpp"
#include "nnft/moments/layout.hpp"

#include <gtest/gtest.h>

namespace nnft::eft {
namespace {

// Loop over rows and nodes, straight from the definition.
TEST(VertexProducts, AreSumsOverNodes) {
  constexpr int n = 3;
  VertexProducts const products(n, true);
  std::srand(4);
  Eigen::MatrixXd const legs = Eigen::MatrixXd::Random(20, n);
  Eigen::VectorXd const weights = Eigen::VectorXd::Random(20).cwiseAbs();
  Eigen::VectorXd const y2 = Eigen::VectorXd::Random(20).cwiseAbs();
  Eigen::RowVectorXd const sums = products(legs, weights, y2).transpose();
  Eigen::RowVectorXd const bound = products.bound(sums.transpose()).transpose();
  auto const check = [&](int order, auto const& got, auto const& upper, bool with_y2) {
    CorrelatorLayout const layout(order, n, 1);
    ASSERT_EQ(got.cols(), layout.size());
    for (Eigen::Index r = 0; r < layout.size(); ++r) {
      double expected = 0;
      double absolute = 0;
      for (Eigen::Index m = 0; m < legs.rows(); ++m) {
        double term = weights[m] * (with_y2 ? y2[m] : 1);
        for (int i : layout.points(r))
          term *= legs(m, i);
        expected += term;
        absolute += std::abs(term);
      }
      EXPECT_NEAR(got(0, r), expected, 1e-15 * 20);
      EXPECT_GE(upper(0, r), absolute * (1 - 1e-14));
    }
  };
  check(4, products.quartic(sums), products.quartic(bound), false);
  check(4, products.quartic_y2(sums), products.quartic_y2(bound), true);
  check(2, products.pairs(sums), products.pairs(bound), false);
  check(6, products.sextic(sums), products.sextic(bound), false);
}

TEST(VertexProducts, CountPowersOfLength) {
  VertexProducts const products(2, true); // 5 + 5 + 3 + 7 rows
  Eigen::VectorXd const power = products.legs() + products.explicit_dimension();
  EXPECT_EQ(power[0], 4);
  EXPECT_EQ(power[5], 6);
  EXPECT_EQ(power[10], 2);
  EXPECT_EQ(power[13], 6);
  EXPECT_EQ(products.size(), 20);
  EXPECT_EQ(VertexProducts(2, false).size(), 13);
}

} // namespace
} // namespace nnft::eft
