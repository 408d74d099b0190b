#include "nnft/core/error.hpp"
#include "nnft/moments/layout.hpp"
#include "nnft/sampling/gauss_tilts.hpp"

#include <gtest/gtest.h>

#include <algorithm>
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
  GaussTilts tilts(gauss_net, three_points, 6);
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
    std::array const outputs{s(g_w, g_b, -0.4), s(g_w, g_b, 0.1), s(g_w, g_b, 0.9)};
    EXPECT_NEAR(density * tilts.weight(outputs), 1, 0.01) << g_w << " " << g_b;
  }
}

// w s s s s s s <= c_6/p M_6 for every multiset of its own, here M_6 by the log-normal formula,
// also where points are so far apart that moments differ by thirty powers of ten.
TEST(GaussTilts, ContributionsAreBoundedInUnitsOfTheirMoments) {
  InputSet const far_apart{"", Eigen::RowVectorXd{{-2.0, 0.1, 2.0}}};
  GaussTilts tilts(gauss_net, far_apart, 6);
  CorrelatorLayout const layout(6, 3, 1);
  auto const bound = 4.0 * static_cast<double>(layout.size());
  double largest = 0;
  for (double g_w = -16; g_w <= 16; g_w += 0.5)
    for (double g_b = -2; g_b <= 8; g_b += 0.5) {
      std::array const outputs{s(g_w, g_b, -2.0), s(g_w, g_b, 0.1), s(g_w, g_b, 2.0)};
      double const weight = tilts.weight(outputs);
      for (std::ptrdiff_t row = 0; row < layout.size(); ++row) {
        double sum = 0;
        double squares = 0;
        double product = weight;
        for (int const i : layout.points(row)) {
          sum += far_apart.x(0, i);
          squares += far_apart.x(0, i) * far_apart.x(0, i);
          product *= outputs[static_cast<std::size_t>(i)];
        }
        double const moment = std::exp(12 * 0.25 + 1.44 * (sum * sum / 2 - squares));
        largest = std::max(largest, product / moment);
      }
    }
  EXPECT_LE(largest, bound * (1 + 1e-9));
  EXPECT_GT(largest, 0.5 * bound);
}

TEST(GaussTilts, WithoutOutputsTheWeightIsOneOverTheShareOfThePlainNormals) {
  std::array<double, 3> const nothing{};
  EXPECT_NEAR(GaussTilts(gauss_net, three_points, 6).weight(nothing), 4, 1e-12);
  EXPECT_NEAR(GaussTilts(gauss_net, three_points, 4).weight(nothing), 3, 1e-12);
}

TEST(GaussTilts, RefuseMomentsThatOverflow) {
  auto large = gauss_net;
  large.sigma_b = 20;
  EXPECT_THROW(GaussTilts(large, three_points, 6), InvalidInput);
}

} // namespace
} // namespace nnft
