#include "nnft/theory/kernel.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "nnft_test/reference.hpp"

namespace {

using namespace nnft;

Eigen::VectorXd point(test::Json const& list) {
  auto const x = test::numbers(list);
  return Eigen::Map<Eigen::VectorXd const>(x.data(), static_cast<Eigen::Index>(x.size()));
}

TEST(Kernel, AgreesWithAllReferenceValues) {
  int n = 0;
  for (auto const& [name, entry] : test::finite_width_reference().get_child("kernels")) {
    auto const architecture = test::architecture_of(entry);
    auto const x = point(entry.get_child("x"));
    auto const y = point(entry.get_child("y"));
    Kernel const kernel(architecture);
    double const weight_part = entry.get<double>("K_W");
    double const tolerance = 1e-14 * std::abs(weight_part); // rounding of the reference included
    EXPECT_NEAR(kernel.weight_part(x, y), weight_part, tolerance) << description(architecture);
    EXPECT_NEAR(kernel.weight_part(y, x), weight_part, tolerance);
    InputSet const both{"", (Eigen::MatrixXd(x.size(), 2) << x, y).finished()};
    EXPECT_NEAR(kernel.full(both)(0, 1), entry.get<double>("K"), 1e-14 * entry.get<double>("K"));
    ++n;
  }
  EXPECT_EQ(n, 24);
}

TEST(Kernel, MatricesAreSymmetricAndHoldTheBiasOnce) {
  for (auto const activation : all_activations()) {
    Architecture a;
    a.activation = activation;
    a.d_in = 2;
    a.sigma_b = activation == Activation::cos ? 0 : 0.7;
    a.sigma_w_out = 1.5;
    a.sigma_b_out = 0.4;
    auto const inputs = preset_inputs("hms", activation, 2).value();
    Kernel const kernel(a);
    auto const weight_part = kernel.weight_part(inputs);
    auto const full = kernel.full(inputs);
    EXPECT_EQ(full, full.transpose());
    EXPECT_LT(((full - weight_part).array() - 0.16).abs().maxCoeff(), 1e-15);
    EXPECT_EQ(weight_part(1, 2), kernel.weight_part(inputs.x.col(2), inputs.x.col(1)));
    EXPECT_LE(kernel.accuracy(), 1e-14);
  }
}

TEST(Kernel, ScalesWithTheOutputWeights) {
  Architecture a;
  a.sigma_w_out = 1;
  InputSet const x{"", Eigen::RowVectorXd{{0.3, -0.4}}};
  double const before = Kernel(a).weight_part(x)(0, 1);
  a.sigma_w_out = 3;
  EXPECT_DOUBLE_EQ(Kernel(a).weight_part(x)(0, 1), 9 * before);
}

} // namespace
