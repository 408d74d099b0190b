#include "nnft/core/error.hpp"
#include "nnft/eft/shell_cubature.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "eft_fixture.hpp"

namespace nnft::eft {
namespace {

constexpr CubatureRule rule{6, 10, 8, 12, 1e-9};

// For Gauss-net every integral is a product of error functions: the sum of two shells is the box.
TEST(ShellCubature, ShellsAddUpToTheBox) {
  for (int const d : {1, 2, 3}) {
    auto const a = test::net(Activation::gauss, d, 1.5, 1);
    auto const inputs = test::random_points(d, 2, 8, -0.5, 0.5);
    KernelRows const rows(a, inputs);
    VertexProducts const products(2, true);
    ShellCubature const integrate(rows, products, rule);
    auto const faces = plain_faces(d);
    ASSERT_EQ(faces.size(), static_cast<std::size_t>(2 * d));
    Eigen::RowVectorXd const sums =
        (integrate(cells_of(faces, 0, 0.6)) + integrate(cells_of(faces, 0.6, 2))).transpose();
    auto const box = gaussian_vertex_integrals(a, inputs, {2}, SexticIntegrals::compute);
    auto const error = [](Eigen::MatrixXd const& got, Eigen::MatrixXd const& expected) {
      return (got - expected).cwiseAbs().maxCoeff() / expected.cwiseAbs().maxCoeff();
    };
    EXPECT_LT(error(products.quartic(sums), box.quartic), 1e-12);
    EXPECT_LT(error(products.quartic_y2(sums), box.quartic_y2), 1e-12);
    EXPECT_LT(error(products.pairs(sums), box.pairs), 1e-12);
    EXPECT_LT(error(products.sextic(sums), box.sextic), 1e-12);
    Eigen::RowVectorXd const surface = integrate(cells_of(faces, 2, 2)).transpose();
    EXPECT_LT(error(2 * products.quartic(surface), box.quartic_flow), 1e-12);
  }
}

// A Gaussian of width 0.02 far from any edge: halving has to find it.
TEST(ShellCubature, HalvesCellsUntilTheyAgree) {
  auto const a = test::net(Activation::gauss, 2, 50, 1);
  InputSet inputs;
  inputs.x = Eigen::Vector2d(0.37, -0.61);
  KernelRows const rows(a, inputs);
  VertexProducts const products(1, false);
  ShellCubature const integrate(rows, products, rule);
  Eigen::VectorXd const sums = integrate(cells_of(plain_faces(2), 0, 1));
  double const amplitude4 = std::pow(2500, 4);                        // sigma_w_out^8
  double const expected = amplitude4 * std::numbers::pi / (2 * 1250); // pi/(n a/2)
  EXPECT_NEAR(sums[0], expected, 1e-12 * expected);
  ShellCubature const once(rows, products, {6, 10, 8, 12, 1e300});
  EXPECT_GT(std::abs(once(cells_of(plain_faces(2), 0, 1))[0] / expected - 1), 1e-3);
}

TEST(ShellCubature, GivesUpWhenAskedForMoreThanRounding) {
  auto const a = test::net(Activation::erf, 1, 1, 1);
  auto const inputs = test::random_points(1, 1, 8, -0.5, 0.5);
  KernelRows const rows(a, inputs);
  VertexProducts const products(1, false);
  ShellCubature const integrate(rows, products, {6, 10, 8, 12, 1e-30});
  EXPECT_THROW(static_cast<void>(integrate(cells_of(plain_faces(1), 0, 1))), NotConverged);
}

TEST(FaceEdges, PassThroughThePiercingPoints) {
  Eigen::MatrixXd x(3, 2);
  x << 2, 0, /**/ 1, 0, /**/ -0.5, 1;
  auto const faces = faces_split_at_points(x);
  ASSERT_EQ(faces.size(), 6U);
  auto const face = [&](int axis, int sign) {
    for (auto const& f : faces)
      if (f.axis == axis && f.sign == sign) return f;
    throw ContractViolation("no such face");
  };
  EXPECT_EQ(face(0, 1).v[0], (std::vector<double>{-1, 0.5, 1}));
  EXPECT_EQ(face(0, 1).v[1], (std::vector<double>{-1, -0.25, 1}));
  EXPECT_EQ(face(0, -1).v[0], (std::vector<double>{-1, -0.5, 1}));
  // (2, 1, -0.5) passes this face at v = (2, -0.5): near enough to leave a mark
  EXPECT_EQ(face(1, 1).v[1], (std::vector<double>{-1, -0.5, 1}));
  EXPECT_EQ(face(2, 1).v[0], (std::vector<double>{-1, 0, 1}));
  EXPECT_EQ(cells_of(faces, 1, 2).size(), 4U + 4U + 2U + 2U + 4U + 4U);
}

} // namespace
} // namespace nnft::eft
