#include "nnft/eft/vertex_integrals.hpp"
#include "nnft/moments/pairings.hpp"

#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "eft_fixture.hpp"
#include "nnft_test/reference.hpp"

namespace nnft::eft {
namespace {

using boost::math::quadrature::gauss_kronrod;

double relative(double got, double expected) {
  return std::abs(got / expected - 1);
}

double nonlocal(VertexIntegrals const& v, Eigen::Index c, std::vector<int> const& idx,
                CorrelatorLayout const& two) {
  auto const pair = [&](int a, int b) { return v.pairs(c, two.index(std::array{a, b})); };
  auto const p = [&](int place) { return idx[static_cast<std::size_t>(place)]; };
  double sum = 0;
  for (auto const& [a, b, c2, d] : pairings_of_4)
    sum += pair(p(a), p(b)) * pair(p(c2), p(d));
  return 8 * sum;
}

// Independent Python: scipy and mpmath quadrature of the same definitions; specification section 8
// asks for 1e-10 where the integrals do not cancel.
TEST(VertexIntegrals, AgreeWithReference) {
  int checked = 0;
  for (auto const& [name, entry] : test::finite_width_reference().get_child("integrals")) {
    auto const a = test::architecture_of(entry);
    auto const inputs = test::inputs_of(entry.get_child("x"));
    std::vector<double> cutoffs;
    for (auto const& [key, c] : entry.get_child("cutoffs"))
      cutoffs.push_back(test::cutoff_named(c.get_value<std::string>()));
    auto const v = vertex_integrals(a, inputs, cutoffs, SexticIntegrals::compute).integrals.value();
    CorrelatorLayout const two(2, inputs.size(), 1);
    CorrelatorLayout const four(4, inputs.size(), 1);
    CorrelatorLayout const six(6, inputs.size(), 1);
    for (auto const& [key, element] : entry.get_child("elements")) {
      auto const idx = test::integers(element.get_child("idx"));
      for (std::size_t k = 0; k < cutoffs.size(); ++k) {
        auto const c = static_cast<Eigen::Index>(k);
        auto const at = [&, &element = element](char const* what) {
          return test::numbers(element.get_child(what))[k];
        };
        if (idx.size() == 6) {
          EXPECT_LT(relative(v.sextic(c, six.index(idx)), at("I6")), 1e-11) << description(a);
        } else {
          EXPECT_LT(relative(v.quartic(c, four.index(idx)), at("I4")), 1e-11) << description(a);
          EXPECT_LT(relative(v.quartic_y2(c, four.index(idx)), at("I4_x2")), 1e-11);
          EXPECT_LT(relative(nonlocal(v, c, idx, two), at("nonlocal8")), 1e-11);
        }
        ++checked;
      }
    }
  }
  EXPECT_GE(checked, 80);
}

// Adaptive Gauss-Kronrod of boost.math on pieces between 0, the points (kinks of ReLU-net) and
// powers of two, on Kernel::weight_part: another code, another rule, another splitting.
double line_integral(Kernel const& kernel, Eigen::MatrixXd const& x, std::span<int const> points,
                     double cutoff, bool absolute) {
  auto const f = [&](double t) {
    Eigen::VectorXd y(1);
    y << t;
    double product = 1;
    for (int i : points)
      product *= kernel.weight_part(x.col(i), y);
    return absolute ? std::abs(product) : product;
  };
  std::vector<double> cuts{-cutoff, 0, cutoff};
  for (double t = cutoff; t > 0.01; t /= 2)
    cuts.insert(cuts.end(), {-t, t});
  for (double t : x.reshaped())
    if (std::abs(t) < cutoff) cuts.push_back(t);
  std::sort(cuts.begin(), cuts.end());
  double sum = 0;
  for (std::size_t k = 1; k < cuts.size(); ++k)
    if (cuts[k] > cuts[k - 1])
      sum += gauss_kronrod<double, 31>::integrate(f, cuts[k - 1], cuts[k], 6, 1e-12);
  return sum;
}

class LineIntegrals : public testing::TestWithParam<std::tuple<Activation, double, double>> {};

TEST_P(LineIntegrals, AgreeWithAdaptiveQuadrature) {
  auto const [activation, sigma_w, sigma_b] = GetParam();
  auto const a = test::net(activation, 1, sigma_w, sigma_b);
  auto const inputs = test::random_points(1, 3, 11, -1.5, 1.5);
  std::vector<double> const cutoffs{0.7, 9, 300};
  auto const v = vertex_integrals(a, inputs, cutoffs, SexticIntegrals::compute).integrals.value();
  Kernel const kernel(a);
  CorrelatorLayout const four(4, 3, 1);
  CorrelatorLayout const six(6, 3, 1);
  for (std::size_t k = 0; k < cutoffs.size(); ++k) {
    auto const c = static_cast<Eigen::Index>(k);
    for (Eigen::Index r : {0, 4, 7, 14}) {
      auto const expected = line_integral(kernel, inputs.x, four.points(r), cutoffs[k], false);
      auto const scale = line_integral(kernel, inputs.x, four.points(r), cutoffs[k], true);
      EXPECT_NEAR(v.quartic(c, r), expected, std::max(1e-10 * std::abs(expected), 1e-12 * scale));
      EXPECT_GE(v.quartic_bound(c, r), scale * (1 - 1e-9)); // an upper bound
    }
    auto const expected = line_integral(kernel, inputs.x, six.points(5), cutoffs[k], false);
    EXPECT_NEAR(v.sextic(c, 5), expected, 1e-10 * std::abs(expected));
  }
}

INSTANTIATE_TEST_SUITE_P(
    Nets, LineIntegrals,
    testing::Values(std::tuple{Activation::erf, 1.5, 0.5}, std::tuple{Activation::erf, 0.3, 0.0},
                    std::tuple{Activation::erf, 8.0, 3.0}, std::tuple{Activation::relu, 1.3, 0.0},
                    std::tuple{Activation::relu, 1.3, 0.7}, std::tuple{Activation::relu, 0.8, 1e-3},
                    std::tuple{Activation::gauss, 1.7, 0.4},
                    std::tuple{Activation::gauss, 0.2, 1.0}, std::tuple{Activation::cos, 1.1, 0.0},
                    std::tuple{Activation::tanh, 1.2, 0.6}));

// The same in the plane, nested adaptive rules; the kinks of ReLU-net are not split by them, hence
// the wider tolerance there: 31-point rules in the last bisected interval of a |.|^3 kink.
TEST(VertexIntegrals, AgreeWithNestedQuadratureInThePlane) {
  struct Case {
    Activation activation;
    double sigma_w, sigma_b, tolerance;
  };
  for (auto const& [activation, sigma_w, sigma_b, tolerance] :
       {Case{Activation::erf, 1.5, 0.5, 1e-10}, Case{Activation::relu, 1.2, 0.0, 1e-7},
        Case{Activation::relu, 1.2, 0.8, 1e-7}, Case{Activation::gauss, 0.9, 0.5, 1e-10}}) {
    auto const a = test::net(activation, 2, sigma_w, sigma_b);
    auto const inputs = test::random_points(2, 2, 5, -1, 1);
    double const cutoff = 3;
    auto const v = test::integrals_of(a, inputs, {cutoff});
    Kernel const kernel(a);
    auto const f = [&](double y0, double y1) {
      Eigen::Vector2d const y(y0, y1);
      return std::pow(
          kernel.weight_part(inputs.x.col(0), y) * kernel.weight_part(inputs.x.col(1), y), 2);
    };
    auto const inner = [&](double y0) {
      auto const g = [&](double y1) { return f(y0, y1); };
      return gauss_kronrod<double, 31>::integrate(g, -cutoff, 0, 3, 1e-10) +
             gauss_kronrod<double, 31>::integrate(g, 0, cutoff, 3, 1e-10);
    };
    double const expected = gauss_kronrod<double, 31>::integrate(inner, -cutoff, 0, 3, 1e-10) +
                            gauss_kronrod<double, 31>::integrate(inner, 0, cutoff, 3, 1e-10);
    CorrelatorLayout const four(4, 2, 1);
    auto const row = four.index(std::array{0, 0, 1, 1});
    EXPECT_LT(relative(v.quartic(0, row), expected), tolerance) << description(a);
  }
}

// More nodes and a far tighter tolerance change nothing beyond 1e-10 of the value or 1e-12 of the
// absolute terms.
TEST(VertexIntegrals, DoNotChangeWithMoreNodes) {
  struct Case {
    Activation activation;
    int d_in;
    double sigma_w, sigma_b;
    std::vector<double> cutoffs;
  };
  auto const all = test::paper_cutoffs();
  for (auto const& [activation, d_in, sigma_w, sigma_b, cutoffs] :
       {Case{Activation::erf, 1, 3, 0.2, all}, Case{Activation::erf, 2, 1.5, 0.5, all},
        Case{Activation::erf, 3, 1.5, 0.5, {7, 1e5}}, Case{Activation::relu, 2, 1.3, 0, all},
        Case{Activation::relu, 3, 1.3, 0, all}, Case{Activation::relu, 2, 1.3, 0.01, {7, 1e5}},
        Case{Activation::relu, 3, 1.0, 0.5, {7, 100}},
        Case{Activation::tanh, 1, 2, 0.5, {7, 1e5}}}) {
    auto const a = test::net(activation, d_in, sigma_w, sigma_b);
    auto const inputs = test::random_points(d_in, 4, 17, -1, 1);
    CubatureRule const finer =
        d_in == 1 ? CubatureRule{28, 44, 1, 1, 1e-12} : CubatureRule{12, 20, 16, 24, 1e-12};
    auto const v = test::integrals_of(a, inputs, cutoffs);
    auto const w =
        vertex_integrals(a, inputs, cutoffs, SexticIntegrals::leave_out, finer).integrals.value();
    auto const allowed =
        (1e-10 * w.quartic.array().abs()).max(1e-12 * w.quartic_bound.array()).eval();
    EXPECT_TRUE(((v.quartic - w.quartic).array().abs() <= allowed).all()) << description(a);
    EXPECT_TRUE(((v.quartic_flow - w.quartic_flow).array().abs() <= 10 * allowed).all());
  }
}

// L dI4/dL from the surface of the box against a five-point derivative of the integral itself; for
// I4 ~ L^p, p <= 7, its truncation error is h^4 p^5/30 = 6e-6 of I4.
TEST(VertexIntegrals, FlowIsTheDerivative) {
  for (auto const activation : {Activation::erf, Activation::relu, Activation::gauss})
    for (int const d_in : {1, 2, 3}) {
      auto const a = test::net(activation, d_in, 1.1, 0.3);
      auto const inputs = test::random_points(d_in, 2, 3, 0.2, 1);
      double const h = 0.01;
      std::vector<double> cutoffs;
      for (int k = -2; k <= 2; ++k)
        cutoffs.push_back(2 * std::exp(k * h));
      auto const v = test::integrals_of(a, inputs, cutoffs);
      Eigen::RowVectorXd const derivative =
          (v.quartic.row(0) - 8 * v.quartic.row(1) + 8 * v.quartic.row(3) - v.quartic.row(4)) /
          (12 * h);
      for (Eigen::Index r = 0; r < derivative.size(); ++r)
        EXPECT_NEAR(v.quartic_flow(2, r), derivative[r], 1e-5 * v.quartic(2, r)) << description(a);
    }
}

// Points on edges, corners and axes of the cube, a repeated point and the origin.
TEST(VertexIntegrals, TakeAwkwardPoints) {
  InputSet inputs;
  inputs.x.resize(3, 5);
  inputs.x << 1, 1, 0, 0, 1, /**/ 1, 1, 0, 0, 1e-9, /**/ 1, 0.2, 0, 2, 1;
  for (auto const sigma_b : {0.0, 0.4}) {
    auto const a = test::net(Activation::relu, 3, 1, sigma_b);
    auto const v = test::integrals_of(a, inputs, {7});
    auto const w = vertex_integrals(a, inputs, {7}, SexticIntegrals::leave_out,
                                    CubatureRule{10, 14, 18, 26, 1e-12})
                       .integrals.value();
    EXPECT_TRUE(((v.quartic - w.quartic).array().abs() <= 1e-10 * w.quartic.array()).all());
    CorrelatorLayout const four(4, 5, 1);
    if (sigma_b == 0) { // K_W(0, y) = 0
      EXPECT_EQ(v.quartic(0, four.index(std::array{0, 1, 2, 3})), 0);
    }
  }
}

TEST(VertexIntegrals, SayWhyThereAreNone) {
  auto const in = [](int d) { return test::random_points(d, 2, 1, 0, 1); };
  auto const outcome = [&](Activation activation, int d, double cutoff) {
    return vertex_integrals(test::net(activation, d, 1, 0), in(d), {cutoff},
                            SexticIntegrals::leave_out);
  };
  EXPECT_TRUE(outcome(Activation::erf, 4, 7).integrals.has_value());
  EXPECT_NE(outcome(Activation::relu, 1, INFINITY).reason.find("diverges"), std::string::npos);
  EXPECT_EQ(outcome(Activation::tanh, 3, 7).integrals.value().method, "randomised cubature");
  EXPECT_TRUE(outcome(Activation::gauss, 5, INFINITY).integrals.has_value());
  EXPECT_TRUE(outcome(Activation::cos, 4, 7).reason.empty());
}

} // namespace
} // namespace nnft::eft
