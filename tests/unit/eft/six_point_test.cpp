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
    return predict_six_point(kernel, g4_model, Eigen::VectorXd::Zero(layouts.of(6).size()),
                             wick(kernel, layouts.of(6)), exact.at(Quantity::g6).value, layouts);
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
  auto const wick6 = wick(t.kernel, t.layouts.of(6));
  auto const p = predict_six_point(t.kernel, g4c, g6c, wick6, g6, t.layouts);
  EXPECT_LT((p.g6 - g6).cwiseAbs().maxCoeff(), 1e-13 * g6.maxCoeff());
  EXPECT_NEAR(p.mean_delta, 1, 1e-11);
  auto const rows = t.layouts.of(6);
  auto const odd = rows.index(std::array{0, 0, 1, 1, 2, 2}, std::array{0, 0, 0, 1, 2, 2});
  EXPECT_EQ(p.g6[odd], 0);
  EXPECT_EQ(p.delta[odd], 0);
  for (double const wrong : {2.0, -1.0, 2.0 / 3})
    EXPECT_GT((predict_six_point(t.kernel, wrong * g4c, g6c, wick6, g6, t.layouts).g6 - g6)
                  .cwiseAbs()
                  .maxCoeff(),
              1e-4 * g6.maxCoeff());
}

} // namespace
} // namespace nnft::eft
