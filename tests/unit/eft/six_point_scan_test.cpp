#include "nnft/eft/six_point_scan.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "eft_fixture.hpp"

namespace nnft::eft {
namespace {

SixPointScan scan_of(Architecture const& a, InputSet const& inputs,
                     std::vector<double> const& cutoffs) {
  LayoutSet const layouts(6, inputs.size(), a.d_out);
  auto const exact = test::exact(a, inputs, layouts);
  auto const v = vertex_integrals(a, inputs, cutoffs, SexticIntegrals::compute).integrals.value();
  auto const e = exchange_integrals(a, inputs, v, layouts, {QuarticTerm::constant}, {8, 512})
                     .integrals.value();
  auto const& g4c = exact.at(Quantity::g4_connected);
  Eigen::MatrixXd const kernel = Kernel(a).full(inputs);
  SixPointPredictor const predict(kernel, wick(kernel, layouts.of(6)), layouts);
  return six_point_scan(a, cutoff_scan(a, g4c, layouts.of(4), v),
                        {g4c, &exact.at(Quantity::g6_connected), exact.at(Quantity::g6)},
                        {layouts, v, &e, predict});
}

// Slopes of kappa: exactly -(d + 6) for ReLU-net, whatever the error of the exchange integrals.
TEST(SixPointScan, OfReluNetIsAPowerLaw) {
  for (int const d : {1, 2, 3}) {
    auto a = test::net(Activation::relu, d, 1, 0);
    a.width = 20;
    auto const scan = scan_of(a, preset_inputs("hms", Activation::relu, d).value(), {7, 100, 1e5});
    ASSERT_TRUE(scan.sextic && scan.sextic->slope);
    EXPECT_NEAR(*scan.sextic->slope, -(d + 6), 1e-12);
    EXPECT_EQ(scan.sextic->slope_expected, -(d + 6));
    EXPECT_NEAR(scan.sextic->local_slopes[1], -(d + 6), 1e-12);
    if (d > 1) continue;
    EXPECT_NEAR(scan.sextic->kappa[1], 371.0 / 3 / (400 * 1e14), 1e-26);
    EXPECT_NEAR(scan.sextic->delta[1], 1, 1e-12); // with kappa the model is exact
    EXPECT_NEAR(scan.delta[1], 0.940860215, 1e-9);
  }
}

// Erf-net at positive inputs tends to -d, Gauss-net does not run at all.
TEST(SixPointScan, TendsToTheExpectedSlopes) {
  auto const erf = scan_of(test::net(Activation::erf, 2, 1, 1),
                           preset_inputs("hms_positive", Activation::erf, 2).value(), {5e4, 1e5});
  EXPECT_NEAR(*erf.sextic->slope, -2, 2e-3);
  auto const gauss = scan_of(test::net(Activation::gauss, 1, 1, 1),
                             test::random_points(1, 3, 2, -0.01, 0.01), {20, 40});
  EXPECT_NEAR(*gauss.sextic->slope, 0, 1e-12);
}

// The tensor lambda absorbs the cutoff identically; one lambda does up to its spread.
TEST(SixPointScan, WithTheTensorDoesNotDependOnTheCutoff) {
  for (auto const activation : {Activation::erf, Activation::relu, Activation::gauss}) {
    auto const scan = scan_of(test::net(activation, 2, 1.2, 0.7),
                              test::random_points(2, 3, 12, 0.2, 1), {0.5, 7, 100});
    double const first = scan.delta_tensor[0];
    EXPECT_LT((scan.delta_tensor.array() - first).abs().maxCoeff(), 1e-12);
    EXPECT_GT(std::abs(scan.delta[2] - scan.delta[0]), 1e-9);
    EXPECT_LT(std::abs(scan.delta[2] - scan.delta[0]), 2 * scan.delta_spread.maxCoeff() + 0.3);
    EXPECT_EQ(scan.delta_error[0], 0);
  }
}

} // namespace
} // namespace nnft::eft
