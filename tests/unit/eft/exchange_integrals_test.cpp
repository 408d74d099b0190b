#include "nnft/eft/exchange_integrals.hpp"
#include "nnft/eft/sextic_coupling.hpp"

#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "eft_fixture.hpp"
#include "nnft_test/reference.hpp"

namespace nnft::eft {
namespace {

using boost::math::quadrature::gauss_kronrod;

std::vector<QuarticTerm> const constant_term{QuarticTerm::constant};

ExchangeIntegralsOutcome outcome_of(Architecture const& a, InputSet const& inputs, double cutoff,
                                    std::vector<QuarticTerm> const& terms = constant_term) {
  return exchange_integrals(a, inputs, test::integrals_of(a, inputs, {cutoff}),
                            LayoutSet(6, inputs.size(), a.d_out), terms, {8, 512});
}

// E6 of the specification: the constant term alone.
Eigen::VectorXd e6_of(Architecture const& a, InputSet const& inputs, double cutoff) {
  return outcome_of(a, inputs, cutoff).integrals.value().mean(0).forms.col(0);
}

TEST(ExchangeIntegrals, AgreeWithReference) {
  for (auto const& [name, entry] : test::finite_width_reference().get_child("kappa")) {
    auto const e6 = e6_of(test::architecture_of(entry), test::inputs_of(entry.get_child("x")),
                          test::cutoff_named(entry.get<std::string>("L")));
    CorrelatorLayout const six(6, 6, 1);
    auto const expected = entry.get<double>("E6_sum10");
    EXPECT_NEAR(e6[six.index(std::array{0, 1, 2, 3, 4, 5})], expected, 1e-11 * expected);
  }
}

// E6 = 10 c^7 prod x L^10/25, c = sigma_w_out^2 sigma_w^2/2 (specification section 6).
TEST(ExchangeIntegrals, OfReluNetAreAPower) {
  auto const a = test::net(Activation::relu, 1, 1.3, 0);
  auto const inputs = test::random_points(1, 3, 1, 0.2, 1);
  auto const e6 = e6_of(a, inputs, 50);
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
    auto const e6 = e6_of(a, inputs, cutoff);
    CorrelatorLayout const six(6, 2, 1);
    EXPECT_NEAR(e6[six.index(std::array{0, 0, 0, 1, 1, 1})], expected, 1e-10 * std::abs(expected))
        << description(a);
  }
}

TEST(ExchangeIntegrals, HaveAnInfiniteLimitForGaussNet) {
  auto const a = test::net(Activation::gauss, 2, 1.3, 1);
  auto const inputs = test::random_points(2, 2, 6, -1, 1);
  auto const e6 = e6_of(a, inputs, INFINITY);
  auto const wide = e6_of(a, inputs, 60);
  EXPECT_LT((e6 - wide).cwiseAbs().maxCoeff(), 1e-12 * wide.maxCoeff());
}

// In a box so small that nothing varies, K_W(x_i, u) = k_i and K_W(u, v) = k_0:
// every integral is a product. With V = (2 L)^d: E6 = 10 prod k_i k_0 V^2,
// B = 3 prod k_i k_0^2 V^2, and the non-local current is (prod k) V/(k_0 V) of the constant one.
TEST(ExchangeIntegrals, OfATinyBoxAreProducts) {
  for (int const d : {1, 2, 3}) {
    auto a = test::net(Activation::erf, d, 1.1, 0.8);
    a.d_out = d; // labels: 10 becomes two thirds of the pairings of six places that they allow
    auto const inputs = test::random_points(d, 2, 4, 0.3, 1);
    double const cutoff = 1e-5;
    std::vector const all{QuarticTerm::nonlocal, QuarticTerm::constant, QuarticTerm::quadratic};
    auto const at = outcome_of(a, inputs, cutoff, all).integrals.value().mean(0);
    Kernel const kernel(a);
    Eigen::VectorXd const origin = Eigen::VectorXd::Zero(d);
    double const k0 = kernel.weight_part(origin, origin);
    double const volume = std::pow(2 * cutoff, d);
    double const y2 = d * cutoff * cutoff / 3; // mean of |u|^2
    CorrelatorLayout const six(6, 2, d);
    Eigen::VectorXd const factors = sextic_label_factors(six);
    for (Eigen::Index r = 0; r < six.size(); ++r) {
      double legs = 1;
      for (int i : six.points(r))
        legs *= kernel.weight_part(inputs.x.col(i), origin);
      double const e6 = factors[r] / 72 * legs * k0 * volume * volume;
      auto const is = [&](Eigen::Index column, double expected, double tolerance) {
        EXPECT_NEAR(at.forms(r, column), expected, tolerance * std::abs(expected)) << d;
      };
      is(4, e6, 1e-4);
      is(0, e6 * volume * volume, 1e-4);
      is(1, e6 * volume, 1e-4);
      is(3, e6 * volume, 1e-4);
      is(5, e6 * y2, 1e-3); // |u|^2 varies: the error of the cubature at d > 1
      is(7, e6 * y2, 1e-3);
      is(2, e6 * y2 * volume, 1e-3);
      is(8, e6 * y2 * y2, 3e-3);
    }
    CorrelatorLayout const four(4, 2, 1);
    for (Eigen::Index r = 0; r < four.size(); ++r) {
      double legs = 3 * k0 * k0 * volume * volume;
      for (int i : four.points(r))
        legs *= kernel.weight_part(inputs.x.col(i), origin);
      EXPECT_NEAR(at.bubble[r], legs, 1e-4 * legs);
    }
  }
}

// Two ways to the same number: ReLU-net with a tiny bias goes through the shells.
TEST(ExchangeIntegrals, OfShellsAndOfTheSurfaceAgree) {
  for (int const d : {1, 2}) {
    auto const inputs = test::random_points(d, 2, 6, 0.3, 1);
    auto const scaled = outcome_of(test::net(Activation::relu, d, 1.2, 0), inputs, 10);
    auto biased = test::net(Activation::relu, d, 1.2, 1e-6);
    biased.sigma_b_out = 0;
    auto const shells = outcome_of(biased, inputs, 10);
    Eigen::VectorXd const first = scaled.integrals.value().mean(0).forms.col(0);
    Eigen::VectorXd const second = shells.integrals.value().mean(0).forms.col(0);
    EXPECT_LT((first - second).cwiseAbs().maxCoeff(), (d == 1 ? 1e-9 : 5e-2) * first.maxCoeff());
  }
}

// The scatter of the replicates is the error: ReLU-net at d_in = 2 against many nodes.
TEST(ExchangeIntegrals, OfReplicatesScatterAboutTheTruth) {
  auto const a = test::net(Activation::relu, 2, 1, 0);
  auto const inputs = test::random_points(2, 2, 7, 0.3, 1);
  auto const v = test::integrals_of(a, inputs, {5});
  LayoutSet const layouts(6, 2, 1);
  auto const few =
      exchange_integrals(a, inputs, v, layouts, constant_term, {16, 128}).integrals.value();
  auto const many =
      exchange_integrals(a, inputs, v, layouts, constant_term, {4, 2048}).integrals.value();
  ASSERT_EQ(few.replicates.size(), 16U);
  Eigen::ArrayXd const truth = many.mean(0).forms.col(0).array();
  Eigen::ArrayXd const mean = few.mean(0).forms.col(0).array();
  Eigen::ArrayXd variance = Eigen::ArrayXd::Zero(truth.size());
  for (auto const& replicate : few.replicates)
    variance += (replicate[0].forms.col(0).array() - mean).square() / (16 * 15);
  EXPECT_LT(((mean - truth) / variance.sqrt()).abs().maxCoeff(), 5);
  EXPECT_LT((variance.sqrt() / truth).maxCoeff(), 1e-2);
  EXPECT_GT((variance.sqrt() / truth).minCoeff(), 1e-8);
  EXPECT_EQ(few.only(3).mean(0).forms, few.replicates[3][0].forms);
}

TEST(ExchangePart, IsTheQuadraticFormWithItsGradient) {
  auto const a = test::net(Activation::gauss, 1, 1, 1);
  auto const inputs = test::random_points(1, 2, 6, -1, 1);
  auto const e = outcome_of(a, inputs, INFINITY, {QuarticTerm::constant, QuarticTerm::nonlocal})
                     .integrals.value();
  auto const forms = e.mean(0).forms;
  EXPECT_LT((forms.col(1) - forms.col(2)).norm(), 1e-14 * forms.col(1).norm());
  Eigen::Vector2d const couplings(-0.3, 0.2);
  auto const part = exchange_part(e, 0, couplings);
  Eigen::VectorXd const expected =
      576 * (0.09 * forms.col(0) - 0.12 * forms.col(1) + 0.04 * forms.col(3));
  EXPECT_LT((part.value - expected).norm(), 1e-13 * expected.norm());
  for (Eigen::Index k : {0, 1}) {
    Eigen::Vector2d moved = couplings;
    moved[k] += 1e-6;
    Eigen::VectorXd const slope = (exchange_part(e, 0, moved).value - part.value) / 1e-6;
    EXPECT_LT((slope - part.gradient.col(k)).norm(), 1e-5 * slope.norm());
  }
}

TEST(ExchangeIntegrals, SayWhyThereAreNone) {
  auto const inputs = test::random_points(2, 1, 6, -1, 1);
  VertexIntegrals v;
  LayoutSet const layouts(6, 1, 1);
  v.cutoffs = {INFINITY};
  auto const relu = test::net(Activation::relu, 2, 1, 1);
  EXPECT_NE(exchange_integrals(relu, inputs, v, layouts, constant_term).reason.find("diverge"),
            std::string::npos);
}

} // namespace
} // namespace nnft::eft
