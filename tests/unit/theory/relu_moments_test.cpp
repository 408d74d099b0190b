#include "nnft/moments/layout.hpp"
#include "nnft/theory/gauss_legendre.hpp"
#include "nnft/theory/point_moments.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

namespace {

using namespace nnft;
using std::numbers::pi;

Architecture relu_net(int d_in, double sigma_w, double sigma_b) {
  Architecture a;
  a.activation = Activation::relu;
  a.d_in = d_in;
  a.sigma_w = sigma_w;
  a.sigma_b = sigma_b;
  return a;
}

double relative(double value, double reference) {
  return std::abs(value / reference - 1);
}

// Second method for rank 2: M_n = (2 pi)^-1 2^(n/2) Gamma(n/2 + 1) int dphi prod (p_i . e(phi))_+
// over the circle, Gauss-Legendre between all angles where a factor changes its sign.
double polar_moment(Eigen::Matrix2Xd const& points) {
  std::vector<double> edges{-pi, pi};
  for (Eigen::Index i = 0; i < points.cols(); ++i) {
    double const angle = std::atan2(points(1, i), points(0, i));
    for (double const edge : {angle - 1.5 * pi, angle - pi / 2, angle + pi / 2, angle + 1.5 * pi})
      if (edge > -pi && edge < pi) edges.push_back(edge);
  }
  std::sort(edges.begin(), edges.end());
  double sum = 0;
  for (std::size_t k = 0; k + 1 < edges.size(); ++k) {
    auto const rule = gauss_legendre(30, edges[k], edges[k + 1]);
    for (Eigen::Index q = 0; q < rule.size(); ++q) {
      Eigen::Vector2d const e(std::cos(rule.node[q]), std::sin(rule.node[q]));
      sum += rule.weight[q] * (points.transpose() * e).cwiseMax(0).prod();
    }
  }
  double const n = static_cast<double>(points.cols());
  return sum / (2 * pi) * std::pow(2, n / 2) * std::tgamma(n / 2 + 1);
}

TEST(ReluMoments, OfOneDimensionWithoutBiasAreProducts) {
  // M_n = (1/2)(n-1)!! sw^n prod |x_i| for one sign, 0 for mixed signs
  InputSet const x{"", Eigen::RowVectorXd{{0.2, 1.2, -0.5}}};
  auto const m = relu_moments(relu_net(1, 1.5, 0), x, 6).value();
  EXPECT_LT(relative(m.m4[0], 1.5 * std::pow(1.5 * 0.2, 4)), 2e-15);
  EXPECT_LT(relative(m.m4[1], 1.5 * std::pow(1.5, 4) * 0.008 * 1.2), 2e-15);
  EXPECT_LT(relative(m.m6[27], 7.5 * std::pow(1.5 * 0.5, 6)), 2e-15); // row 222222
  EXPECT_EQ(m.m4[2], 0);                                              // 0002
}

TEST(ReluMoments, OfRankTwoAgreeWithPolarIntegrals) {
  for (double const sigma_b : {0.3, 1.0, 4.0}) {
    Eigen::RowVectorXd const x{{-0.7, 0.4, 1.5}};
    auto const m = relu_moments(relu_net(1, 1.3, sigma_b), {"", x}, 6).value();
    Eigen::Matrix2Xd lifted(2, 3);
    lifted << Eigen::RowVectorXd::Constant(3, sigma_b), 1.3 * x;
    auto const of = [&](std::vector<int> const& points) {
      return polar_moment(lifted(Eigen::all, points));
    };
    EXPECT_LT(relative(m.m4[0], of({0, 0, 0, 0})), 1e-13);
    EXPECT_LT(relative(m.m4[4], of({0, 0, 1, 2})), 1e-13);
    EXPECT_LT(relative(m.m6[2], of({0, 0, 0, 0, 0, 2})), 1e-13);
    EXPECT_LT(relative(m.m6[12], of({0, 0, 1, 1, 2, 2})), 1e-13);
  }
  // and in two dimensions without bias, with a nearly opposite pair
  Eigen::Matrix2Xd const plane{{1, -1, 0.3}, {0, 0.05, 0.9}};
  auto const m = relu_moments(relu_net(2, std::sqrt(2.0), 0), {"", plane}, 4).value();
  EXPECT_LT(relative(m.m4[4], polar_moment(plane(Eigen::all, std::vector{0, 0, 1, 2}))), 1e-11);
  EXPECT_LT(relative(m.m4[2], polar_moment(plane(Eigen::all, std::vector{0, 0, 0, 2}))), 1e-13);
}

// The largest deviation of moments of d orthogonal points, whose pre-activations are independent:
// M_n = product of <relu^k>; <relu> = 1/sqrt(2 pi), <relu^2> = 1/2, <relu^3> = sqrt(2/pi).
double deviation_of_orthogonal(int d, std::array<int, 6> const& points, double expected) {
  InputSet const x{"", std::sqrt(double(d)) * Eigen::MatrixXd::Identity(d, d)};
  auto const m = relu_moments(relu_net(d, 1, 0), x, 6).value();
  EXPECT_LT(m.accuracy, 1e-10);
  return relative(m.m6[CorrelatorLayout(6, d, 1).index(points)], expected);
}

TEST(ReluMoments, OfOrthogonalPointsFactorise) {
  double const one = 1 / std::sqrt(2 * pi);
  EXPECT_LT(deviation_of_orthogonal(2, {0, 0, 0, 1, 1, 1}, 2 / pi), 1e-13);
  EXPECT_LT(deviation_of_orthogonal(3, {0, 0, 1, 1, 2, 2}, 0.125), 1e-13);
  EXPECT_LT(deviation_of_orthogonal(4, {0, 0, 1, 1, 2, 3}, 0.25 * one * one), 1e-13);
  EXPECT_LT(deviation_of_orthogonal(5, {1, 1, 0, 2, 3, 4}, 0.5 * std::pow(one, 4)), 1e-10);
#ifdef NDEBUG // a minute without optimisation
  EXPECT_LT(deviation_of_orthogonal(6, {0, 1, 2, 3, 4, 5}, std::pow(one, 6)), 1e-7);
#endif
}

TEST(ReluMoments, OfOppositeAndZeroPointsVanish) {
  InputSet const x{"", Eigen::MatrixXd{{0.6, -0.6, 0, 0.2}, {0.8, -0.8, 0, -0.9}}};
  auto const m = relu_moments(relu_net(2, 1, 0), x, 4).value();
  EXPECT_EQ(m.m4[1], 0); // 0001: x and -x
  EXPECT_EQ(m.m4[2], 0); // 0002: the origin
  EXPECT_GT(m.m4[3], 0); // 0003
  // with bias neither is special
  auto const biased = relu_moments(relu_net(2, 1, 0.1), x, 4).value();
  EXPECT_GT(biased.m4.minCoeff(), 0);
}

TEST(ReluMoments, AreHomogeneousWithoutBias) {
  Eigen::MatrixXd const x{{0.3, -0.2, 1, 0.4}, {1, 0.4, 0.2, -0.3}, {0.1, 0.5, -0.3, 0.8}};
  auto const m = relu_moments(relu_net(3, 1, 0), {"", x}, 6).value();
  auto const scaled = relu_moments(relu_net(3, 1, 0), {"", 3 * x}, 6).value();
  EXPECT_LT((scaled.m6 / std::pow(3, 6) - m.m6).cwiseAbs().maxCoeff(), 1e-13 * m.m6.maxCoeff());
}

TEST(ReluMoments, AreContinuousAtCoplanarAndCoincidentPoints) {
  // coplanar (rank 2) and moved out of the plane by 1e-5 (rank 3): equal up to 1e-10
  Eigen::MatrixXd flat{{1, 0.3, -0.2}, {0.1, 1, 0.8}, {0, 0, 0}};
  Eigen::MatrixXd bent = flat;
  bent(2, 1) = 1e-5;
  auto const a = relu_net(3, 1, 0);
  auto const m = relu_moments(a, {"", flat}, 6).value();
  auto const moved = relu_moments(a, {"", bent}, 6).value();
  EXPECT_LT((moved.m6 - m.m6).cwiseAbs().maxCoeff(), 1e-9 * m.m6.maxCoeff());
  Eigen::MatrixXd const twin{{1, 1 + 1e-9}, {0.1, 0.1}};
  auto const twins = relu_moments(relu_net(2, 1, 0.5), {"", twin}, 4).value();
  EXPECT_LT(relative(twins.m4[2], twins.m4[0]), 1e-8);
}

TEST(ReluMoments, AreAbsentBeyondTheBudget) {
  std::srand(5);
  InputSet const many{"", Eigen::MatrixXd::Random(6, 12)};
  EXPECT_FALSE(relu_moments(relu_net(6, 1, 1), many, 6).has_value());
}

} // namespace
