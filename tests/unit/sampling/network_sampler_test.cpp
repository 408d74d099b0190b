#include "nnft/core/error.hpp"
#include "nnft/sampling/network_sampler.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace nnft {
namespace {

Architecture const erf_net{Activation::erf, 1, 1, 1, 4, 1, 1, 1, 1};
InputSet const two_points{"", Eigen::RowVectorXd{{0.5, -1}}};

NetworkSampler sampler_of(Architecture const& a, std::uint64_t seed) {
  return {a, two_points, seed, simd::Real::float64, detected_isa()};
}

TEST(NetworkSampler, IsAPureFunctionOfItsNames) {
  auto first = sampler_of(erf_net, 1);
  auto second = sampler_of(erf_net, 1);
  auto const f = first.outputs(ExperimentId{0}, NetworkId{7});
  static_cast<void>(second.outputs(ExperimentId{5}, NetworkId{123456}));
  EXPECT_EQ(second.outputs(ExperimentId{0}, NetworkId{7}), f);
  EXPECT_NE(second.outputs(ExperimentId{1}, NetworkId{7}), f);
  EXPECT_NE(second.outputs(ExperimentId{0}, NetworkId{8}), f);
  EXPECT_NE(second.outputs(ExperimentId{0}, NetworkId{7 + (std::int64_t{1} << 32)}), f);
  EXPECT_NE(sampler_of(erf_net, 2).outputs(ExperimentId{0}, NetworkId{7}), f);
  auto wider = erf_net;
  wider.width = 5;
  EXPECT_NE(sampler_of(wider, 1).outputs(ExperimentId{0}, NetworkId{7}), f);
}

// Mean, variance, kurtosis and sixth moment of 16e4 x 4 hidden weights: N(0, 1), standard errors
// sqrt((mu_2k - mu_k^2)/n); five of them each.
TEST(NetworkSampler, HiddenWeightsAreNormal) {
  auto sampler = sampler_of(erf_net, 3);
  double m1 = 0;
  double m2 = 0;
  double m4 = 0;
  double m6 = 0;
  double n = 0;
  for (std::int64_t k = 0; k < 40000; ++k)
    for (double const w : sampler.parameters(ExperimentId{0}, NetworkId{k}).hidden_weights) {
      m1 += w;
      m2 += w * w;
      m4 += std::pow(w, 4);
      m6 += std::pow(w, 6);
      ++n;
    }
  EXPECT_NEAR(m1 / n, 0, 5 * std::sqrt(1 / n));
  EXPECT_NEAR(m2 / n, 1, 5 * std::sqrt(2 / n));
  EXPECT_NEAR(m4 / n, 3, 5 * std::sqrt(96 / n));
  EXPECT_NEAR(m6 / n, 15, 5 * std::sqrt(10170 / n));
}

// Cos-net: hidden biases uniform on (-pi, pi): variance pi^2/3, cos and sin average to zero.
TEST(NetworkSampler, PhasesAreUniform) {
  auto sampler = sampler_of({Activation::cos, 1, 1, 1, 4, 1, 0, 1, 0}, 4);
  double square = 0;
  double cosine = 0;
  double n = 0;
  for (std::int64_t k = 0; k < 20000; ++k)
    for (double const b : sampler.parameters(ExperimentId{0}, NetworkId{k}).hidden_biases) {
      EXPECT_LT(std::abs(b), 3.1415927);
      square += b * b;
      cosine += std::cos(b);
      ++n;
    }
  double const pi2 = std::pow(std::acos(-1.0), 2);
  EXPECT_NEAR(square / n, pi2 / 3, 5 * pi2 * std::sqrt((1.0 / 5 - 1.0 / 9) / n));
  EXPECT_NEAR(cosine / n, 0, 5 * std::sqrt(0.5 / n));
}

TEST(RequireEvaluable, RefusesArgumentsBeyondTheCosine) {
  Architecture const cos_net{Activation::cos, 1, 1, 1, 4, 1, 0, 1, 0};
  InputSet const far{"", Eigen::RowVectorXd{{1e7}}};
  EXPECT_THROW(require_evaluable(cos_net, far, simd::Real::float64), InvalidInput);
  EXPECT_NO_THROW(require_evaluable(erf_net, far, simd::Real::float64));
  EXPECT_NO_THROW(require_evaluable(cos_net, two_points, simd::Real::float32));
}

// Squares of 1e-20 are no numbers of single precision; a point at the origin is exactly 0.
TEST(RequireEvaluable, RefusesOutputsWhoseProductsAreLost) {
  Architecture const relu_net{Activation::relu, 1, 1, 1, 4, 1, 0, 1, 0};
  InputSet const small{"", Eigen::RowVectorXd{{1, 1e-20}}};
  EXPECT_THROW(require_evaluable(relu_net, small, simd::Real::float32), InvalidInput);
  EXPECT_NO_THROW(require_evaluable(relu_net, small, simd::Real::float64));
  EXPECT_NO_THROW(require_evaluable(erf_net, small, simd::Real::float32)); // it has a bias
  InputSet const origin{"", Eigen::RowVectorXd{{1, 0}}};
  EXPECT_NO_THROW(require_evaluable(relu_net, origin, simd::Real::float32));
  InputSet const tiny{"", Eigen::RowVectorXd{{1e-200}}};
  EXPECT_THROW(require_evaluable(relu_net, tiny, simd::Real::float32), InvalidInput);
}

} // namespace
} // namespace nnft
