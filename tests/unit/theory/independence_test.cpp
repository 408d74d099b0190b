#include "nnft/theory/independence.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace {

using namespace nnft;

// points 0 and 1 depend on each other, 2 on 3, 4 on nothing
Eigen::MatrixXd groups() {
  Eigen::MatrixXd s = Eigen::MatrixXd::Identity(5, 5);
  s(0, 1) = s(1, 0) = 0.3;
  s(2, 3) = s(3, 2) = -0.2;
  return s;
}

bool odd(std::vector<int> const& points) {
  return odd_moment_vanishes(groups(), points);
}

TEST(Independence, OfOddNumbersMakesOddMomentsVanish) {
  EXPECT_FALSE(odd({0, 0, 1, 1}));
  EXPECT_FALSE(odd({0, 1, 2, 3}));
  EXPECT_TRUE(odd({0, 2, 2, 3}));
  EXPECT_TRUE(odd({0, 1, 2, 4}));
  EXPECT_FALSE(odd({0, 1, 2, 3, 4, 4}));
}

bool vanishes(Activation activation, std::vector<PointPair> const& pairs,
              Eigen::MatrixXd const& s = groups()) {
  return cumulant_vanishes(activation, s, pairs);
}

TEST(Independence, OfAProductMakesCumulantsVanish) {
  for (auto const activation : {Activation::erf, Activation::relu, Activation::tanh}) {
    EXPECT_TRUE(vanishes(activation, {{0, 1}, {2, 3}}));
    EXPECT_FALSE(vanishes(activation, {{0, 2}, {1, 3}}));
    EXPECT_TRUE(vanishes(activation, {{0, 1}, {0, 1}, {4, 4}}));
    EXPECT_FALSE(vanishes(activation, {{0, 1}, {1, 2}, {3, 4}}));
  }
}

TEST(Independence, OfSumsCountsForExponentials) {
  // points a and -a: z + z' = 0 with no bias
  Eigen::MatrixXd const s{{1, -1}, {-1, 1}};
  EXPECT_TRUE(vanishes(Activation::gauss, {{0, 1}, {0, 0}}, s));
  EXPECT_FALSE(vanishes(Activation::gauss, {{0, 0}, {1, 1}}, s));
  EXPECT_FALSE(vanishes(Activation::erf, {{0, 1}, {0, 0}}, s));
}

TEST(Independence, OfCosinesIsAMatterOfPhases) {
  Eigen::MatrixXd const s{{1, 2}, {2, 4}}; // points 1 and 2 of sigma_w = 1
  EXPECT_TRUE(vanishes(Activation::cos, {{0, 0}, {0, 0}, {1, 1}}, s));
  EXPECT_TRUE(vanishes(Activation::cos, {{0, 0}, {0, 0}, {0, 1}}, s));
  EXPECT_FALSE(vanishes(Activation::cos, {{0, 0}, {1, 1}, {0, 1}}, s));
  EXPECT_FALSE(vanishes(Activation::cos, {{0, 1}, {0, 1}, {0, 1}}, s));
  EXPECT_FALSE(vanishes(Activation::cos, {{0, 0}, {1, 1}}, s));
}

} // namespace
