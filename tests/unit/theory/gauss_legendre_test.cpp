#include "nnft/theory/gauss_legendre.hpp"

#include <gtest/gtest.h>

#include <cmath>

using nnft::gauss_legendre;

namespace {

double integral_of_power(nnft::QuadratureRule const& rule, int power) {
  return (rule.weight.array() * rule.node.array().pow(power)).sum();
}

TEST(GaussLegendre, IntegratesPolynomialsOfItsDegreeAndNoMore) {
  for (int const n : {1, 2, 5, 14, 40}) {
    auto const rule = gauss_legendre(n, 0, 1);
    for (int power = 0; power <= 2 * n - 1; ++power)
      EXPECT_NEAR(integral_of_power(rule, power), 1.0 / (power + 1), 4e-16) << n << ' ' << power;
  }
  // Abramowitz and Stegun 25.4.30: the error of x^(2n) on [0, 1] is n!^4/((2n + 1) (2n)!^2)
  EXPECT_NEAR(integral_of_power(gauss_legendre(2, 0, 1), 4), 1.0 / 5 - 16.0 / (5 * 576), 1e-16);
}

TEST(GaussLegendre, HasTheTabulatedNodes) {
  // Abramowitz and Stegun, table 25.4, n = 3
  auto const rule = gauss_legendre(3);
  EXPECT_NEAR(rule.node[2], 0.774596669241483, 1e-15);
  EXPECT_EQ(rule.node[1], 0);
  EXPECT_NEAR(rule.weight[1], 8.0 / 9, 1e-15);
}

TEST(GaussLegendre, StaysAccurateWithThousandsOfNodes) {
  auto const rule = gauss_legendre(2000, -1, 3);
  EXPECT_NEAR(rule.weight.sum(), 4, 1e-13);
  // int_-1^3 exp = e^3 - e^-1
  EXPECT_NEAR(rule.weight.dot(rule.node.array().exp().matrix()), std::exp(3.0) - std::exp(-1.0),
              1e-12);
}

} // namespace
