#include "nnft/eft/two_vertices.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "eft_fixture.hpp"

namespace nnft::eft {
namespace {

// At d_in = 2 from one dimension: the kernel is a product, so plain columns are products of those
// at d_in = 1, and |u|^2 = u_0^2 + u_1^2 adds two of them.
TEST(GaussianTwoVertices, OfTwoDimensionsAreProducts) {
  auto const plane = test::net(Activation::gauss, 2, 1.3, 1);
  auto line = test::net(Activation::gauss, 1, 1.3 / std::sqrt(2.0), 1);
  line.sigma_w_out = std::sqrt(plane.sigma_w_out); // amplitude of one factor: the root
  auto const inputs = test::random_points(2, 2, 6, -1, 1);
  Currents const currents(2,
                          {QuarticTerm::constant, QuarticTerm::quadratic, QuarticTerm::nonlocal});
  for (double const cutoff : {0.8, 3.0, 1e6}) {
    auto const both = gaussian_two_vertex_sums(plane, inputs, {cutoff}, currents)[0];
    auto const x = gaussian_two_vertex_sums(line, {"", inputs.x.row(0)}, {cutoff}, currents)[0];
    auto const y = gaussian_two_vertex_sums(line, {"", inputs.x.row(1)}, {cutoff}, currents)[0];
    EXPECT_LT((both.bubble - x.bubble.cwiseProduct(y.bubble)).norm(), 1e-11 * both.bubble.norm());
    auto const t = currents.triple({0, 0, 1});
    auto const q = currents.quadratic_triple({0, 0, 1});
    auto const s = currents.single(1);
    auto const& e = both.exchange;
    auto const is = [&](double value, double expected) {
      EXPECT_NEAR(value, expected, 1e-11 * std::abs(expected)) << cutoff;
    };
    auto const& a = x.exchange;
    auto const& b = y.exchange;
    is(e(t, t), a(t, t) * b(t, t));
    is(e(q, t), a(q, t) * b(t, t) + a(t, t) * b(q, t));
    is(e(q, q), a(q, q) * b(t, t) + a(q, t) * b(t, q) + a(t, q) * b(q, t) + a(t, t) * b(q, q));
    is(e(s, t), a(s, t) * b(s, t));
    is(e(s, q), a(s, q) * b(s, t) + a(s, t) * b(s, q));
    is(e(s, s), a(s, s) * b(s, s));
    EXPECT_LT((e - e.transpose()).norm(), 1e-13 * e.norm());
  }
}

} // namespace
} // namespace nnft::eft
