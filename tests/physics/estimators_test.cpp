/*
 * How much the estimators gain: their variances against exact ones, and what each is for.
 *
 * Seeds are fixed. A measured variance of 400 bins scatters by sqrt(2/399) = 7 %, more where single
 * networks are heavy-tailed; bounds are five of these, and below a factor 2 for every quantity that
 * is not of sixth order.
 */
#include "nnft/analysis/comparison.hpp"
#include "nnft/sampling/gauss_tilts.hpp"
#include "nnft/theory/correlators.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "nnft_test/measure.hpp"
#include "nnft_test/reference.hpp"

namespace nnft {
namespace {

test::Experiment one_point(Architecture const& a, double x, Estimator estimator) {
  SamplingPlan sampling;
  sampling.networks = 400000;
  sampling.experiments = 2;
  sampling.bins = 200;
  sampling.seed = 5;
  sampling.estimator = estimator;
  return {a, {"", Eigen::MatrixXd::Constant(1, 1, x)}, sampling, 6};
}

//! Variance of one network's (neuron's) contribution to a quantity, in units of its exact square.
double relative_variance(test::Experiment const& e, Correlators const& measured, Quantity quantity,
                         double exact) {
  double const networks = static_cast<double>(e.sampling.networks) * e.sampling.experiments;
  return std::pow(measured.at(quantity).error()[0] / exact, 2) * networks;
}

struct Expected {
  Estimator estimator;
  char const* column; //!< in the reference
  double allowed_4;   //!< largest |log(measured/exact)| of connected G4
  double allowed_6;
};

// Reference: specification 3.5. `direct` has the variance of the Wick-ordered product, since
// k-statistics subtract the measured kernel; a neuron's variance is N times that of a network.
TEST(Variances, AreTheExactOnes) {
  int compared = 0;
  for (auto const& [key, entry] :
       test::finite_width_reference().get_child("variance_per_network")) {
    auto const a = test::architecture_of(entry);
    if (a.activation == Activation::gauss || a.width > 20) continue;
    for (Expected const& expected : {Expected{Estimator::direct, "wick", 0.6, 1.5},
                                     Expected{Estimator::conditional, "RBwick", 0.35, 0.6},
                                     Expected{Estimator::neuron, "neuron", 0.35, 0.5}}) {
      auto const e = one_point(a, entry.get<double>("x"), expected.estimator);
      auto const measured = test::measure(e);
      double const scale =
          expected.estimator == Estimator::neuron ? static_cast<double>(a.width) : 1;
      for (auto const quantity : {Quantity::g4_connected, Quantity::g6_connected}) {
        bool const four = quantity == Quantity::g4_connected;
        auto const exact = entry.get_optional<double>(four ? "G4c" : "G6c");
        auto const variance = entry.get_optional<double>(
            std::string(four ? "relvar_G4c." : "relvar_G6c.") + expected.column);
        if (!exact || *exact == 0 || !variance) continue;
        double const ratio = relative_variance(e, measured, quantity, *exact) / (scale * *variance);
        EXPECT_LT(std::abs(std::log(ratio)), four ? expected.allowed_4 : expected.allowed_6)
            << description(a) << " " << expected.column << " " << name_of(quantity) << " " << ratio;
        ++compared;
      }
    }
  }
  EXPECT_GT(compared, 30);
}

/*!
 * Variance of a weighted neuron's contribution to connected G4 or G6 at x = 0, width 1, sigma = 1,
 * by the trapezoid rule: there s = exp(g - 1) with a standard normal g and K_W = <s s> = 1.
 */
double exact_importance_variance(GaussTilts& tilts, int order) {
  double first = 0;
  double second = 0;
  constexpr double step = 0.01;
  for (double g = -12; g < 20; g += step) {
    double const s = std::exp(g - 1);
    double const q = s * s;
    double const h = order == 4 ? 3 * (q * q - 2 * q) : 15 * (q * q * q - 3 * q * q + 3 * q);
    double const density = std::exp(-g * g / 2) / std::sqrt(2 * M_PI) * step;
    first += density * h;
    second += density * h * h * tilts.weight({&s, 1});
  }
  return second - first * first;
}

TEST(Variances, OfImportanceSamplingAreThoseOfItsMixture) {
  Architecture const a{Activation::gauss, 1, 1, 1, 1, 1, 1, 1, 1};
  auto const e = one_point(a, 0, Estimator::importance);
  GaussTilts tilts(a, e.inputs, 6);
  auto const measured = test::measure(e);
  double const networks = static_cast<double>(e.sampling.networks) * e.sampling.experiments;
  for (auto const quantity : {Quantity::g4_connected, Quantity::g6_connected}) {
    double const variance = std::pow(measured.at(quantity).error()[0], 2) * networks;
    double const ratio = variance / exact_importance_variance(tilts, order_of(quantity));
    EXPECT_NEAR(ratio, 1, 0.35) << name_of(quantity);
  }
  // bounded contributions: a few times the square of what is estimated
  // (specification 3.4: 1.3, 2.1)
  EXPECT_LT(relative_variance(e, measured, Quantity::g4_connected, 3 * (std::exp(4) - 1)), 2);
  EXPECT_LT(relative_variance(e, measured, Quantity::g6_connected,
                              15 * (std::exp(12) - 3 * std::exp(4) + 2)),
            3);
}

// Moments of sixth order are exp(12 sigma_b^2) times the cube of the second: 3e43 at sigma_b = 2.9.
TEST(ImportanceSampling, ServesLargeBiases) {
  for (double const sigma_b : {1.0, 2.0, 2.9}) {
    Architecture const a{Activation::gauss, 1, 1, 1, 4, 1, sigma_b, 1, 0};
    auto e = one_point(a, 0.01, Estimator::importance);
    e.sampling.networks = 100000;
    auto const measured = test::measure(e);
    auto const exact = exact_correlators(a, *neuron_moments(a, e.inputs, 6), LayoutSet(6, 1, 1));
    for (auto const quantity : all_quantities) {
      double const error = measured.at(quantity).error()[0];
      double const expected = exact.at(quantity).value[0];
      EXPECT_NEAR(measured.at(quantity).value[0], expected, 5 * error)
          << sigma_b << " " << name_of(quantity);
      EXPECT_LT(error, 0.05 * expected) << sigma_b << " " << name_of(quantity);
    }
  }
}

// Points of both signs at which the shifts of the components differ: every component of every
// function has its own share of the samples, however small it is beside the others.
TEST(ImportanceSampling, ServesPointsFarFromEachOther) {
  Architecture const a{Activation::gauss, 1, 1, 1, 4, 1, 1, 1, 0};
  auto e = one_point(a, 0, Estimator::importance);
  e.inputs.x = Eigen::RowVectorXd{{-2, 0, 2}};
  e.sampling.networks = 100000;
  auto const measured = test::measure(e);
  auto const exact = exact_correlators(a, *neuron_moments(a, e.inputs, 6), LayoutSet(6, 3, 1));
  for (auto const quantity : all_quantities) {
    Eigen::ArrayXd const expected = exact.at(quantity).value;
    Eigen::ArrayXd const error = measured.at(quantity).error();
    EXPECT_LT(((measured.at(quantity).value.array() - expected) / error).abs().maxCoeff(), 5)
        << name_of(quantity);
    EXPECT_LT((error / expected.abs()).maxCoeff(), 0.15) << name_of(quantity);
  }
}

double error_of_g4_connected(Estimator estimator, Activation activation, double x) {
  bool const no_bias = activation == Activation::relu || activation == Activation::cos;
  double const bias = no_bias ? 0 : 1;
  auto e = one_point({activation, 1, 1, 1, 5, 1, bias, 1, bias}, x, estimator);
  e.sampling.bins = 16;
  e.sampling.networks = 16 * 16384;
  return test::measure(e).at(Quantity::g4_connected).error()[0];
}

// Among 2^14 points a bin scrambled Sobol points gain 200 and more in variance over independent
// neurons (specification 3.5: 1e4 for Erf, 244 for ReLU, 2e4 for Cos); the spread over 32 bins is
// known to 25 %, allowed are three of these.
TEST(QuasiRandomPoints, GainByOrdersOfMagnitude) {
  auto const gain = [](Activation activation, double x) {
    auto const independent =
        activation == Activation::gauss ? Estimator::importance : Estimator::neuron;
    return std::pow(error_of_g4_connected(independent, activation, x) /
                        error_of_g4_connected(Estimator::rqmc, activation, x),
                    2);
  };
  EXPECT_GT(gain(Activation::erf, 1), 1e3);
  EXPECT_GT(gain(Activation::relu, 1), 50);
  EXPECT_GT(gain(Activation::cos, 1), 1e3);
  EXPECT_GT(gain(Activation::tanh, 1), 1e3);
  EXPECT_GT(gain(Activation::gauss, 0.01), 1e3);
}

// One sample of neurons serves every width and output layer.
TEST(NeuronEstimators, DrawTheSameForEveryWidth) {
  Architecture const narrow{Activation::erf, 2, 1, 1, 3, 1, 1, 1, 1};
  Architecture const wide{Activation::erf, 2, 3, 1, 500, 1, 1, 0.7, 0.2};
  for (auto const estimator : {Estimator::neuron, Estimator::rqmc, Estimator::importance})
    EXPECT_EQ(sampled_architecture(narrow, estimator), sampled_architecture(wide, estimator));
  EXPECT_EQ(sampled_architecture(wide, Estimator::conditional), wide);
}

} // namespace
} // namespace nnft
