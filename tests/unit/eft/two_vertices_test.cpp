#include "nnft/eft/two_vertices.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "eft_fixture.hpp"

namespace nnft::eft {
namespace {

std::vector<QuarticTerm> const all_terms{QuarticTerm::constant, QuarticTerm::quadratic,
                                         QuarticTerm::nonlocal};

double distance(Eigen::MatrixXd const& a, Eigen::MatrixXd const& b) {
  return (a - b).norm() / b.norm();
}

// More nodes change nothing where the rule is deterministic (d_in = 1).
TEST(TwoVertices, DoNotChangeWithMoreNodes) {
  for (auto const& a :
       {test::net(Activation::erf, 1, 2, 0.5), test::net(Activation::relu, 1, 1, 0.6)}) {
    auto const inputs = test::random_points(1, 3, 6, -1, 1);
    Currents const currents(3, all_terms);
    auto const some = two_vertex_sums(a, inputs, {2, 100}, currents, {1, 1});
    auto const more = two_vertex_sums(a, inputs, {2, 100}, currents, {1, 1}, 32);
    ASSERT_EQ(some.replicates.size(), 1U);
    for (std::size_t c : {0U, 1U}) {
      EXPECT_LT(distance(some.replicates[0][c].exchange, more.replicates[0][c].exchange), 1e-11);
      EXPECT_LT(distance(some.replicates[0][c].bubble, more.replicates[0][c].bubble), 1e-11);
    }
  }
}

// An earlier cutoff in the list does not change what a later one gives.
TEST(TwoVertices, AddUpShellByShell) {
  auto const a = test::net(Activation::erf, 1, 1, 1);
  auto const inputs = test::random_points(1, 2, 6, -1, 1);
  Currents const currents(2, all_terms);
  auto const both = two_vertex_sums(a, inputs, {3, 40}, currents, {1, 1});
  auto const alone = two_vertex_sums(a, inputs, {40}, currents, {1, 1});
  EXPECT_LT(distance(both.replicates[0][1].exchange, alone.replicates[0][0].exchange), 1e-12);
}

// ReLU-net without bias at d_in = 1: the surface against the panels of a net with a bias of 1e-7.
TEST(TwoVertices, OfTheSurfaceScale) {
  auto const inputs = test::random_points(1, 2, 6, 0.3, 1);
  Currents const currents(2, all_terms);
  auto const scaled =
      two_vertex_sums(test::net(Activation::relu, 1, 1.2, 0), inputs, {2, 7}, currents, {1, 1});
  auto biased = test::net(Activation::relu, 1, 1.2, 1e-7);
  auto const panels = two_vertex_sums(biased, inputs, {2, 7}, currents, {1, 1});
  for (std::size_t c : {0U, 1U}) {
    EXPECT_LT(distance(panels.replicates[0][c].exchange, scaled.replicates[0][c].exchange), 1e-6);
    EXPECT_LT(distance(panels.replicates[0][c].bubble, scaled.replicates[0][c].bubble), 1e-6);
  }
}

// Tanh-net has it at d_in = 1; small boxes, where tanh and erf are alike, say that it is right.
TEST(TwoVertices, OfTanhNet) {
  auto const inputs = test::random_points(1, 2, 6, 0.3, 1);
  Currents const currents(2, {QuarticTerm::constant});
  auto const sums =
      two_vertex_sums(test::net(Activation::tanh, 1, 0.02, 0.02), inputs, {1}, currents, {1, 1});
  // tanh z ~ z, erf z ~ 2 z/sqrt(pi): the ratio of kernels is pi/4 (1 + O(4e-4))
  auto const erf =
      two_vertex_sums(test::net(Activation::erf, 1, 0.02, 0.02), inputs, {1}, currents, {1, 1});
  double const ratio = sums.replicates[0][0].exchange(0, 0) / erf.replicates[0][0].exchange(0, 0);
  EXPECT_NEAR(ratio, std::pow(std::acos(-1) / 4, 7), 0.02 * ratio);
}

TEST(TwoVertices, SayWhyThereAreNone) {
  auto const reason = [](Activation activation, int d, double cutoff) {
    return two_vertex_sums(test::net(activation, d, 1, 1), test::random_points(d, 2, 6, -1, 1),
                           {cutoff}, Currents(2, {QuarticTerm::constant}), {2, 64})
        .reason;
  };
  EXPECT_NE(reason(Activation::relu, 1, INFINITY).find("diverge"), std::string::npos);
  EXPECT_NE(reason(Activation::tanh, 2, 7).find("Tanh"), std::string::npos);
  EXPECT_TRUE(reason(Activation::cos, 3, 7).empty());
  EXPECT_TRUE(reason(Activation::erf, 3, 7).empty());
}

} // namespace
} // namespace nnft::eft
