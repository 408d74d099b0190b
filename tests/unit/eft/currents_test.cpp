#include "nnft/eft/two_vertices.hpp"

#include <gtest/gtest.h>

namespace nnft::eft {
namespace {

TEST(Currents, AreProductsOfLegs) {
  Currents const c(3, {QuarticTerm::nonlocal, QuarticTerm::quadratic, QuarticTerm::constant});
  EXPECT_EQ(c.size(), 10 + 10 + 3); // C(5, 3) triples, twice, and singles
  Eigen::MatrixXd legs(2, 3);
  legs << 2, 3, 5, 7, 11, 13;
  Eigen::Vector2d const y2(10, 100);
  auto const columns = c(legs, y2);
  EXPECT_EQ(columns(0, c.triple({2, 0, 1})), 30);
  EXPECT_EQ(columns(1, c.triple({1, 1, 0})), 847);
  EXPECT_EQ(columns(1, c.quadratic_triple({0, 0, 0})), 34300);
  EXPECT_EQ(columns(0, c.single(2)), 5);
  EXPECT_EQ(c.degree()[c.triple({0, 1, 2})], 3);
  EXPECT_EQ(c.degree()[c.quadratic_triple({0, 1, 2})], 5);
  EXPECT_EQ(c.degree()[c.single(0)], 1);
  EXPECT_EQ(c.products_of_pairs(legs)(1, 1), 77); // pairs 00, 01, 02, 11, ...
  EXPECT_EQ(Currents(3, {QuarticTerm::constant}).size(), 10);
  EXPECT_EQ(Currents(3, {}).size(), 0);
  EXPECT_EQ(Currents(3, {}).pairs().size(), 6U);
}

} // namespace
} // namespace nnft::eft
