#include "nnft/core/error.hpp"
#include "nnft/sampling/gauss_tilts.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

namespace nnft {
namespace {

Architecture const gauss_net{Activation::gauss, 1, 1, 1, 1, 1.2, 0.5, 1, 0};
InputSet const three_points{"", Eigen::RowVectorXd{{-0.4, 0.1, 0.9}}};

double s(double g_w, double g_b, double x) {
  double const w = 1.2 * g_w;
  return std::exp(w * x + 0.5 * g_b - 0.25 - 1.44 * x * x);
}

// The mixture's density over that of the standard normals is one over the weight, at any g. The
// probabilities of its components are read off 2^16 equidistant choices: 1 % for their sum.
TEST(GaussTilts, WeightIsOneOverTheDensityOfTheMixture) {
  GaussTilts const tilts(gauss_net, three_points, 6);
  ASSERT_EQ(tilts.n_normals(), 2);
  constexpr int n = 1 << 16;
  for (auto const& [g_w, g_b] : {std::array{0.0, 0.0}, {1.0, 1.5}, {-1.0, 2.0}, {2.5, 3.0}}) {
    double density = 0;
    for (int i = 0; i < n; ++i) {
      std::array<double, 2> shift{};
      tilts.choose((static_cast<std::uint64_t>(i) << 48U) + (std::uint64_t{1} << 47U), shift.data(),
                   1);
      density += std::exp(g_w * shift[0] + g_b * shift[1] -
                          (shift[0] * shift[0] + shift[1] * shift[1]) / 2) /
                 n;
    }
    double const sum = s(g_w, g_b, -0.4) + s(g_w, g_b, 0.1) + s(g_w, g_b, 0.9);
    EXPECT_NEAR(density * tilts.weight(sum), 1, 0.01) << g_w << " " << g_b;
  }
}

TEST(GaussTilts, ContributionsAreBounded) {
  GaussTilts const tilts(gauss_net, three_points, 6);
  double const bound = std::pow(1e6, 6) * tilts.weight(1e6);
  for (double sum = 1e-3; sum < 1e9; sum *= 3)
    EXPECT_LE(std::pow(sum, 6) * tilts.weight(sum), bound * (1 + 1e-6));
  EXPECT_NEAR(tilts.weight(0), 4, 1e-12); // 1/p_0 with four equal parts
  EXPECT_NEAR(GaussTilts(gauss_net, three_points, 4).weight(0), 3, 1e-12);
}

TEST(GaussTilts, RefuseMomentsThatOverflow) {
  auto large = gauss_net;
  large.sigma_b = 20;
  EXPECT_THROW(GaussTilts(large, three_points, 6), InvalidInput);
}

} // namespace
} // namespace nnft
