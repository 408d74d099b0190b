#include "nnft/eft/cutoff_scan.hpp"
#include "nnft/eft/quartic_tree.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "eft_fixture.hpp"
#include "nnft_test/reference.hpp"

namespace nnft::eft {
namespace {

CutoffScan exact_scan(Architecture const& a, InputSet const& inputs,
                      std::vector<double> const& cutoffs) {
  LayoutSet const layouts(4, inputs.size(), a.d_out);
  return cutoff_scan(a, test::exact(a, inputs, layouts).at(Quantity::g4_connected), layouts.of(4),
                     test::integrals_of(a, inputs, cutoffs));
}

std::vector<double> cutoffs_of(test::Json const& tensors) {
  std::vector<double> cutoffs;
  for (auto const& [key, t] : tensors)
    cutoffs.push_back(test::cutoff_named(t.get<std::string>("L")));
  return cutoffs;
}

void expect_tensor(CutoffScan const& scan, Eigen::Index c, test::Json const& t, double tolerance,
                   CorrelatorLayout const& four) {
  double const mean = t.get<double>("mean");
  double const spread = t.get<double>("std_ddof0");
  double const size = std::abs(mean) + spread;
  // The reference counts vanishing components as lambda = 0, ours leaves them out.
  auto const row = scan.tensor.row(c).array();
  double const all = row.mean();
  EXPECT_NEAR(all, mean, tolerance * size);
  EXPECT_NEAR(std::sqrt((row - all).square().mean()), spread, tolerance * size);
  auto const part = static_cast<double>(marked(scan.used).size()) / static_cast<double>(row.size());
  EXPECT_NEAR(scan.mean[c] * part, mean, tolerance * size);
  double const square = scan.spread[c] * scan.spread[c] + scan.mean[c] * scan.mean[c];
  EXPECT_NEAR(square * part - mean * mean, spread * spread, tolerance * size * size);
  EXPECT_EQ(scan.quartic[c], scan.mean[c]);
  EXPECT_EQ(scan.quartic_error[c], 0);
  for (auto const& [key, element] : t.get_child("first")) {
    double const expected = element.get<double>("lam");
    EXPECT_NEAR(scan.tensor(c, four.index(test::integers(element.get_child("idx")))), expected,
                1e-9 * std::abs(expected));
  }
}

// Independent Python from the exact theory. Specification section 8: 5e-7 for the statistics of
// Erf-net at (+-1, +-1), whose vanishing elements cancel; those of the other mixed-sign sets
// (d_in = 1, 3) are held to the same.
TEST(CutoffScan, AgreesWithReference) {
  int scans = 0;
  for (auto const& [name, entry] : test::finite_width_reference().get_child("lambda")) {
    auto const a = test::architecture_of(entry);
    auto const inputs = test::inputs_of(entry.get_child("x"));
    auto const& tensors = entry.get_child("tensors");
    auto const scan = exact_scan(a, inputs, cutoffs_of(tensors));
    bool const mixed = a.activation == Activation::erf && inputs.x(0, 0) < 0;
    double const tolerance = mixed ? 5e-7 : 1e-9;
    CorrelatorLayout const four(4, inputs.size(), 1);
    Eigen::Index c = 0;
    for (auto const& [key, t] : tensors)
      expect_tensor(scan, c++, t, tolerance, four);
    EXPECT_EQ(scan.chi2.size(), 0);
    ++scans;
    auto const regression = entry.get_child_optional("regression_all_elements");
    ASSERT_EQ(scan.line.has_value(), regression.has_value());
    if (!regression) continue;
    EXPECT_EQ(marked(scan.used).size(), entry.get<std::size_t>("elements_used"));
    EXPECT_NEAR(scan.line->slope, regression->get<double>("slope"), tolerance);
    EXPECT_NEAR(scan.line->intercept / std::log(10.0), regression->get<double>("intercept"),
                10 * tolerance);
    EXPECT_NEAR(scan.line->r_squared.value_or(0), regression->get<double>("R2"), 10 * tolerance);
    EXPECT_NEAR(scan.line->slope_of_mean, entry.get<double>("regression_of_mean.slope"),
                10 * tolerance);
    EXPECT_NEAR(scan.line->slope_last,
                test::numbers(entry.get_child("local_slopes_of_mean")).back(), 10 * tolerance);
  }
  EXPECT_EQ(scans, 13);
}

// lambda = -12.5/(N L^5) at d_in = 1 in every component, slopes -(d + 4) exactly.
TEST(CutoffScan, OfReluNetIsAPowerLaw) {
  for (int const d : {1, 2, 3}) {
    auto a = test::net(Activation::relu, d, 1, 0);
    a.width = 20;
    auto const inputs = preset_inputs("hms", Activation::relu, d).value();
    auto const scan = exact_scan(a, inputs, test::paper_cutoffs());
    EXPECT_NEAR(scan.line->slope, -(d + 4), 1e-12);
    EXPECT_NEAR(scan.line->slope_of_mean, -(d + 4), 1e-12);
    EXPECT_NEAR(scan.line->slope_last, -(d + 4), 1e-12);
    EXPECT_EQ(scan.line->slope_error, 1e-12);
    EXPECT_EQ(scan.slope_expected, -(d + 4));
    for (Eigen::Index c = 0; c < scan.beta.size(); ++c)
      EXPECT_NEAR(scan.beta[c] / scan.quartic[c], -(d + 4), 1e-12);
    if (d > 1) continue;
    for (Eigen::Index c = 0; c < scan.quartic.size(); ++c) {
      double const expected = -12.5 / 20 / std::pow(scan.cutoffs[static_cast<std::size_t>(c)], 5);
      EXPECT_LT((scan.tensor.row(c).array() / expected - 1).abs().maxCoeff(), 1e-12);
      EXPECT_NEAR(scan.median[c], expected, -1e-12 * expected);
    }
  }
}

// The specification's last local slopes at positive inputs, section 6.
TEST(CutoffScan, OfErfNetTendsToTheExpectedSlope) {
  double const last[]{-0.99828, -1.9999998, -2.9999998};
  for (int const d : {1, 2, 3}) {
    auto const a = test::net(Activation::erf, d, 1, 1);
    auto const scan =
        exact_scan(a, preset_inputs("hms_positive", Activation::erf, d).value(), {80000, 100000});
    EXPECT_NEAR(scan.line->slope_last, last[d - 1], d == 1 ? 5e-6 : 5e-8);
    EXPECT_EQ(scan.slope_expected, -d);
    // beta is the local slope of the mean at the end point; between the two points it changes
    // little
    EXPECT_NEAR(scan.beta[1] / scan.mean[1], last[d - 1], 5e-4);
  }
}

// beta against the difference quotient of lambda itself.
TEST(CutoffScan, BetaIsTheFlowOfTheMean) {
  auto const a = test::net(Activation::erf, 1, 1.4, 0.6);
  auto const inputs = test::random_points(1, 4, 3, 0.2, 1.2);
  double const h = 1e-3;
  auto const scan = exact_scan(a, inputs, {30 * std::exp(-h), 30, 30 * std::exp(h)});
  EXPECT_NEAR((scan.quartic[2] - scan.quartic[0]) / (2 * h), scan.beta[1],
              1e-5 * std::abs(scan.beta[1]));
}

TEST(CutoffScan, LeavesInfinityOutOfTheLine) {
  auto const a = test::net(Activation::gauss, 1, 1, 1);
  auto const inputs = test::random_points(1, 3, 3, -0.1, 0.1);
  auto const scan = exact_scan(a, inputs, {1, 2, INFINITY});
  auto const finite = exact_scan(a, inputs, {1, 2});
  ASSERT_TRUE(scan.line.has_value());
  EXPECT_EQ(scan.line->slope, finite.line->slope);
  EXPECT_EQ(scan.beta[2], 0);
  EXPECT_FALSE(exact_scan(a, inputs, {1, INFINITY}).line.has_value());
}

// Labels: two pairs have 8 for 24. Where all points coincide the exact G4c of aaaa is three times
// that of aabb, and lambda the same (specification section 7).
TEST(CutoffScan, GivesOneLambdaForAllLabels) {
  auto a = test::net(Activation::relu, 1, 1, 0);
  a.d_out = 3;
  auto const scan = exact_scan(a, preset_inputs("hms", Activation::relu, 1).value(), {7, 100});
  a.d_out = 1;
  auto const single = exact_scan(a, preset_inputs("hms", Activation::relu, 1).value(), {7, 100});
  for (Eigen::Index c = 0; c < 2; ++c) {
    EXPECT_NEAR(scan.quartic[c] / single.quartic[c], 1, 1e-12);
    EXPECT_LT(scan.spread[c], 1e-12 * std::abs(scan.quartic[c]));
  }
  EXPECT_LT(marked(scan.used).size(), scan.used.size()); // odd labels are not in use
}

// Measured: all components of ReLU-net at d_in = 1 are one random number, so chi2 has nothing to
// say, the error is that of the number, and the slope knows nothing of the statistics.
TEST(CutoffScan, OfAMeasuredTensor) {
  auto const a = test::net(Activation::relu, 2, 1, 0);
  auto const inputs = preset_inputs("hms", Activation::relu, 2).value();
  LayoutSet const layouts(4, inputs.size(), 1);
  Estimate e = test::exact(a, inputs, layouts).at(Quantity::g4_connected);
  std::srand(3);
  Eigen::VectorXd const common = Eigen::VectorXd::Random(320) * 1e-3;
  Eigen::MatrixXd const own = Eigen::MatrixXd::Random(320, e.value.size()) * 1e-5;
  e.deviations = (common.replicate(1, e.value.size()) + own) * e.value.asDiagonal();
  auto const v = test::integrals_of(a, inputs, test::paper_cutoffs());
  auto const scan = cutoff_scan(a, e, layouts.of(4), v);
  ASSERT_EQ(scan.chi2.size(), 21);
  EXPECT_EQ(scan.dof[0], 34);
  EXPECT_GT(scan.chi2[0], 1e3); // lambda differs by 3.5 % between components
  for (Eigen::Index c = 0; c < 21; ++c) {
    EXPECT_NEAR(scan.quartic[c] / scan.mean[c], 1, 0.01);
    EXPECT_NEAR(scan.quartic_error[c] / std::abs(scan.quartic[c]), common.norm(),
                0.05 * common.norm());
    EXPECT_NEAR(scan.quartic[c] / scan.quartic[0], scan.mean[c] / scan.mean[0],
                1e-9 * scan.mean[c] / scan.mean[0]);
    EXPECT_NEAR(scan.beta[c] / scan.quartic[c], -6, 1e-11);
  }
  EXPECT_NEAR(scan.line->slope, -6, 1e-12);
  EXPECT_EQ(scan.line->slope_error, 1e-12);
}

TEST(CutoffScan, OfNothingIsEmpty) {
  auto const a = test::net(Activation::relu, 1, 1, 0);
  InputSet inputs;
  inputs.x = Eigen::MatrixXd::Zero(1, 2); // K_W(0, y) = 0
  LayoutSet const layouts(4, 2, 1);
  Estimate e;
  e.value = Eigen::VectorXd::Zero(5);
  auto const scan = cutoff_scan(a, e, layouts.of(4), test::integrals_of(a, inputs, {7, 10}));
  EXPECT_EQ(scan.quartic.size(), 0);
  EXPECT_FALSE(scan.line.has_value());
  EXPECT_EQ(scan.tensor.norm(), 0);
}

} // namespace
} // namespace nnft::eft
