#include "nnft/eft/six_point_scan.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "eft_fixture.hpp"

namespace nnft::eft {
namespace {

SixPointScan scan_of(Architecture const& a, InputSet const& inputs,
                     std::vector<double> const& cutoffs, Eigen::Index nodes = 512) {
  LayoutSet const layouts(6, inputs.size(), a.d_out);
  auto const exact = test::exact(a, inputs, layouts);
  auto const v = vertex_integrals(a, inputs, cutoffs, SexticIntegrals::compute).integrals.value();
  auto const e = exchange_integrals(a, inputs, v, layouts, {QuarticTerm::constant}, {8, nodes})
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
    EXPECT_LT(scan.sextic->slope_error, 2e-12); // the replicates scale alike
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

// The beta function of kappa against differences of kappa itself.
TEST(SixPointScan, BetaIsTheDerivativeOfKappa) {
  double const h = 1e-3;
  auto const relu3 = test::net(Activation::relu, 3, 1, 0);
  for (auto const& a :
       {test::net(Activation::erf, 1, 1.3, 0.4), test::net(Activation::relu, 1, 1.2, 0.6),
        test::net(Activation::tanh, 1, 1, 0.5), test::net(Activation::gauss, 2, 1.1, 0.3),
        test::net(Activation::cos, 1, 1.4, 0), test::net(Activation::relu, 2, 1, 0), relu3})
    for (double const cutoff : {0.7, 3.0}) {
      auto const inputs = test::random_points(a.d_in, 2, 12, 0.2, 1);
      auto const sextic =
          scan_of(a, inputs, {cutoff * std::exp(-h), cutoff, cutoff * std::exp(h)}).sextic.value();
      double const slope = (sextic.kappa[2] - sextic.kappa[0]) / (2 * h);
      double const size = std::max(std::abs(slope), std::abs(sextic.kappa[1]));
      EXPECT_NEAR(sextic.beta[1], slope, 2e-5 * size) << description(a) << cutoff;
      EXPECT_EQ(sextic.beta_error[1], 0);
      bool const power_law = a.activation == Activation::relu && a.sigma_b == 0;
      if (power_law) {
        EXPECT_NEAR(sextic.beta[1], -(a.d_in + 6) * sextic.kappa[1], 1e-11 * size);
      }
    }
  auto const everywhere = scan_of(test::net(Activation::gauss, 1, 1, 0.5),
                                  test::random_points(1, 2, 12, 0.2, 1), {2, INFINITY});
  EXPECT_EQ(everywhere.sextic->beta[1], 0);
  EXPECT_NE(everywhere.sextic->beta[0], 0);
}

// Randomised exchange: beta within its error of that with more nodes, and near the differences.
TEST(SixPointScan, BetaHasTheErrorOfTheCubature) {
  double const h = 0.2;
  auto const a = test::net(Activation::erf, 2, 1.3, 0.4);
  auto const inputs = test::random_points(2, 2, 12, 0.2, 1);
  std::vector<double> const cutoffs{2 * std::exp(-h), 2, 2 * std::exp(h)};
  auto const few = scan_of(a, inputs, cutoffs, 256).sextic.value();
  auto const many = scan_of(a, inputs, cutoffs, 2048).sextic.value();
  EXPECT_LT(std::abs(few.beta[1] - many.beta[1]), 5 * few.beta_cubature_error[1]);
  EXPECT_GT(few.beta_cubature_error[1], 2 * many.beta_cubature_error[1]);
  EXPECT_LT(many.beta_cubature_error[1], 0.02 * std::abs(many.beta[1]));
  double const slope = (many.kappa[2] - many.kappa[0]) / (2 * h);
  EXPECT_NEAR(many.beta[1], slope, 0.1 * std::abs(slope));
}

// Statistical errors of kappa and beta: linear in what the bins say, so a shift of the correlators
// along one bin's deviation moves both by their deviations, for ReLU-net in proportion.
TEST(SixPointScan, BetaHasAStatisticalError) {
  auto const a = test::net(Activation::erf, 1, 1, 0.6);
  auto const inputs = test::random_points(1, 2, 12, 0.2, 1);
  LayoutSet const layouts(6, 2, 1);
  auto const exact = test::exact(a, inputs, layouts);
  auto g4c = exact.at(Quantity::g4_connected);
  auto g6c = exact.at(Quantity::g6_connected);
  auto g6 = exact.at(Quantity::g6);
  double const step = 1e-6;
  auto const bend = [&](Estimate& e) {
    Eigen::ArrayXd const wave = Eigen::ArrayXd::LinSpaced(e.value.size(), 0, 3).cos();
    Eigen::VectorXd const move = step * (wave * e.value.array()).matrix();
    e.deviations = Eigen::MatrixXd::Zero(12, e.value.size());
    e.deviations.row(0) = move.transpose();
    return move;
  };
  Eigen::VectorXd const move4 = bend(g4c);
  Eigen::VectorXd const move6 = bend(g6c);
  bend(g6);
  std::vector<double> const cutoffs{1.5, 4};
  auto const v = vertex_integrals(a, inputs, cutoffs, SexticIntegrals::compute).integrals.value();
  auto const e =
      exchange_integrals(a, inputs, v, layouts, {QuarticTerm::constant}).integrals.value();
  Eigen::MatrixXd const kernel = Kernel(a).full(inputs);
  SixPointPredictor const predict(kernel, wick(kernel, layouts.of(6)), layouts);
  auto const scan = [&] {
    return six_point_scan(a, cutoff_scan(a, g4c, layouts.of(4), v), {g4c, &g6c, g6},
                          {layouts, v, &e, predict})
        .sextic.value();
  };
  auto const before = scan();
  g4c.value += move4;
  g6c.value += move6;
  auto const after = scan();
  EXPECT_NEAR(std::abs(after.kappa[0] - before.kappa[0]), before.error[0], 1e-4 * before.error[0]);
  double const moved = std::abs(*after.slope - *before.slope);
  EXPECT_GT(before.slope_error, moved); // curvature besides
  EXPECT_NEAR(std::abs(after.beta[0] - before.beta[0]), before.beta_error[0],
              1e-4 * before.beta_error[0]);
}

// d_in > 3: the error of kappa holds those of I4 and I6, and covers what many more nodes give.
TEST(SixPointScan, HasTheErrorOfRandomisedVertices) {
  auto const a = test::net(Activation::relu, 4, 1, 0);
  auto const inputs = test::random_points(4, 2, 8, 0.2, 1);
  LayoutSet const layouts(6, 2, 1);
  auto const exact = test::exact(a, inputs, layouts);
  auto const& g4c = exact.at(Quantity::g4_connected);
  Eigen::MatrixXd const kernel = Kernel(a).full(inputs);
  SixPointPredictor const predict(kernel, wick(kernel, layouts.of(6)), layouts);
  auto const kappa = [&](Eigen::Index nodes) {
    auto const v =
        randomised_vertex_integrals(a, inputs, {2}, SexticIntegrals::compute, {16, nodes});
    auto const e = exchange_integrals(a, inputs, v, layouts, {QuarticTerm::constant}, {8, 512})
                       .integrals.value();
    auto const scan = cutoff_scan(a, g4c, layouts.of(4), v);
    EXPECT_EQ(scan.mean_without.rows(), 16);
    return six_point_scan(a, scan, {g4c, &exact.at(Quantity::g6_connected), exact.at(Quantity::g6)},
                          {layouts, v, &e, predict})
        .sextic.value();
  };
  auto const few = kappa(256);
  auto const many = kappa(16384);
  EXPECT_GT(few.cubature_error[0], 2 * many.cubature_error[0]);
  EXPECT_LT(std::abs(few.kappa[0] - many.kappa[0]), 4 * few.cubature_error[0]);
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
