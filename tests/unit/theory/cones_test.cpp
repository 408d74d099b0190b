#include "nnft/theory/cones.hpp"

#include <Eigen/LU>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>

namespace {

using namespace nnft;
using std::numbers::pi;

Eigen::MatrixXd unit_columns(Eigen::MatrixXd m) {
  m.colwise().normalize();
  return m;
}

bool inside(Eigen::MatrixXd const& rays, Eigen::VectorXd const& u) {
  return (rays.inverse() * u).minCoeff() >= 0;
}

// Every direction lies in exactly as many of the cones as it must: one inside, none outside.
void expect_partition(Eigen::MatrixXd const& normals, std::vector<Eigen::MatrixXd> const& cones) {
  std::mt19937_64 random(3);
  std::normal_distribution<double> normal;
  int n_inside = 0;
  for (int trial = 0; trial < 2000; ++trial) {
    Eigen::VectorXd const u =
        Eigen::VectorXd::NullaryExpr(normals.rows(), [&] { return normal(random); });
    double const height = (normals.transpose() * u).minCoeff();
    if (std::abs(height) < 1e-6) continue;
    int count = 0;
    for (auto const& rays : cones)
      count += inside(rays, u) ? 1 : 0;
    ASSERT_EQ(count, height > 0 ? 1 : 0);
    n_inside += count;
  }
  EXPECT_GT(n_inside, 20);
}

TEST(Cones, OfAWedgeHaveTheRightAngle) {
  double const angle = 0.3;
  Eigen::MatrixXd const normals{{1, std::cos(pi - angle)}, {0, std::sin(pi - angle)}};
  auto const cones = simplicial_cones(normals);
  ASSERT_EQ(cones.size(), 1U);
  EXPECT_NEAR(std::acos(cones[0].col(0).dot(cones[0].col(1))), angle, 1e-14);
}

TEST(Cones, FillPolyhedraOfAnyDimension) {
  std::mt19937_64 random(11);
  std::normal_distribution<double> normal;
  for (int r = 2; r <= 5; ++r)
    for (int m = r; m <= 6; ++m) {
      // normals about one axis, so that the cone is not empty
      Eigen::MatrixXd normals =
          0.6 * Eigen::MatrixXd::NullaryExpr(r, m, [&] { return normal(random); });
      normals.row(0).setOnes();
      normals = unit_columns(normals);
      auto const cones = simplicial_cones(normals);
      expect_partition(normals, cones);
      if (r <= 4) expect_partition(normals, bisected(cones, 1.2));
    }
}

TEST(Cones, OfASquarePyramidDoNotOverlap) {
  // four planes through one axis direction each, four rays: more rays than dimensions
  Eigen::MatrixXd const normals =
      unit_columns(Eigen::MatrixXd{{1, -1, 0, 0}, {0, 0, 1, -1}, {1, 1, 1, 1}});
  auto const cones = simplicial_cones(normals);
  EXPECT_EQ(cones.size(), 2U);
  expect_partition(normals, cones);
}

TEST(Cones, WithoutInteriorAreNone) {
  EXPECT_TRUE(simplicial_cones(Eigen::MatrixXd{{1, -1}}).empty());
  EXPECT_TRUE(simplicial_cones(Eigen::MatrixXd{{1, -1, 0}, {0, 0, 1}}).empty());
  // directions that point all around: only the origin obeys
  Eigen::MatrixXd const around{{1, std::cos(2.1), std::cos(4.2)},
                               {0, std::sin(2.1), std::sin(4.2)}};
  EXPECT_TRUE(simplicial_cones(around).empty());
}

TEST(Cones, BisectionRespectsTheAngle) {
  auto const cones = bisected(simplicial_cones(Eigen::MatrixXd::Identity(4, 4)), 0.9);
  EXPECT_GT(cones.size(), 4U);
  double volume = 0; // of the parallelepipeds: not conserved, but each must be a real cone
  for (auto const& rays : cones) {
    EXPECT_GE((rays.transpose() * rays).minCoeff(), std::cos(0.9));
    volume += std::abs(rays.determinant());
  }
  EXPECT_GT(volume, 0);
  expect_partition(Eigen::MatrixXd::Identity(4, 4), cones);
}

TEST(Cones, SurviveNearlyEqualNormals) {
  Eigen::MatrixXd const normals =
      unit_columns(Eigen::MatrixXd{{1, 1, 0.2}, {0, 1e-6, 1}, {0, 2e-6, 0.1}});
  expect_partition(normals, simplicial_cones(normals));
}

} // namespace
