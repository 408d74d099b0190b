#include "nnft/eft/cutoff_scan.hpp"
#include "nnft/eft/replicates.hpp"
#include "nnft/eft/vertex_integrals.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "eft_fixture.hpp"

namespace nnft::eft {
namespace {

double worst_pull(Eigen::MatrixXd const& value, Eigen::MatrixXd const& truth,
                  Eigen::MatrixXd const& error) {
  return ((value - truth).array() / error.array()).abs().maxCoeff();
}

// Where the deterministic rules exist they are the truth: differences within the stated errors
// (Student's t with 7 degrees of freedom, some 100 numbers: 8 standard errors at most), which are
// small.
TEST(RandomisedVertexIntegrals, AgreeWithTheShellsWithinTheirErrors) {
  for (int const d : {2, 3})
    for (auto const& a :
         {test::net(Activation::erf, d, 1, 1), test::net(Activation::relu, d, 1.2, 0),
          test::net(Activation::relu, d, 1, 0.6)}) {
      auto const inputs = test::random_points(d, 3, 8, 0.2, 1);
      std::vector<double> const cutoffs{1.5, 10, 40};
      auto const truth = test::integrals_of(a, inputs, cutoffs);
      auto const v = randomised_vertex_integrals(a, inputs, cutoffs, SexticIntegrals::compute);
      auto const error = v.quartic_error();
      EXPECT_LT(worst_pull(v.quartic, truth.quartic, error), 8) << description(a);
      EXPECT_LT((error.array() / v.quartic.array()).abs().maxCoeff(), 2e-3) << description(a);
      EXPECT_LT((v.quartic_flow - truth.quartic_flow).norm(), 3e-2 * truth.quartic_flow.norm());
      EXPECT_LT((v.quartic_y2 - truth.quartic_y2).norm(), 3e-2 * truth.quartic_y2.norm());
      EXPECT_LT((v.pairs - truth.pairs).norm(), 3e-2 * truth.pairs.norm());
      EXPECT_EQ(v.replicates.size(), 8U);
      EXPECT_EQ(v.sextic.cols(), 28);
      EXPECT_EQ(truth.quartic_error().rows(), 0);
    }
}

// Tanh-net: shells are the truth at d_in = 2; at d_in = 3 they are what vertex_integrals gives.
TEST(RandomisedVertexIntegrals, OfTanhNet) {
  auto const a = test::net(Activation::tanh, 2, 1, 0.5);
  auto const inputs = test::random_points(2, 2, 8, 0.2, 1);
  auto const truth = test::integrals_of(a, inputs, {1.5, 10});
  ASSERT_EQ(truth.method, "cube shells");
  auto const v =
      randomised_vertex_integrals(a, inputs, {1.5, 10}, SexticIntegrals::leave_out, {8, 1024});
  EXPECT_LT(worst_pull(v.quartic, truth.quartic, v.quartic_error()), 8);
  EXPECT_LT((v.quartic_error().array() / v.quartic.array()).abs().maxCoeff(), 1e-2);
  auto const in_3 = test::integrals_of(test::net(Activation::tanh, 3, 1, 0.5),
                                       test::random_points(3, 2, 8, 0.2, 1), {1.5});
  EXPECT_LT((in_3.quartic_error().array() / in_3.quartic.array()).abs().maxCoeff(), 1e-2);
}

// Above d_in = 3 they are what vertex_integrals gives. In a box so small that nothing varies I4 is
// (2 L)^d prod K_W(x_i, 0).
TEST(RandomisedVertexIntegrals, ServeHighDimensions) {
  for (int const d : {4, 7, 10}) {
    auto const a = test::net(Activation::erf, d, 1, 1);
    auto const inputs = test::random_points(d, 2, 8, 0.2, 1);
    auto const v = test::integrals_of(a, inputs, {1e-6});
    EXPECT_EQ(v.method, "randomised cubature");
    Kernel const kernel(a);
    double const k = kernel.weight_part(inputs.x.col(0), Eigen::VectorXd::Zero(d));
    double const expected = std::pow(2e-6, d) * std::pow(k, 4);
    EXPECT_NEAR(v.quartic(0, 0), expected, 1e-4 * expected);
  }
}

// Orthogonal points without bias: components with an odd power of one point vanish. What is left
// of them is noise, and no coupling is divided by it.
TEST(RandomisedVertexIntegrals, KnowWhatIsNoise) {
  auto const a = test::net(Activation::erf, 4, 1, 0);
  InputSet inputs;
  inputs.x = Eigen::MatrixXd::Identity(4, 2);
  auto const v = vertex_integrals(a, inputs, {5}, SexticIntegrals::compute).integrals.value();
  CorrelatorLayout const six(6, 2, 1);
  for (std::ptrdiff_t r = 0; r < six.size(); ++r) {
    auto const points = six.points(r);
    bool const odd = std::count(points.begin(), points.end(), 0) % 2 == 1;
    EXPECT_EQ(v.contact(0)[r] == 0, odd) << r;
    EXPECT_NE(v.sextic(0, r), 0);
  }
}

// Replicates and jackknife: the error of a mean is the usual one, and covers what more nodes give.
TEST(RandomisedVertexIntegrals, LeaveReplicatesOut) {
  auto const a = test::net(Activation::erf, 4, 1, 1);
  auto const inputs = test::random_points(4, 2, 8, 0.2, 1);
  auto const some =
      randomised_vertex_integrals(a, inputs, {2}, SexticIntegrals::compute, {16, 512});
  auto const many =
      randomised_vertex_integrals(a, inputs, {2}, SexticIntegrals::compute, {16, 16384});
  Eigen::MatrixXd i6(16, some.sextic.cols());
  for (Eigen::Index k = 0; k < 16; ++k)
    i6.row(k) = some.without(static_cast<std::size_t>(k)).sextic;
  EXPECT_LT((jackknife_error(i6) - some.sextic_error().transpose()).norm(),
            1e-10 * some.sextic_error().norm());
  EXPECT_LT(worst_pull(some.sextic, many.sextic, some.sextic_error()), 6);
  EXPECT_GT(worst_pull(some.sextic, many.sextic, some.sextic_error()), 0.01);
  EXPECT_TRUE(some.without(0).replicates.empty());
}

// Slopes do not suffer from the cubature: ReLU-net scales exactly, Erf-net tends to -d_in.
TEST(RandomisedVertexIntegrals, GiveTheExpectedSlopes) {
  for (int const d : {5, 10}) {
    for (auto const activation : {Activation::relu, Activation::erf}) {
      auto const a = test::net(activation, d, 1, activation == Activation::relu ? 0 : 1);
      auto const inputs = test::random_points(d, 2, 3, 0.2, 1);
      LayoutSet const layouts(4, 2, 1);
      auto const scan = cutoff_scan(a, test::exact(a, inputs, layouts).at(Quantity::g4_connected),
                                    layouts.of(4), test::integrals_of(a, inputs, {1e4, 1e5}));
      ASSERT_TRUE(scan.line.has_value());
      bool const relu = activation == Activation::relu;
      EXPECT_NEAR(scan.line->slope, relu ? -(d + 4) : -d, relu ? 1e-11 : 2e-2);
      EXPECT_LT(scan.line->slope_error, 2e-2);
      EXPECT_EQ(scan.integral_error.rows(), 2);
      EXPECT_LT(scan.integral_error.maxCoeff(), 2e-2);
    }
  }
}

} // namespace
} // namespace nnft::eft
