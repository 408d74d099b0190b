#include "nnft/eft/cutoff_scan.hpp"
#include "nnft/eft/quartic_tree.hpp"
#include "nnft/eft/six_point.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "eft_fixture.hpp"
#include "nnft_test/reference.hpp"

namespace nnft::eft {
namespace {

struct Theory {
  Architecture a;
  InputSet inputs;
  LayoutSet layouts;
  Correlators exact;
  Eigen::MatrixXd kernel;

  Theory(Architecture const& arch, InputSet const& in)
      : a(arch), inputs(in), layouts(6, in.size(), arch.d_out),
        exact(test::exact(a, inputs, layouts)), kernel(Kernel(a).full(inputs)) {}

  [[nodiscard]] SixPointPrediction predict(Eigen::VectorXd const& g4_model) const {
    return predictor()(exact_model(g4_model, Eigen::VectorXd::Zero(layouts.of(6).size())),
                       exact.at(Quantity::g6));
  }

  [[nodiscard]] SixPointPredictor predictor() const {
    return {kernel, wick(kernel, layouts.of(6)), layouts};
  }
};

// -24 lambda I4 with the tensor, or with its mean over all components (those that vanish count as
// 0, as in the reference).
Eigen::VectorXd model(Theory const& t, VertexIntegrals const& v, CutoffScan const& scan,
                      Eigen::Index c, bool tensor) {
  Eigen::VectorXd const i4 =
      label_factors(t.layouts.of(4))
          .cwiseProduct(v.quartic.row(c)(point_rows(t.layouts.of(4))).transpose());
  if (tensor) return -i4.cwiseProduct(scan.tensor.row(c).transpose());
  return -i4 * scan.tensor.row(c).mean();
}

TEST(SixPoint, AgreesWithReference) {
  for (auto const& [name, entry] : test::finite_width_reference().get_child("six_pt")) {
    Theory const t(test::architecture_of(entry), test::inputs_of(entry.get_child("x")));
    std::vector<double> cutoffs;
    for (auto const& [key, row] : entry.get_child("rows"))
      cutoffs.push_back(test::cutoff_named(row.get<std::string>("L")));
    auto const v = test::integrals_of(t.a, t.inputs, cutoffs);
    auto const scan = cutoff_scan(t.a, t.exact.at(Quantity::g4_connected), t.layouts.of(4), v);
    bool const mixed = t.a.activation == Activation::erf;
    Eigen::Index c = 0;
    for (auto const& [key, row] : entry.get_child("rows")) {
      auto const by_tensor = t.predict(model(t, v, scan, c, true));
      EXPECT_NEAR(by_tensor.mean_delta, row.get<double>("delta_tensor"), 1e-10);
      auto const by_mean = t.predict(model(t, v, scan, c, false));
      EXPECT_NEAR(by_mean.mean_delta, row.get<double>("delta_lambar"), mixed ? 5e-7 : 1e-9);
      ++c;
    }
    auto const no_vertex = t.predict(Eigen::VectorXd::Zero(t.layouts.of(4).size()));
    EXPECT_NEAR(no_vertex.mean_delta, entry.get<double>("mean_GP_over_G6"), 1e-10);
  }
}

// Invariance under a change of the cutoff: the tensor lambda absorbs it identically, for every net.
TEST(SixPoint, WithTheTensorDoesNotDependOnTheCutoff) {
  for (auto const activation : {Activation::erf, Activation::relu, Activation::gauss}) {
    Theory const t(test::net(activation, 2, 1.2, 0.7), test::random_points(2, 3, 12, 0.2, 1));
    auto const v = test::integrals_of(t.a, t.inputs, {0.5, 7, 100});
    auto const scan = cutoff_scan(t.a, t.exact.at(Quantity::g4_connected), t.layouts.of(4), v);
    auto const first = t.predict(model(t, v, scan, 0, true));
    for (Eigen::Index c : {1, 2}) {
      auto const other = t.predict(model(t, v, scan, c, true));
      EXPECT_LT((other.delta - first.delta).cwiseAbs().maxCoeff(), 1e-12);
    }
    auto const by_mean = t.predict(model(t, v, scan, 0, false));
    EXPECT_GT(std::abs(t.predict(model(t, v, scan, 2, false)).mean_delta - by_mean.mean_delta),
              1e-9); // with one lambda it does
  }
}

// G6 = Wick6 + sum_15 K G4c + G6c is exact for all labels: with the exact G4c and G6c as the model
// the prediction is G6 itself, and without one of them it is not.
TEST(SixPoint, IsTheClusterExpansionForAllLabels) {
  auto a = test::net(Activation::erf, 1, 1.1, 0.4);
  a.d_out = 3;
  Theory const t(a, test::random_points(1, 3, 2, -1, 1));
  auto const& g6 = t.exact.at(Quantity::g6).value;
  auto const& g4c = t.exact.at(Quantity::g4_connected).value;
  auto const& g6c = t.exact.at(Quantity::g6_connected).value;
  auto const predict = t.predictor();
  auto const p = predict(exact_model(g4c, g6c), t.exact.at(Quantity::g6));
  EXPECT_LT((p.g6 - g6).cwiseAbs().maxCoeff(), 1e-13 * g6.maxCoeff());
  EXPECT_NEAR(p.mean_delta, 1, 1e-11);
  auto const rows = t.layouts.of(6);
  auto const odd = rows.index(std::array{0, 0, 1, 1, 2, 2}, std::array{0, 0, 0, 1, 2, 2});
  EXPECT_EQ(p.g6[odd], 0);
  EXPECT_EQ(p.delta[odd], 0);
  EXPECT_EQ(p.used[static_cast<std::size_t>(odd)], 0);
  for (double const wrong : {2.0, -1.0, 2.0 / 3})
    EXPECT_GT((predict(exact_model(wrong * g4c, g6c), t.exact.at(Quantity::g6)).g6 - g6)
                  .cwiseAbs()
                  .maxCoeff(),
              1e-4 * g6.maxCoeff());
}

// The error of the mean delta is that of a linearised function of G4c, G6c and G6.
TEST(SixPoint, PropagatesErrors) {
  Theory t(test::net(Activation::erf, 1, 1, 1), test::random_points(1, 3, 5, 0.2, 1));
  auto const predict = t.predictor();
  auto model = exact_model(t.exact.at(Quantity::g4_connected).value,
                           t.exact.at(Quantity::g6_connected).value);
  auto g6 = t.exact.at(Quantity::g6);
  std::srand(8);
  model.g4_deviations = Eigen::MatrixXd::Random(5, model.g4.size()) * 1e-7;
  model.g6_deviations = Eigen::MatrixXd::Random(5, model.g6.size()) * 1e-7;
  g6.deviations = Eigen::MatrixXd::Random(5, g6.value.size()) * 1e-7;
  auto const p = predict(model, g6);
  double variance = 0;
  for (Eigen::Index b = 0; b < 5; ++b) {
    auto shifted = g6;
    shifted.value += g6.deviations.row(b).transpose();
    auto moved = model;
    moved.g4 += model.g4_deviations.row(b).transpose();
    moved.g6 += model.g6_deviations.row(b).transpose();
    variance += std::pow(predict(moved, shifted).mean_delta - p.mean_delta, 2);
  }
  EXPECT_NEAR(p.mean_delta_error, std::sqrt(variance), 1e-5 * p.mean_delta_error);
  EXPECT_GT(p.mean_delta_error, 0);
}

} // namespace
} // namespace nnft::eft
