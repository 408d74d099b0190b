#include "nnft/eft/kernel_rows.hpp"
#include "nnft/eft/two_vertices.hpp"
#include "nnft/theory/gauss_legendre.hpp"

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

// Tanh-net at d_in = 2: lines with a random k at each vertex against a product rule with the kernel
// itself, 10 nodes a direction (its own error is below 1e-6: the legs are entire on this scale).
TEST(TwoVertices, OfTanhNetAreUnbiased) {
  auto const a = test::net(Activation::tanh, 2, 1, 0.5);
  auto const inputs = test::random_points(2, 2, 6, 0.3, 1);
  Currents const currents(2, {QuarticTerm::constant});
  constexpr int n = 10;
  auto const rule = gauss_legendre(n, -1, 1);
  CubatureNodes nodes{Eigen::MatrixXd(2, n * n), Eigen::VectorXd(n * n)};
  for (int i = 0; i < n * n; ++i) {
    nodes.y.col(i) << rule.node[i % n], rule.node[i / n];
    nodes.weight[i] = rule.weight[i % n] * rule.weight[i / n];
  }
  Eigen::MatrixXd const legs = KernelRows(a, inputs)(nodes.y);
  Eigen::MatrixXd const line = KernelRows(a, {"", nodes.y})(nodes.y);
  Eigen::VectorXd const y2 = nodes.y.colwise().squaredNorm();
  Eigen::MatrixXd const c = nodes.weight.asDiagonal() * currents(legs, y2);
  Eigen::MatrixXd const p = nodes.weight.asDiagonal() * currents.products_of_pairs(legs);
  Eigen::MatrixXd const exchange = c.transpose() * line * c;
  Eigen::MatrixXd const bubble = p.transpose() * line.cwiseAbs2() * p;
  constexpr int replicates = 32;
  auto const sums = two_vertex_sums(a, inputs, {1}, currents, {replicates, 1024}).replicates;
  auto const pull = [&](auto const& part, double truth) {
    Eigen::ArrayXd values(replicates);
    for (Eigen::Index r = 0; r < replicates; ++r)
      values[r] = part(sums[static_cast<std::size_t>(r)][0]);
    double const error =
        std::sqrt((values - values.mean()).square().sum() / (replicates * (replicates - 1.0)));
    EXPECT_LT(error, 0.01 * truth);
    return (values.mean() - truth) / error;
  };
  // four numbers, 31 degrees of freedom: |t| < 5 but for 1e-4
  for (Eigen::Index i : {0, 3}) {
    EXPECT_LT(std::abs(pull([&](auto const& s) { return s.exchange(i, 0); }, exchange(i, 0))), 5);
    EXPECT_LT(std::abs(pull([&](auto const& s) { return s.bubble(i % 3, 1); }, bubble(i % 3, 1))),
              5);
  }
}

TEST(TwoVertices, SayWhyThereAreNone) {
  auto const reason = [](Activation activation, int d, double cutoff) {
    return two_vertex_sums(test::net(activation, d, 1, 1), test::random_points(d, 2, 6, -1, 1),
                           {cutoff}, Currents(2, {QuarticTerm::constant}), {2, 64})
        .reason;
  };
  EXPECT_NE(reason(Activation::relu, 1, INFINITY).find("diverge"), std::string::npos);
  EXPECT_TRUE(reason(Activation::tanh, 2, 7).empty());
  EXPECT_TRUE(reason(Activation::cos, 3, 7).empty());
  EXPECT_TRUE(reason(Activation::erf, 3, 7).empty());
}

} // namespace
} // namespace nnft::eft
