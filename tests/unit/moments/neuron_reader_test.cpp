#include "nnft/moments/contraction.hpp"
#include "nnft/moments/moment_reader.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace nnft {
namespace {

constexpr NeuronScales scales{1.7, 0.3, 5};

//! Outputs of a neuron at two points; each row is one of its equally likely states.
Eigen::MatrixXd const states{{0.2, 1.1}, {-0.7, 0.4}, {1.5, -0.3}};

//! Means of products of s over the given states, in the rows of the layouts of one output.
Eigen::MatrixXd means_of(std::vector<int> const& chosen) {
  LayoutSet const monomials(6, 2, 1);
  Eigen::MatrixXd means = Eigen::MatrixXd::Zero(1, first_moment(monomials, 8));
  Eigen::Index at = 0;
  for (int order = 2; order <= 6; order += 2)
    for (std::ptrdiff_t row = 0; row < monomials.of(order).size(); ++row, ++at)
      for (int const state : chosen) {
        double product = 1.0 / static_cast<double>(chosen.size());
        for (int const i : monomials.of(order).points(row))
          product *= states(state, i);
        means(0, at) += product;
      }
  return means;
}

Eigen::MatrixXd weight_kernel() {
  return scales.output_variance * states.transpose() * states / 3;
}

//! Sum over the allowed pairings of the joint cumulant of the pairs' products, by enumeration.
double connected(CorrelatorLayout const& layout, std::ptrdiff_t row, double width) {
  auto const k = weight_kernel();
  double sum = 0;
  auto const pairings = allowed_pairings(layout);
  for (auto const& pairs : pairings[static_cast<std::size_t>(row)])
    for (Eigen::Index state = 0; state < 3; ++state) {
      double product = 1.0 / 3;
      for (int p = 0; p < layout.order() / 2; ++p) {
        int const pair = pairs[static_cast<std::size_t>(p)]; // (0,0), (0,1), (1,1)
        int const i = pair == 2 ? 1 : 0;
        int const j = pair == 0 ? 0 : 1;
        product *= scales.output_variance * states(state, i) * states(state, j) - k(i, j);
      }
      sum += product; // of mean zero each, up to three: moments are cumulants
    }
  return sum / std::pow(width, layout.order() / 2 - 1);
}

TEST(NeuronReader, GivesTheCumulantsOfNetworks) {
  for (int const d_out : {1, 3}) {
    LayoutSet const layouts(6, 2, d_out);
    auto const reader =
        make_neuron_reader(layouts, weight_kernel(), scales, KernelKnowledge::exact);
    auto const means = means_of({0, 1, 2});
    Eigen::ArrayXd const networks = Eigen::ArrayXd::Constant(1, 1000);
    for (auto const quantity : {Quantity::g4_connected, Quantity::g6_connected}) {
      auto const& layout = layouts.of(order_of(quantity));
      auto const values = reader->read(quantity, networks, means);
      for (std::ptrdiff_t row = 0; row < layout.size(); ++row)
        EXPECT_NEAR(values(0, row), connected(layout, row, scales.width), 1e-13)
            << name_of(quantity) << " " << row;
    }
  }
}

// Full functions are those of Wick's theorem with the cumulants: at infinite width the Gaussian
// process, and G2 = K + output bias.
TEST(NeuronReader, FullFunctionsAreWickAndCumulants) {
  LayoutSet const layouts(4, 2, 1);
  auto const reader = make_neuron_reader(layouts, weight_kernel(), scales, KernelKnowledge::exact);
  Eigen::ArrayXd const networks = Eigen::ArrayXd::Constant(1, 1000);
  Eigen::MatrixXd const means = means_of({0, 1, 2}).leftCols(first_moment(LayoutSet(4, 2, 1), 6));
  auto const g2 = reader->read(Quantity::g2, networks, means);
  auto const g4 = reader->read(Quantity::g4, networks, means);
  auto const g4c = reader->read(Quantity::g4_connected, networks, means);
  Eigen::MatrixXd const k = weight_kernel().array() + scales.bias_variance;
  EXPECT_NEAR(g2(0, 0), k(0, 0), 1e-14);
  EXPECT_NEAR(g2(0, 1), k(0, 1), 1e-14);
  EXPECT_NEAR(g4(0, 0), 3 * k(0, 0) * k(0, 0) + g4c(0, 0), 1e-13);
  EXPECT_NEAR(g4(0, 2), k(0, 0) * k(1, 1) + 2 * k(0, 1) * k(0, 1) + g4c(0, 2), 1e-13);
}

// Without the exact kernel: averaged over all 3^3 samples of three neurons the estimates are the
// cumulants, without bias.
TEST(NeuronReader, IsUnbiasedWithoutTheKernel) {
  LayoutSet const layouts(6, 2, 1);
  auto const reader =
      make_neuron_reader(layouts, 0.8 * weight_kernel(), scales, KernelKnowledge::estimated);
  Eigen::ArrayXd const networks = Eigen::ArrayXd::Constant(1, 3);
  for (auto const quantity : {Quantity::g4_connected, Quantity::g6_connected}) {
    auto const& layout = layouts.of(order_of(quantity));
    Eigen::MatrixXd mean = Eigen::MatrixXd::Zero(1, layout.size());
    for (int a = 0; a < 3; ++a)
      for (int b = 0; b < 3; ++b)
        for (int c = 0; c < 3; ++c)
          mean += reader->read(quantity, networks, means_of({a, b, c})) / 27;
    for (std::ptrdiff_t row = 0; row < layout.size(); ++row)
      EXPECT_NEAR(mean(0, row), connected(layout, row, scales.width), 1e-12)
          << name_of(quantity) << " " << row;
  }
}

} // namespace
} // namespace nnft
