#include "nnft/eft/exchange_integrals.hpp"

#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "eft_fixture.hpp"
#include "nnft_test/reference.hpp"

namespace nnft::eft {
namespace {

using boost::math::quadrature::gauss_kronrod;

TEST(ExchangeIntegrals, AgreeWithReference) {
  for (auto const& [name, entry] : test::finite_width_reference().get_child("kappa")) {
    auto const e6 =
        exchange_integrals(test::architecture_of(entry), test::inputs_of(entry.get_child("x")),
                           test::cutoff_named(entry.get<std::string>("L")))
            .integrals.value();
    CorrelatorLayout const six(6, 6, 1);
    auto const expected = entry.get<double>("E6_sum10");
    EXPECT_NEAR(e6[six.index(std::array{0, 1, 2, 3, 4, 5})], expected, 1e-11 * expected);
  }
}

// E6 = 10 c^7 prod x L^10/25, c = sigma_w_out^2 sigma_w^2/2 (specification section 6).
TEST(ExchangeIntegrals, OfReluNetAreAPower) {
  auto const a = test::net(Activation::relu, 1, 1.3, 0);
  auto const inputs = test::random_points(1, 3, 1, 0.2, 1);
  auto const e6 = exchange_integrals(a, inputs, 50).integrals.value();
  CorrelatorLayout const six(6, 3, 1);
  for (Eigen::Index r = 0; r < six.size(); ++r) {
    double expected = 10 * std::pow(std::pow(1.3, 4) / 2, 7) * std::pow(50, 10) / 25;
    for (int i : six.points(r))
      expected *= inputs.x(0, i);
    EXPECT_NEAR(e6[r], expected, 1e-12 * expected);
  }
}

// Nested adaptive quadrature, split at the kinks of ReLU-net (u = v and the points).
TEST(ExchangeIntegrals, AgreeWithNestedQuadrature) {
  for (auto const& a :
       {test::net(Activation::erf, 1, 1.2, 0.5), test::net(Activation::relu, 1, 1, 0.6),
        test::net(Activation::gauss, 1, 1.1, 1), test::net(Activation::cos, 1, 1.1, 0)}) {
    auto const inputs = test::random_points(1, 2, 6, -1, 1);
    double const cutoff = 2;
    Kernel const kernel(a);
    auto const k = [&](double u, double v) {
      return kernel.weight_part(Eigen::VectorXd::Constant(1, u), Eigen::VectorXd::Constant(1, v));
    };
    auto const leg = [&](int i, double u) { return k(inputs.x(0, i), u); };
    auto const pieces = [&](auto const& f, std::vector<double> cuts) {
      cuts.insert(cuts.end(), {-cutoff, 0, cutoff, inputs.x(0, 0), inputs.x(0, 1)});
      std::sort(cuts.begin(), cuts.end());
      double sum = 0;
      for (std::size_t c = 1; c < cuts.size(); ++c)
        if (cuts[c] > cuts[c - 1])
          sum += gauss_kronrod<double, 15>::integrate(f, cuts[c - 1], cuts[c], 4, 1e-12);
      return sum;
    };
    // x0 x0 x0 | x1 x1 x1 and x0 x0 x1 | x0 x1 x1: of the ten splits of 000111 one and nine
    auto const split = [&](std::array<int, 3> left, std::array<int, 3> right) {
      auto const outer = [&](double u) {
        auto const inner = [&](double v) {
          return k(u, v) * leg(right[0], v) * leg(right[1], v) * leg(right[2], v);
        };
        return leg(left[0], u) * leg(left[1], u) * leg(left[2], u) * pieces(inner, {u});
      };
      return pieces(outer, {});
    };
    double const expected = split({0, 0, 0}, {1, 1, 1}) + 9 * split({0, 0, 1}, {0, 1, 1});
    auto const e6 = exchange_integrals(a, inputs, cutoff).integrals.value();
    CorrelatorLayout const six(6, 2, 1);
    EXPECT_NEAR(e6[six.index(std::array{0, 0, 0, 1, 1, 1})], expected, 1e-10 * std::abs(expected))
        << description(a);
  }
}

TEST(ExchangeIntegrals, DoNotChangeWithMoreNodes) {
  for (auto const& a :
       {test::net(Activation::erf, 1, 2, 0.5), test::net(Activation::relu, 1, 1, 0.6)}) {
    auto const inputs = test::random_points(1, 3, 6, -1, 1);
    auto const e6 = exchange_integrals(a, inputs, 100).integrals.value();
    auto const finer = exchange_integrals(a, inputs, 100, 32).integrals.value();
    EXPECT_LT((e6 - finer).cwiseAbs().maxCoeff(), 1e-11 * finer.cwiseAbs().maxCoeff());
  }
}

TEST(ExchangeIntegrals, HaveAnInfiniteLimitForGaussNet) {
  auto const a = test::net(Activation::gauss, 2, 1.3, 1);
  auto const inputs = test::random_points(2, 2, 6, -1, 1);
  auto const e6 = exchange_integrals(a, inputs, INFINITY).integrals.value();
  auto const wide = exchange_integrals(a, inputs, 60).integrals.value();
  EXPECT_LT((e6 - wide).cwiseAbs().maxCoeff(), 1e-12 * wide.maxCoeff());
}

TEST(ExchangeIntegrals, SayWhyThereAreNone) {
  auto const reason = [](Activation activation, int d, double cutoff) {
    return exchange_integrals(test::net(activation, d, 1, 1), test::random_points(d, 2, 6, -1, 1),
                              cutoff)
        .reason;
  };
  EXPECT_NE(reason(Activation::erf, 2, 7).find("d_in = 1"), std::string::npos);
  EXPECT_NE(reason(Activation::relu, 1, INFINITY).find("diverges"), std::string::npos);
  EXPECT_NE(reason(Activation::tanh, 1, 7).find("Tanh"), std::string::npos);
  EXPECT_TRUE(reason(Activation::cos, 3, 7).empty());
}

} // namespace
} // namespace nnft::eft
