#include "nnft/theory/sign_path.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace {

using namespace nnft;

// int_0^1 dt f(t)
template <class F> double integral(SignPath const& path, F f) {
  double sum = 0;
  for (std::size_t k = 0; k < path.size(); ++k)
    sum += path.weight[k] * f(path.t[k], path.rest[k]);
  return sum;
}

TEST(SignPath, IntegratesUpToNearSingularities) {
  // int dt/(1 + delta - t) = log((1 + delta)/delta)
  for (int const n : {4, 6})
    for (double const delta : {1.0, 0.1, 1e-6}) {
      SignPath const path(n, delta, 1);
      EXPECT_NEAR(integral(path, [](double, double) { return 1; }), 1, 1e-14);
      double const exact = std::log((1 + delta) / delta);
      auto const near = [=](double, double rest) { return 1 / (delta + rest); };
      EXPECT_NEAR(integral(path, near) / exact, 1, 1e-13) << delta;
    }
}

TEST(Sgn4, OfTwoIndependentPairsIsAProduct) {
  // y1 y2 correlated by r, y3 y4 by q: (2/pi asin r)(2/pi asin q). 40 nodes and more: two chunks.
  double const r = 0.6;
  double const q = -0.3;
  FourMinors four;
  four.pair = {1 - r * r, 1, 1, 1, 1, 1 - q * q};
  four.triples = 2 * (1 - r * r) + 2 * (1 - q * q);
  four.all = (1 - r * r) * (1 - q * q);
  four.correlation = {r, 0, 0, 0, 0, q};
  four.given_one = {2 * r, 0, 0, 0, 0, 2 * q};
  four.given_two = {r * (1 - q * q), 0, 0, 0, 0, q * (1 - r * r)};
  double const scale = 2 / std::numbers::pi;
  double const exact = scale * std::asin(r) * scale * std::asin(q);
  for (double const more : {1.0, 4.0})
    EXPECT_NEAR(sgn4(four, SignPath(4, 0.5, more)), exact, 2e-15);
}

TEST(Sgn4, TakesEqualPairsOnce) {
  // all six correlations r: six equal terms
  double const r = 0.4;
  FourMinors four;
  four.pair.fill(1 - r * r);
  four.triples = 4 * (1 - r) * (1 - r) * (1 + 2 * r);
  four.all = std::pow(1 - r, 3) * (1 + 3 * r);
  four.correlation.fill(r);
  four.given_one.fill(2 * r * (1 - r));
  four.given_two.fill(r * (1 - r) * (1 - r));
  SignPath const path(4, 0.5, 1);
  double const each = sgn4(four, path);
  four.times = {0, 6, 0, 0, 0, 0};
  EXPECT_NEAR(sgn4(four, path), each, 1e-15);
}

TEST(Sgn4, HasTheSameBitsWithVectorsOfAnyLength) {
  FourMinors four;
  four.pair = {0.7, 0.9, 0.8, 0.95, 0.6, 0.85};
  four.triples = 2;
  four.all = 0.3;
  four.correlation = {0.55, -0.31, 0.44, 0.22, -0.63, 0.38};
  four.given_one = {0.4, -0.3, 0.2, 0.1, -0.5, 0.3};
  four.given_two = {0.2, -0.1, 0.1, 0.05, -0.2, 0.1};
  for (double const more : {1.0, 1.25, 1.6, 3.0}) { // rests of several lengths
    SignPath const path(4, 0.3, more);
    EXPECT_EQ(sgn4(four, path), sgn4(four, path, VectorLength::shortest)) << path.size();
  }
}

} // namespace
