#include "nnft/eft/exchange_integrals.hpp"
#include "nnft/eft/sextic_coupling.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "eft_fixture.hpp"
#include "nnft_test/reference.hpp"

namespace nnft::eft {
namespace {

struct Inputs {
  Estimate g6c;
  Eigen::VectorXd contact;
  ExchangeIntegrals exchange;
};

QuarticInput lambda_of(double lambda) {
  return {Eigen::VectorXd::Constant(1, lambda), Eigen::MatrixXd::Zero(0, 1)};
}

Inputs inputs_for(Architecture const& a, InputSet const& points, double cutoff) {
  LayoutSet const layouts(6, points.size(), a.d_out);
  auto const v = vertex_integrals(a, points, {cutoff}, SexticIntegrals::compute).integrals.value();
  return {test::exact(a, points, layouts).at(Quantity::g6_connected), v.sextic.row(0).transpose(),
          exchange_integrals(a, points, v, layouts, {QuarticTerm::constant}).integrals.value()};
}

TEST(SexticCoupling, AgreesWithReference) {
  for (auto const& [name, entry] : test::finite_width_reference().get_child("kappa")) {
    auto const a = test::architecture_of(entry);
    auto const in = inputs_for(a, test::inputs_of(entry.get_child("x")),
                               test::cutoff_named(entry.get<std::string>("L")));
    CorrelatorLayout const six(6, 6, 1);
    auto const row = six.index(std::array{0, 1, 2, 3, 4, 5});
    auto const kappa = entry.get<double>("kappa");
    auto const sextic = sextic_coupling(in.g6c, six, lambda_of(entry.get<double>("lambda_mean15")),
                                        in.contact, in.exchange);
    EXPECT_NEAR(sextic.tensor[row], kappa, 1e-9 * std::abs(kappa));
    auto const contact_only = sextic_coupling(in.g6c, six, lambda_of(0), in.contact, in.exchange);
    EXPECT_NEAR(contact_only.tensor[row], entry.get<double>("kappa_contact_only"),
                1e-9 * std::abs(kappa));
    EXPECT_GT(std::abs(contact_only.tensor[row] / kappa - 1), 0.1); // the exchange part matters
    EXPECT_NEAR(contact_only.kappa, contact_only.contact_only, -1e-12 * contact_only.kappa);
    EXPECT_NEAR(sextic.contact_only, contact_only.kappa, 1e-12 * std::abs(contact_only.kappa));
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
    auto const sextic = sextic_coupling(in.g6c, six, lambda_of(lambda), in.contact, in.exchange);
    double const expected = 371.0 / 3 / (400 * std::pow(cutoff, 7));
    EXPECT_NEAR(sextic.kappa, expected, 1e-11 * expected);
    EXPECT_LT(sextic.spread, 1e-10 * expected);
    EXPECT_LT((sextic.g6_connected_model - in.g6c.value).cwiseAbs().maxCoeff(),
              1e-11 * in.g6c.value.maxCoeff());
    EXPECT_EQ(sextic.deviations.size(), 0);
    EXPECT_EQ(sextic.cubature_error, 0);
  }
}

// Rows whose labels pair, 7 of equal labels and those with two; the error is that of a linearised
// function of lambda and G6c.
TEST(SexticCoupling, PropagatesErrors) {
  auto a = test::net(Activation::erf, 1, 1, 1);
  a.d_out = 2;
  auto const points = test::random_points(1, 2, 3, 0.3, 1);
  auto in = inputs_for(a, points, 20);
  CorrelatorLayout const six(6, 2, 2);
  std::srand(2);
  in.g6c.deviations = Eigen::MatrixXd::Random(4, six.size()) * 1e-7;
  QuarticInput const quartic{Eigen::VectorXd::Constant(1, -0.01),
                             Eigen::MatrixXd::Random(4, 1) * 1e-6};
  auto const sextic = sextic_coupling(in.g6c, six, quartic, in.contact, in.exchange);
  ASSERT_EQ(sextic.deviations.size(), 4);
  EXPECT_EQ(std::count(sextic.used.begin(), sextic.used.end(), 1),
            (sextic_label_factors(six).array() > 0).count());
  for (Eigen::Index b = 0; b < 4; ++b) {
    Estimate shifted = in.g6c;
    shifted.value += in.g6c.deviations.row(b).transpose();
    QuarticInput const moved{quartic.couplings + quartic.deviations.row(b).transpose(),
                             quartic.deviations};
    auto const other = sextic_coupling(shifted, six, moved, in.contact, in.exchange);
    EXPECT_NEAR(sextic.deviations[b], other.kappa - sextic.kappa,
                2e-4 * std::abs(sextic.deviations[b])); // second order in 1e-4
    Eigen::VectorXd const change = other.g6_connected_model - sextic.g6_connected_model;
    EXPECT_LT((sextic.model_deviations.row(b).transpose() - change).norm(), 2e-4 * change.norm());
  }
}

// 720 for equal labels; aabbcc has one pairing, aaaabb three, odd numbers none.
TEST(SexticCoupling, KnowsLabels) {
  CorrelatorLayout const six(6, 1, 3);
  std::vector<double> factors;
  for (double const f : sextic_label_factors(six))
    factors.push_back(f);
  std::sort(factors.begin(), factors.end());
  EXPECT_EQ(factors.back(), 720);
  EXPECT_EQ(std::count(factors.begin(), factors.end(), 144), 1);
  EXPECT_EQ(std::count(factors.begin(), factors.end(), 48), 1);
}

// ReLU-net, d_in = 1: one kappa for all labels of three outputs, and the model is exact.
TEST(SexticCoupling, OfReluNetIsOneNumberForAllLabels) {
  auto a = test::net(Activation::relu, 1, 1, 0);
  a.width = 20;
  a.d_out = 3;
  auto const points = test::random_points(1, 2, 5, 0.2, 1);
  auto const in = inputs_for(a, points, 10);
  CorrelatorLayout const six(6, 2, 3);
  auto const sextic =
      sextic_coupling(in.g6c, six, lambda_of(-12.5 / 20 / 1e5), in.contact, in.exchange);
  double const expected = 371.0 / 3 / 400 / 1e7;
  EXPECT_NEAR(sextic.kappa, expected, 1e-11 * expected);
  EXPECT_LT(sextic.spread, 1e-10 * expected);
  EXPECT_LT((sextic.g6_connected_model - in.g6c.value).cwiseAbs().maxCoeff(),
            1e-11 * in.g6c.value.maxCoeff());
}

// With all quartic terms the model that made G6c is found: a planted kappa comes back.
TEST(SexticCoupling, FindsAPlantedCoupling) {
  auto const a = test::net(Activation::erf, 1, 1, 1);
  auto const points = test::random_points(1, 3, 3, 0.2, 1);
  auto const v = vertex_integrals(a, points, {20}, SexticIntegrals::compute).integrals.value();
  auto const e =
      exchange_integrals(a, points, v, LayoutSet(6, 3, 1),
                         {QuarticTerm::constant, QuarticTerm::quadratic, QuarticTerm::nonlocal})
          .integrals.value();
  CorrelatorLayout const six(6, 3, 1);
  QuarticInput const quartic{Eigen::Vector3d(-1e-3, 2e-6, 3e-5), Eigen::MatrixXd::Zero(0, 3)};
  Estimate g6c;
  Eigen::VectorXd const i6 = v.sextic.row(0);
  g6c.value = exchange_part(e, 0, quartic.couplings).value - 720 * 4e-6 * i6;
  auto const sextic = sextic_coupling(g6c, six, quartic, i6, e);
  EXPECT_NEAR(sextic.kappa, 4e-6, 1e-15);
  EXPECT_LT(sextic.spread, 1e-15);
}

// Randomised exchange integrals: the error says how far kappa is from that with many nodes.
TEST(SexticCoupling, HasTheErrorOfTheCubature) {
  auto const a = test::net(Activation::relu, 2, 1, 0);
  auto const points = test::random_points(2, 2, 3, 0.3, 1);
  auto in = inputs_for(a, points, 10);
  auto const v = vertex_integrals(a, points, {10}, SexticIntegrals::compute).integrals.value();
  auto const rough =
      exchange_integrals(a, points, v, LayoutSet(6, 2, 1), {QuarticTerm::constant}, {16, 128})
          .integrals.value();
  CorrelatorLayout const six(6, 2, 1);
  auto const few = sextic_coupling(in.g6c, six, lambda_of(-1e-5), in.contact, rough);
  auto const many = sextic_coupling(in.g6c, six, lambda_of(-1e-5), in.contact, in.exchange);
  EXPECT_GT(few.cubature_error, 0);
  EXPECT_LT(many.cubature_error, few.cubature_error);
  EXPECT_LT(std::abs(few.kappa - many.kappa), 5 * few.cubature_error);
}

} // namespace
} // namespace nnft::eft
