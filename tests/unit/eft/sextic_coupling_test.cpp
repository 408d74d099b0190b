#include "nnft/eft/exchange_integrals.hpp"
#include "nnft/eft/sextic_coupling.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "eft_fixture.hpp"
#include "nnft_test/reference.hpp"

namespace nnft::eft {
namespace {

struct Inputs {
  Estimate g6c;
  Eigen::VectorXd contact, exchange;
};

Inputs inputs_for(Architecture const& a, InputSet const& points, double cutoff) {
  LayoutSet const layouts(6, points.size(), a.d_out);
  auto const v = vertex_integrals(a, points, {cutoff}, SexticIntegrals::compute).integrals.value();
  return {test::exact(a, points, layouts).at(Quantity::g6_connected), v.sextic.row(0).transpose(),
          exchange_integrals(a, points, cutoff).integrals.value()};
}

TEST(SexticCoupling, AgreesWithReference) {
  for (auto const& [name, entry] : test::finite_width_reference().get_child("kappa")) {
    auto const a = test::architecture_of(entry);
    auto const in = inputs_for(a, test::inputs_of(entry.get_child("x")),
                               test::cutoff_named(entry.get<std::string>("L")));
    CorrelatorLayout const six(6, 6, 1);
    auto const row = six.index(std::array{0, 1, 2, 3, 4, 5});
    auto const kappa = entry.get<double>("kappa");
    auto const sextic = sextic_coupling(in.g6c, six, {entry.get<double>("lambda_mean15"), {}},
                                        in.contact, in.exchange);
    EXPECT_NEAR(sextic.tensor[row], kappa, 1e-9 * std::abs(kappa));
    auto const contact_only = sextic_coupling(in.g6c, six, {0, {}}, in.contact, in.exchange);
    EXPECT_NEAR(contact_only.tensor[row], entry.get<double>("kappa_contact_only"),
                1e-9 * std::abs(kappa));
    EXPECT_GT(std::abs(contact_only.tensor[row] / kappa - 1), 0.1); // the exchange part matters
  }
}

// ReLU-net, d_in = 1: kappa = 123.667/(N^2 L^7) in every component; the model is then exact.
TEST(SexticCoupling, OfReluNetIsOneNumber) {
  auto a = test::net(Activation::relu, 1, 1, 0);
  a.width = 20;
  auto const points = preset_inputs("hms", Activation::relu, 1).value();
  for (double const cutoff : {10.0, 100.0}) {
    auto const in = inputs_for(a, points, cutoff);
    CorrelatorLayout const six(6, 6, 1);
    double const lambda = -12.5 / (20 * std::pow(cutoff, 5));
    auto const sextic = sextic_coupling(in.g6c, six, {lambda, {}}, in.contact, in.exchange);
    double const expected = 371.0 / 3 / (400 * std::pow(cutoff, 7));
    EXPECT_NEAR(sextic.kappa, expected, 1e-11 * expected);
    EXPECT_LT(sextic.spread, 1e-10 * expected);
    EXPECT_LT((sextic.g6_connected_model - in.g6c.value).cwiseAbs().maxCoeff(),
              1e-11 * in.g6c.value.maxCoeff());
    EXPECT_EQ(sextic.deviations.size(), 0);
  }
}

// Only rows with equal labels; the error is that of a linearised function of lambda and G6c.
TEST(SexticCoupling, PropagatesErrors) {
  auto a = test::net(Activation::erf, 1, 1, 1);
  a.d_out = 2;
  auto const points = test::random_points(1, 2, 3, 0.3, 1);
  auto in = inputs_for(a, points, 20);
  CorrelatorLayout const six(6, 2, 2);
  std::srand(2);
  in.g6c.deviations = Eigen::MatrixXd::Random(4, six.size()) * 1e-7;
  QuarticInput const quartic{-0.01, Eigen::VectorXd::Random(4) * 1e-6};
  auto const sextic = sextic_coupling(in.g6c, six, quartic, in.contact, in.exchange);
  ASSERT_EQ(sextic.deviations.size(), 4);
  EXPECT_EQ(std::count(sextic.used.begin(), sextic.used.end(), 1), 7);
  for (Eigen::Index b = 0; b < 4; ++b) {
    Estimate shifted = in.g6c;
    shifted.value += in.g6c.deviations.row(b).transpose();
    QuarticInput const moved{quartic.lambda + quartic.deviations[b], quartic.deviations};
    auto const other = sextic_coupling(shifted, six, moved, in.contact, in.exchange);
    EXPECT_NEAR(sextic.deviations[b], other.kappa - sextic.kappa,
                2e-4 * std::abs(sextic.deviations[b])); // second order in 1e-4
  }
}

} // namespace
} // namespace nnft::eft
