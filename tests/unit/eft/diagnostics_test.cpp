#include "nnft/eft/cutoff_scan.hpp"
#include "nnft/eft/diagnostics.hpp"
#include "nnft/eft/quartic_tree.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "eft_fixture.hpp"

namespace nnft::eft {
namespace {

// ReLU-net, d_in = 1: lambda = -12.5/(N L^5), I4 = c^4 prod x L^5/5, B = 3 c^6 prod x L^10/25 with
// c = 1/2: 288 |lambda| B/(24 I4) = 22.5/N. For n outputs 9 becomes n + 8 (specification 7).
TEST(OneLoopRatio, OfReluNet) {
  for (int const n : {1, 3}) {
    auto a = test::net(Activation::relu, 1, 1, 0);
    a.width = 20;
    a.d_out = n;
    auto const inputs = test::random_points(1, 3, 5, 0.2, 1);
    LayoutSet const layouts(4, 3, n);
    auto const g4c = test::exact(a, inputs, layouts).at(Quantity::g4_connected);
    for (double const cutoff : {1.0, 100.0}) {
      auto const v = test::integrals_of(a, inputs, {cutoff});
      auto const scan = cutoff_scan(a, g4c, layouts.of(4), v);
      auto const e = exchange_integrals(a, inputs, v, layouts, {}).integrals.value();
      EXPECT_NEAR(one_loop_ratio(scan.mean[0], v.quartic.row(0), e.mean(0).bubble, layouts.of(4),
                                 scan.used),
                  22.5 / 20 * (n + 8) / 9, 1e-11);
    }
  }
}

// Points of both signs: the legs of ReLU-net never meet, I4 of mixed components vanishes where G4c
// does not. They have no loop either, and count for nothing.
TEST(OneLoopRatio, LeavesOutVanishingVertices) {
  auto a = test::net(Activation::relu, 1, 1, 0);
  a.width = 20;
  InputSet inputs;
  inputs.x = Eigen::RowVector2d(-0.5, 0.7);
  LayoutSet const layouts(4, 2, 1);
  auto const g4c = test::exact(a, inputs, layouts).at(Quantity::g4_connected);
  auto const used = nonzero_rows(g4c, layouts.of(4));
  auto const v = test::integrals_of(a, inputs, {3});
  auto const mixed = layouts.of(4).index(std::array{0, 0, 1, 1});
  ASSERT_EQ(used[static_cast<std::size_t>(mixed)], 1);
  ASSERT_EQ(v.vertex(0)[mixed], 0);
  auto const e = exchange_integrals(a, inputs, v, layouts, {}).integrals.value();
  double const lambda = -12.5 / 20 / std::pow(3, 5);
  EXPECT_NEAR(one_loop_ratio(lambda, v.vertex(0), e.mean(0).bubble, layouts.of(4), used), 22.5 / 20,
              1e-11);
}

// In zero dimensions all integrals are one: 864 lambda^2 against 24 lambda (specification 5).
TEST(OneLoopRatio, InZeroDimensions) {
  CorrelatorLayout const four(4, 1, 1);
  EXPECT_NEAR(
      one_loop_ratio(-0.01, Eigen::VectorXd::Ones(1), Eigen::VectorXd::Constant(1, 3), four, {1}),
      864 * 1e-4 / 0.24, 1e-14);
}

TEST(SixPointShares, AreMeansOfRatios) {
  SixPointPrediction prediction;
  prediction.used = {1};
  Eigen::VectorXd const one = Eigen::VectorXd::Ones(1);
  SexticCoupling sextic;
  sextic.used = {1};
  sextic.contact = Eigen::VectorXd::Constant(1, 0.72);
  sextic.g6_connected_model = Eigen::VectorXd::Constant(1, -0.5); // exchange 0.22
  auto const shares = six_point_shares(10 * one, -2 * one, prediction, &sextic);
  EXPECT_NEAR(shares.connected, 0.2, 1e-15);
  EXPECT_NEAR(shares.contact.value(), 0.072, 1e-15);
  EXPECT_NEAR(shares.exchange.value(), 0.022, 1e-15);
  EXPECT_FALSE(six_point_shares(one, one, prediction, nullptr).contact.has_value());
}

} // namespace
} // namespace nnft::eft
