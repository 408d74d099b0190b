#include "nnft/eft/cube_nodes.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace nnft::eft {
namespace {

double integral(CubatureNodes const& nodes, auto const& f) {
  double sum = 0;
  for (Eigen::Index m = 0; m < nodes.size(); ++m)
    sum += nodes.weight[m] * f(nodes.y.col(m));
  return sum;
}

// Volume and surface are exact, moments those of the cube: int |y|^2 = d (2 t)^d t^2/3.
TEST(CubeNodes, FillTheCube) {
  for (int const d : {1, 2, 3, 6, 10}) {
    CubeNodes const nodes(d, 4096, 7);
    double const t = 1.5;
    double const volume = std::pow(2 * t, d);
    auto const one = [](auto const&) { return 1.0; };
    auto const square = [](auto const& y) { return y.squaredNorm(); };
    EXPECT_NEAR(integral(nodes.shell(0, t), one), volume, 1e-12 * volume);
    EXPECT_NEAR(integral(nodes.shell(1, t), one), volume - std::pow(2, d), 1e-12 * volume);
    double const surface = 2 * d * std::pow(2 * t, d - 1);
    EXPECT_NEAR(integral(nodes.surface(t), one), surface, 1e-12 * surface);
    double const moment = d * volume * t * t / 3;
    EXPECT_NEAR(integral(nodes.shell(0, t), square), moment, 1e-3 * moment) << d;
    double const inside = d * std::pow(2.0, d) / 3;
    EXPECT_NEAR(integral(nodes.shell(1, t), square), moment - inside, 2e-3 * moment) << d;
    for (Eigen::Index m = 0; m < nodes.size(); ++m) {
      double const reach = nodes.shell(1, t).y.col(m).cwiseAbs().maxCoeff();
      EXPECT_TRUE(reach >= 1 && reach <= t);
      if (m > 100) break;
    }
  }
}

// Of a smooth function: the scatter of seeds falls faster than 1/n, where independent points would
// give n^-0.5, and their mean is the integral.
TEST(CubeNodes, ConvergeFasterThanIndependentPoints) {
  int const d = 3;
  auto const f = [](auto const& y) {
    return std::exp(0.5 * y[0]) * std::cos(y[1]) / (6 + y[2] * y[0]);
  };
  auto const scatter = [&](Eigen::Index n, double& mean) {
    Eigen::ArrayXd value(16);
    for (int seed = 0; seed < 16; ++seed)
      value[seed] =
          integral(CubeNodes(d, n, 100 + static_cast<std::uint64_t>(seed)).shell(0.5, 2), f);
    mean = value.mean();
    return std::sqrt((value - mean).square().mean());
  };
  double coarse_mean = 0;
  double fine_mean = 0;
  double const coarse = scatter(6 * 32, coarse_mean);
  double const fine = scatter(6 * 1024, fine_mean);
  EXPECT_LT(fine, coarse / 32);
  EXPECT_NEAR(coarse_mean, fine_mean, 5 * coarse / 4);
}

TEST(CubeNodes, OfOneSeedAreTheSame) {
  CubeNodes const a(4, 512, 3);
  CubeNodes const b(4, 512, 3);
  CubeNodes const c(4, 512, 4);
  EXPECT_EQ(a.surface(1).y, b.surface(1).y);
  EXPECT_NE(a.surface(1).y, c.surface(1).y);
  EXPECT_EQ(a.size(), 512);
  EXPECT_EQ(CubeNodes(10, 1, 1).size(), 160); // eight a face at least
}

} // namespace
} // namespace nnft::eft
