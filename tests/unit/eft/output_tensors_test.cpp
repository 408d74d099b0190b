#include "nnft/eft/output_tensors.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "eft_fixture.hpp"

namespace nnft::eft {
namespace {

// The three tensors are C(12;34), C(13;24), C(14;23) of the exact theory: one neuron's
// <ssss> - <ss><ss>, times sigma_w_out^4/N, for any number of outputs.
TEST(OutputTensors, AreThoseOfOneNeuron) {
  auto const inputs = test::random_points(1, 3, 5, -1, 1);
  std::vector<OutputTensors> all;
  for (int const n : {2, 3, 5}) {
    auto a = test::net(Activation::erf, 1, 1.2, 0.7);
    a.d_out = n;
    LayoutSet const layouts(4, 3, n);
    all.push_back(
        output_tensors(test::exact(a, inputs, layouts).at(Quantity::g4_connected), layouts.of(4)));
    auto const& t = all.back();
    Eigen::VectorXd const singlet = t.s.value + (t.t.value + t.u.value) / n;
    EXPECT_LT((t.singlet.value - singlet).norm(), 1e-13 * singlet.norm());
    Eigen::VectorXd const sum = t.s.value + t.t.value + t.u.value;
    EXPECT_LT((t.equal.value - sum).norm(), 1e-13 * sum.norm());
    EXPECT_LT((3 * t.two_pair.value - sum).norm(), 1e-13 * sum.norm());
    EXPECT_FALSE(t.local.has_value());
    EXPECT_GT(t.local_spread, 1e-3); // no local vertex describes them
    EXPECT_LT((t.s.value - all.front().s.value).norm(), 1e-12 * t.s.value.norm());
  }
  EXPECT_NEAR(all[0].singlet_correction / all[2].singlet_correction, 2.5, 1e-9);
  // C(12;34) + C(13;24) + C(14;23) of one output is the sum of the three
  auto one = test::net(Activation::erf, 1, 1.2, 0.7);
  LayoutSet const single(4, 3, 1);
  auto const g4c = test::exact(one, inputs, single).at(Quantity::g4_connected).value;
  EXPECT_LT((g4c - all[0].equal.value).norm(), 1e-12 * g4c.norm());
}

// Where all points coincide, and for ReLU-net at d_in = 1 and one sign, the vertex is local.
TEST(OutputTensors, OfReluNetAreThoseOfALocalVertex) {
  auto a = test::net(Activation::relu, 1, 1, 0);
  a.d_out = 2;
  auto const inputs = test::random_points(1, 3, 5, 0.2, 1);
  LayoutSet const layouts(4, 3, 2);
  auto const t =
      output_tensors(test::exact(a, inputs, layouts).at(Quantity::g4_connected), layouts.of(4));
  EXPECT_LT(t.local_spread, 1e-12);
  EXPECT_NEAR(t.singlet_correction, 1, 1e-12); // (1 + 1)/n
}

// Measured: noise on a local tensor passes both tests; a planted difference does not, nor does a
// broken rotation symmetry.
TEST(OutputTensors, AreTestedWithTheirCovariance) {
  auto a = test::net(Activation::relu, 1, 1, 0);
  a.d_out = 2;
  auto const inputs = test::random_points(1, 2, 5, 0.2, 1);
  LayoutSet const layouts(4, 2, 2);
  auto const& four = layouts.of(4);
  std::mt19937_64 engine(4);
  std::normal_distribution<double> normal;
  auto const exact = test::exact(a, inputs, layouts).at(Quantity::g4_connected).value;
  Eigen::MatrixXd draws =
      Eigen::MatrixXd::NullaryExpr(100, exact.size(), [&] { return normal(engine); });
  Eigen::RowVectorXd const mean = draws.colwise().mean();
  Estimate e{
      exact + 1e-4 * mean.transpose(), 1e-4 * (draws.rowwise() - mean) / std::sqrt(100.0 * 99), {}};
  auto const good = output_tensors(e, four);
  ASSERT_TRUE(good.local && good.rotations);
  EXPECT_GT(good.local->p_value.value(), 1e-4);
  EXPECT_GT(good.rotations->p_value.value(), 1e-4);
  EXPECT_EQ(good.rotations->dof, 5);
  auto const row = four.index(std::array{0, 0, 1, 1}, std::array{0, 0, 1, 1});
  auto planted = e;
  planted.value[row] *= 1.02;
  auto const bad = output_tensors(planted, four);
  EXPECT_LT(bad.local->p_value.value(), 1e-6);
  EXPECT_LT(bad.rotations->p_value.value(), 1e-6);
}

} // namespace
} // namespace nnft::eft
