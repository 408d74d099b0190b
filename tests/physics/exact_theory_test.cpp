/*
 * Measured n-point functions against the exact ones, every net, both estimators.
 *
 * False-alarm budget. Seeds are fixed, so that a test passes or fails for good; the budget is for
 * the day on which the bits of a sampler change on purpose. About 6000 pulls with |z| < 6.3 (3e-10
 * each, Student's t with >= 100 bins included 1e-8) and about 300 p-values above 1e-7: 9e-5 in
 * all.
 */
#include "nnft/analysis/comparison.hpp"
#include "nnft/config/plan_text.hpp"
#include "nnft/theory/correlators.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <ostream>

#include "nnft_test/measure.hpp"

namespace nnft {
namespace {

constexpr double largest_pull = 6.3;
constexpr double smallest_p_value = 1e-7;

struct Case {
  Architecture architecture;
  Estimator estimator = Estimator::conditional;
  int highest_order = 4;
  Precision precision = Precision::double_precision;
  double kernel_factor = 1;
};

std::ostream& operator<<(std::ostream& out, Case const& c) {
  return out << description(c.architecture) << " "
             << estimator_names()[static_cast<std::size_t>(c.estimator)];
}

Architecture net(Activation activation, int d_in, std::int64_t width, int d_out = 1) {
  bool const no_bias = activation == Activation::relu || activation == Activation::cos;
  // Gauss-net: sigma_b = 1 is heavy-tailed, see below
  double const bias = no_bias ? 0 : (activation == Activation::gauss ? 0.3 : 1);
  return {activation, d_in, d_out, 1, width, 1, bias, 1, bias};
}

//! Four points without symmetry, so that no component vanishes by accident.
InputSet points(Architecture const& a) {
  InputSet inputs{"", Eigen::MatrixXd(a.d_in, 4)};
  double const scale = a.activation == Activation::gauss ? 0.1 : 1;
  for (int k = 0; k < a.d_in; ++k)
    inputs.x.row(k) = scale * Eigen::RowVector4d(0.3 + 0.5 * k, 1.1 - 0.4 * k, 0.7, 0.2 + 0.1 * k);
  return inputs;
}

test::Experiment experiment(Case const& c) {
  SamplingPlan sampling;
  sampling.networks = 40000;
  sampling.experiments = 6;
  sampling.bins = 20;
  sampling.seed = 77;
  sampling.estimator = c.estimator;
  sampling.precision = c.precision;
  return {c.architecture, points(c.architecture), sampling, c.highest_order, c.kernel_factor};
}

Correlators exact_of(test::Experiment const& e) {
  LayoutSet const layouts(e.highest_order, e.inputs.size(), e.architecture.d_out);
  return exact_correlators(
      e.architecture, neuron_moments(e.architecture, e.inputs, e.highest_order).value(), layouts);
}

class ExactTheory : public ::testing::TestWithParam<Case> {};

TEST_P(ExactTheory, IsWhatIsMeasured) {
  auto const e = experiment(GetParam());
  auto const exact = exact_of(e);
  for (auto const& [quantity, measured] : test::measure(e)) {
    auto const c = compare(measured, exact.at(quantity).value);
    EXPECT_LT(c.max_pull, largest_pull) << name_of(quantity);
    EXPECT_GT(c.p_value, smallest_p_value)
        << name_of(quantity) << " chi2 " << c.chi2 << " dof " << c.dof;
    EXPECT_GT(c.dof, 0) << name_of(quantity);
  }
}

std::vector<Case> cases() {
  std::vector<Case> all;
  for (auto const activation : all_activations())
    for (int const d_in : {1, 2})
      for (std::int64_t const width : {3, 30}) {
        all.push_back({net(activation, d_in, width)});
        all.push_back({net(activation, d_in, width), Estimator::direct});
      }
  all.push_back({net(Activation::erf, 3, 8)});
  all.push_back({net(Activation::relu, 3, 8), Estimator::direct});
  // order 6 where sampling converges
  for (auto const activation : {Activation::erf, Activation::relu, Activation::cos}) {
    all.push_back({net(activation, 1, 5), Estimator::conditional, 6});
    all.push_back({net(activation, 1, 20), Estimator::direct, 6});
  }
  // several outputs
  all.push_back({net(Activation::erf, 1, 5, 2), Estimator::conditional, 4});
  all.push_back({net(Activation::erf, 1, 5, 3), Estimator::direct, 4});
  all.push_back({net(Activation::relu, 2, 5, 2), Estimator::direct, 4});
  // other scales of the layers
  all.push_back({{Activation::erf, 2, 1, 1, 6, 1.7, 0.4, 0.8, 0.3}});
  all.push_back({{Activation::relu, 1, 1, 1, 6, 1.2, 0.5, 1.5, 0.2}, Estimator::direct});
  all.push_back({{Activation::tanh, 1, 1, 1, 6, 1.5, 0.3, 1.1, 0.7}});
  all.push_back({{Activation::cos, 2, 1, 1, 6, 2.0, 0, 1.4142135623730951, 0.5}});
  all.push_back({{Activation::gauss, 1, 1, 1, 20, 0.8, 0.3, 1.2, 0.6}, Estimator::direct});
  // single precision; and a kernel that is only an estimate
  all.push_back({net(Activation::erf, 1, 10), Estimator::direct, 4, Precision::single_precision});
  all.push_back(
      {net(Activation::relu, 2, 10), Estimator::conditional, 4, Precision::single_precision});
  all.push_back(
      {net(Activation::erf, 1, 5), Estimator::conditional, 6, Precision::double_precision, 0.9});
  // single neurons: independent, quasi-random, by importance; orders 6, several outputs, widths
  for (auto const estimator : {Estimator::neuron, Estimator::rqmc}) {
    for (auto const activation :
         {Activation::erf, Activation::relu, Activation::cos, Activation::tanh})
      for (int const d_in : {1, 2})
        all.push_back({net(activation, d_in, 5), estimator, 6});
    all.push_back({net(Activation::erf, 3, 100), estimator, 6});
    all.push_back({net(Activation::relu, 1, 4, 2), estimator, 6});
    all.push_back({{Activation::erf, 2, 3, 1, 6, 1.7, 0.4, 0.8, 0.3}, estimator, 4});
    all.push_back({net(Activation::erf, 1, 5), estimator, 6, Precision::double_precision, 0.9});
  }
  all.push_back({net(Activation::relu, 1, 5), Estimator::rqmc, 6, Precision::single_precision});
  for (auto const estimator : {Estimator::importance, Estimator::rqmc}) {
    all.push_back({{Activation::gauss, 1, 1, 1, 2, 1, 1, 1, 1}, estimator, 6});
    all.push_back({{Activation::gauss, 2, 1, 1, 100, 1, 1, 1, 1}, estimator, 6});
    all.push_back({{Activation::gauss, 3, 2, 1, 7, 2.5, 0.7, 1.2, 0.1}, estimator, 6});
    all.push_back({{Activation::gauss, 1, 1, 1, 7, 1, 0, 1, 0}, estimator, 6});
  }
  // output weights far smaller than the output bias: Z is not lost in the grid of the sums
  all.push_back({{Activation::erf, 1, 1, 1, 6, 1, 1, 1e-5, 1}, Estimator::conditional, 6});
  return all;
}

INSTANTIATE_TEST_SUITE_P(Nets, ExactTheory, ::testing::ValuesIn(cases()));

//! p-value of connected G4 against a theory with a planted error.
double p_value_against(test::Experiment const& e, Eigen::VectorXd const& wrong) {
  return compare(test::measure(e).at(Quantity::g4_connected), wrong).p_value;
}

// The comparison can fail: a factor 2, a sign, a width off by one and a forgotten permutation are
// all seen, by both estimators.
TEST(PlantedErrors, AreCaught) {
  for (auto const estimator : {Estimator::direct, Estimator::conditional}) {
    auto const e = experiment({net(Activation::erf, 1, 3), estimator});
    Eigen::VectorXd const right = exact_of(e).at(Quantity::g4_connected).value;
    EXPECT_GT(p_value_against(e, right), smallest_p_value);
    EXPECT_LT(p_value_against(e, 2 * right), smallest_p_value);
    EXPECT_LT(p_value_against(e, -right), smallest_p_value);
    EXPECT_LT(p_value_against(e, right * 3 / 4), smallest_p_value); // width 4 for 3
    EXPECT_LT(p_value_against(e, right * 2 / 3), smallest_p_value); // two pairings of three
  }
}

// sigma_w^2 for sigma_w^2/d_in in the hidden layer, and sigma_b for sigma_b^2: both are seen.
TEST(PlantedErrors, OfTheNormalisationAreCaught) {
  auto const e = experiment({{Activation::erf, 2, 1, 1, 5, 1, 0.5, 1, 0.5}});
  auto const measured = test::measure(e);
  auto wrong = e;
  wrong.architecture.sigma_w = std::sqrt(2.0);
  EXPECT_LT(compare(measured.at(Quantity::g2), exact_of(wrong).at(Quantity::g2).value).p_value,
            smallest_p_value);
  wrong = e;
  wrong.architecture.sigma_b = std::sqrt(0.5);
  EXPECT_LT(compare(measured.at(Quantity::g2), exact_of(wrong).at(Quantity::g2).value).p_value,
            smallest_p_value);
}

// Gauss-net with sigma_b = 1: the 6-point function of 2e6 networks of width 2 is far from
// converged, and the diagnostic says so (specification 2.6).
TEST(HeavyTails, OfGaussNetAreReported) {
  auto e = experiment({{Activation::gauss, 1, 1, 1, 2, 1, 1, 1, 1}, Estimator::direct, 6});
  for (auto const estimator : {Estimator::direct, Estimator::conditional}) {
    e.sampling.estimator = estimator;
    auto const measured = test::measure(e);
    for (auto const quantity : {Quantity::g6, Quantity::g6_connected})
      EXPECT_EQ(diagnose_tail(measured.at(quantity), 240000).verdict, TailVerdict::heavy_tail)
          << name_of(quantity);
  }
  auto const erf = experiment({net(Activation::erf, 1, 5), Estimator::conditional, 6});
  for (auto const& [quantity, measured] : test::measure(erf))
    EXPECT_EQ(diagnose_tail(measured, 240000).verdict, TailVerdict::converged) << name_of(quantity);
}

} // namespace
} // namespace nnft
