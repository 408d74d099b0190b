#include "nnft/theory/correlators.hpp"
#include "nnft/theory/kernel.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "nnft_test/reference.hpp"

namespace {

using namespace nnft;

Architecture net(Activation activation, int d_in, std::int64_t width, double sigma_b = 1) {
  Architecture a;
  a.activation = activation;
  a.d_in = d_in;
  a.width = width;
  a.sigma_b = sigma_b;
  a.sigma_b_out = sigma_b;
  return a;
}

struct Theory {
  LayoutSet layouts;
  Correlators exact, gaussian;
  NeuronMoments moments;
};

Theory theory_of(Architecture const& a, InputSet const& inputs, int order) {
  LayoutSet layouts(order, inputs.size(), a.d_out);
  auto moments = neuron_moments(a, inputs, order).value();
  auto exact = exact_correlators(a, moments, layouts);
  auto gaussian = gaussian_process_correlators(Kernel(a).full(inputs), layouts);
  return {layouts, std::move(exact), std::move(gaussian), std::move(moments)};
}

TEST(ExactCorrelators, AgreeWithAllReferenceValues) {
  // relative 1e-10, or absolute 1e-12 of the full function where the connected part vanishes
  int n_entries = 0;
  for (auto const& [name, entry] : test::finite_width_reference().get_child("correlators")) {
    auto a = test::architecture_of(entry);
    auto const labels = test::integers(entry.get_child("labels"));
    a.d_out = *std::max_element(labels.begin(), labels.end()) > 0 ? 3 : 1;
    auto const order = static_cast<int>(labels.size());
    auto const t = theory_of(a, test::inputs_of(entry.get_child("x")), order);
    std::vector<int> points(labels.size());
    std::iota(points.begin(), points.end(), 0);
    auto const row = t.layouts.of(order).index(points, labels);
    auto const full = order == 4 ? Quantity::g4 : Quantity::g6;
    auto const connected = order == 4 ? Quantity::g4_connected : Quantity::g6_connected;
    auto const moment_row =
        CorrelatorLayout(order, t.layouts.of(order).n_points(), 1).index(points);
    double const scale = std::abs(entry.get<double>("full"));
    auto const expect = [&](double value, char const* key) {
      double const reference = entry.get<double>(key);
      EXPECT_NEAR(value, reference, std::max(1e-10 * std::abs(reference), 1e-12 * scale))
          << key << ' ' << description(a) << " order " << order;
    };
    expect(t.exact.at(full).value[row], "full");
    expect(t.exact.at(connected).value[row], "connected");
    expect(t.gaussian.at(full).value[row], "GP");
    if (order == 4) expect(t.moments.m4[moment_row], "M4");
    if (order == 6) expect(t.moments.m6[moment_row], "M6");
    EXPECT_TRUE(t.exact.at(full).is_exact());
    ++n_entries;
  }
  EXPECT_EQ(n_entries, 128);
}

double mean_ratio(Eigen::VectorXd const& a, Eigen::VectorXd const& b) {
  return (a.array() / b.array()).abs().mean();
}

TEST(ExactCorrelators, GiveTheReferenceFalloff) {
  for (auto const& [name, entry] : test::finite_width_reference().get_child("mn_curves")) {
    auto a = test::architecture_of(entry);
    auto const inputs = test::inputs_of(entry.get_child("x"));
    auto const widths = test::integers(entry.get_child("N"));
    int const order = entry.find("m6") == entry.not_found() ? 4 : 6;
    auto const moments = neuron_moments(a, inputs, order).value();
    LayoutSet const layouts(order, inputs.size(), 1);
    auto const gaussian = gaussian_process_correlators(Kernel(a).full(inputs), layouts);
    auto const expect = [&](double value, char const* key, std::size_t k) {
      double const reference = test::numbers(entry.get_child(key))[k];
      EXPECT_NEAR(value, reference, 1e-10 * reference) << key << ' ' << description(a);
    };
    for (std::size_t k = 0; k < widths.size(); ++k) {
      a.width = widths[k];
      auto const exact = exact_correlators(a, moments, layouts);
      auto const& wick4 = gaussian.at(Quantity::g4).value;
      expect(mean_ratio(exact.at(Quantity::g4).value - wick4, wick4), "m4", k);
      if (order < 6) continue;
      auto const& wick6 = gaussian.at(Quantity::g6).value;
      auto const& g6 = exact.at(Quantity::g6).value;
      expect(mean_ratio(g6 - wick6, wick6), "m6", k);
      expect(mean_ratio(exact.at(Quantity::g6_connected).value, wick6), "connected6_over_GP6", k);
      expect(mean_ratio(wick6, g6), "delta_GP", k);
    }
  }
}

TEST(ExactCorrelators, OfReluNetInOneDimensionAreClosedForms) {
  // G4c/Wick4 = 5/N, G6c/Wick6 = 44/N^2, G6/Wick6 - 1 = 15/N + 44/N^2 for every component
  auto const a = net(Activation::relu, 1, 20, 0);
  auto const t = theory_of(a, preset_inputs("hms", Activation::relu, 1).value(), 6);
  auto const ratio = [&](Quantity of, Quantity to) {
    return (t.exact.at(of).value.array() / t.gaussian.at(to).value.array()).eval();
  };
  EXPECT_LT((ratio(Quantity::g4_connected, Quantity::g4) - 0.25).abs().maxCoeff(), 1e-14);
  EXPECT_LT((ratio(Quantity::g6_connected, Quantity::g6) - 0.11).abs().maxCoeff(), 1e-14);
  EXPECT_LT((ratio(Quantity::g6, Quantity::g6) - 1.86).abs().maxCoeff(), 1e-14);
}

TEST(ExactCorrelators, OfGaussNetNearTheOriginAreClosedForms) {
  // sb = sw = 1, x = 0: G4c = 3 (e^4 - 1)/N, G6c = 15 (e^12 - 3 e^4 + 2)/N^2
  auto const a = net(Activation::gauss, 1, 10);
  auto const t = theory_of(a, {"", Eigen::RowVectorXd{{0}}}, 6);
  double const e4 = std::exp(4.0);
  EXPECT_DOUBLE_EQ(t.exact.at(Quantity::g4_connected).value[0], 3 * (e4 - 1) / 10);
  EXPECT_NEAR(t.exact.at(Quantity::g6_connected).value[0] /
                  (15 * (std::exp(12.0) - 3 * e4 + 2) / 100),
              1, 4e-15);
}

TEST(ExactCorrelators, VanishExactlyWhereSymmetrySaysSo) {
  // Erf-net and Tanh-net, d_in = 1: components odd in -1 and in +1, two of 126
  for (auto const activation : {Activation::erf, Activation::tanh}) {
    auto const t = theory_of(net(activation, 1, 5), preset_inputs("hms", activation, 1).value(), 4);
    EXPECT_EQ((t.exact.at(Quantity::g4_connected).value.array() == 0).count(), 2);
  }
  // the same with variances that are not binary fractions
  auto a = net(Activation::erf, 1, 5, 0.3);
  a.sigma_w = 0.3;
  auto const t = theory_of(a, preset_inputs("hms", Activation::erf, 1).value(), 4);
  EXPECT_EQ((t.exact.at(Quantity::g4_connected).value.array() == 0).count(), 2);
  // Cos-net at coincident points: the arcsine law has no third cumulant of its square
  auto const c = theory_of(net(Activation::cos, 1, 5, 0), {"", Eigen::RowVectorXd{{0.4}}}, 6);
  EXPECT_EQ(c.exact.at(Quantity::g6_connected).value[0], 0);
  EXPECT_NE(c.exact.at(Quantity::g4_connected).value[0], 0);
}

TEST(ExactCorrelators, AreNotZeroWhereTheyAreSmall) {
  // The products of Erf-net fluctuate with 1/sigma_w: C of three pairings of one point
  // is 4.46855e-7 at 1e7 (NumPy, erf_moments_test). What is left of the digits is stated.
  auto a = net(Activation::erf, 1, 1);
  a.sigma_w = 1e7;
  InputSet const x{"", Eigen::RowVectorXd{{0.3, 1.2}}};
  LayoutSet const layouts(6, 2, 1);
  auto const t = exact_theory(a, neuron_moments(a, x, 6).value(), layouts);
  auto const& g4 = t.correlators.at(Quantity::g4_connected).value;
  double const accuracy = t.accuracy.at(Quantity::g4_connected);
  EXPECT_GT((g4.array() != 0).count(), 4);
  EXPECT_NEAR(g4[0] / 4.46855139770108e-07, 1, 3 * accuracy);
  EXPECT_NEAR(g4[4] / 1.11713810272830e-07, 1, 12 * accuracy);
  EXPECT_GT(accuracy, 1e-9);
  EXPECT_LT(accuracy, 1e-7);
}

TEST(ExactCorrelators, AreLeftOutWhereTooFewDigitsAreLeft) {
  auto a = net(Activation::erf, 1, 1);
  a.sigma_w = 1e12;
  InputSet const x{"", Eigen::RowVectorXd{{0.3, 1.2}}};
  LayoutSet const layouts(6, 2, 1);
  auto const t = exact_theory(a, neuron_moments(a, x, 6).value(), layouts);
  for (auto const q : {Quantity::g4_connected, Quantity::g6_connected}) {
    EXPECT_FALSE(t.correlators.contains(q));
    EXPECT_GT(t.accuracy.at(q), sufficient_accuracy);
  }
  // the full functions need no such digits
  EXPECT_NEAR(t.correlators.at(Quantity::g4).value[0] / 12, 1, 1e-11); // K = 1 + M2, M = 1
}

TEST(ExactCorrelators, OfCosNetVanishWherePhasesDo) {
  // kappa_3 of five equal points and another one: 0 by phases, never told from its size
  auto const c = theory_of(net(Activation::cos, 1, 5, 0), {"", Eigen::RowVectorXd{{0.4, -1}}}, 6);
  auto const& g6 = c.exact.at(Quantity::g6_connected).value;
  EXPECT_EQ((g6.array() == 0).count(), 4); // 000000, 000001, 011111, 111111
  EXPECT_GT(g6.cwiseAbs().maxCoeff(), 1e-3);
}

TEST(ExactCorrelators, OfOddLabelsVanish) {
  auto a = net(Activation::erf, 1, 5);
  a.d_out = 3;
  auto const t = theory_of(a, {"", Eigen::RowVectorXd{{0.2, 0.6, 1}}}, 6);
  for (auto const& [quantity, estimate] : t.exact) {
    auto const& layout = t.layouts.of(order_of(quantity));
    for (std::ptrdiff_t row = 0; row < layout.size(); ++row) {
      std::array<int, 3> count{};
      for (int const label : layout.labels(row))
        ++count[static_cast<std::size_t>(label)];
      bool const odd = std::any_of(count.begin(), count.end(), [](int n) { return n % 2 == 1; });
      EXPECT_EQ(estimate.value[row] == 0, odd);
    }
  }
}

TEST(ExactCorrelators, OfOneLabelSumOverChannels) {
  // G4c_aaaa = G4c_aabb + G4c_abab + G4c_abba
  auto a = net(Activation::tanh, 1, 5);
  a.d_out = 2;
  auto const t = theory_of(a, {"", Eigen::RowVectorXd{{-0.3, 0.2, 0.6, 1}}}, 4);
  std::array const points{0, 1, 2, 3};
  auto const g = [&](std::array<int, 4> const& labels) {
    return t.exact.at(Quantity::g4_connected).value[t.layouts.of(4).index(points, labels)];
  };
  double const channels = g({0, 0, 1, 1}) + g({0, 1, 0, 1}) + g({0, 1, 1, 0});
  EXPECT_NEAR(g({0, 0, 0, 0}), channels, 1e-14 * channels);
}

TEST(ExactCorrelators, DependOnTheOutputLayerAsTheyMust) {
  auto a = net(Activation::erf, 1, 7);
  InputSet const x{"", Eigen::RowVectorXd{{0.2, 0.9}}};
  auto const before = theory_of(a, x, 6);
  a.sigma_w_out = 2;
  a.sigma_b_out = 0;
  a.width = 14;
  auto const after = theory_of(a, x, 6);
  auto const factor = [&](Quantity q) {
    return (after.exact.at(q).value.array() / before.exact.at(q).value.array()).eval();
  };
  EXPECT_LT((factor(Quantity::g4_connected) - 16.0 / 2).abs().maxCoeff(), 1e-13);
  EXPECT_LT((factor(Quantity::g6_connected) - 64.0 / 4).abs().maxCoeff(), 1e-12);
}

TEST(Wick, SumsThreeAndFifteenPairings) {
  Eigen::MatrixXd const one = Eigen::MatrixXd::Ones(1, 1);
  EXPECT_EQ(wick(one, CorrelatorLayout(2, 1, 1))[0], 1);
  EXPECT_EQ(wick(one, CorrelatorLayout(4, 1, 1))[0], 3);
  EXPECT_EQ(wick(one, CorrelatorLayout(6, 1, 1))[0], 15);
  Eigen::MatrixXd const k{{2, 3, 5, 7}, {3, 11, 13, 17}, {5, 13, 19, 23}, {7, 17, 23, 29}};
  CorrelatorLayout const layout(4, 4, 2);
  auto const g4 = wick(k, layout);
  std::array const points{0, 1, 2, 3};
  EXPECT_EQ(g4[layout.index(points)], 3 * 23 + 5 * 17 + 7 * 13);
  EXPECT_EQ(g4[layout.index(points, std::array{0, 1, 0, 1})], 5 * 17);
  EXPECT_EQ(g4[layout.index(points, std::array{0, 0, 0, 1})], 0);
}

TEST(GaussianProcess, IsTheLimitOfInfiniteWidth) {
  auto const t = theory_of(net(Activation::erf, 1, 1000000000000),
                           preset_inputs("hms", Activation::erf, 1).value(), 6);
  for (auto const q : {Quantity::g2, Quantity::g4, Quantity::g6})
    EXPECT_LT((t.exact.at(q).value - t.gaussian.at(q).value).cwiseAbs().maxCoeff(), 1e-10);
}

// What would pass unnoticed if the tolerances above were too wide.
TEST(ExactCorrelators, PlantedErrorsAreFarOutsideTheTolerances) {
  auto const a = net(Activation::erf, 1, 20);
  auto const t = theory_of(a, preset_inputs("hms", Activation::erf, 1).value(), 6);
  auto const& m4 = t.moments.m4;
  auto const& m2 = t.moments.m2;
  std::array const points{0, 1, 2, 3};
  auto const row = t.layouts.of(4).index(points);
  auto const pair = [&](int i, int j) { return m2[t.layouts.of(2).index(std::array{i, j})]; };
  double const right = t.exact.at(Quantity::g4_connected).value[row];
  double const s = 1.0 / 20;
  auto const by_hand = [&](double factor_of_m4, double sign, double third_pairing) {
    return s * (factor_of_m4 * m4[row] + sign * (pair(0, 1) * pair(2, 3) + pair(0, 2) * pair(1, 3) +
                                                 third_pairing * pair(0, 3) * pair(1, 2)));
  };
  EXPECT_NEAR(by_hand(3, -1, 1), right, 1e-13 * std::abs(right));
  for (double const wrong : {by_hand(1, -1, 1), by_hand(3, 1, 1), by_hand(3, -1, 0)})
    EXPECT_GT(std::abs(wrong - right), 1e-2 * std::abs(right)); // tolerance 1e-10
}

} // namespace
