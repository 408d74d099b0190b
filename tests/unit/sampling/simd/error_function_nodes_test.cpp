#include "nnft/sampling/simd/error_function_nodes.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <numbers>

namespace nnft::simd {
namespace {

//! |x - exact| in units of the last place of x.
double ulps(double x, long double exact) {
  double const ulp = std::nextafter(std::abs(x), INFINITY) - std::abs(x);
  return std::abs(static_cast<double>(x - exact)) / ulp;
}

// Once rounded: half a unit, and what the extended precision of the comparison leaves open.
TEST(ErrorFunctionNodes, AreErfAndItsDerivative) {
  double const* const pairs = error_function_nodes();
  for (int n = -last_error_function_node; n <= last_error_function_node; ++n) {
    long double const x = static_cast<long double>(n) / error_function_nodes_per_unit;
    double const* const pair = pairs + 2 * ((n + n_error_function_nodes) % n_error_function_nodes);
    long double const slope = 2 * std::numbers::inv_sqrtpi_v<long double> * std::exp(-x * x);
    EXPECT_LT(ulps(pair[0], std::erf(x)), 0.51) << n;
    EXPECT_LT(ulps(pair[1], slope), 0.51) << n;
  }
}

TEST(ErrorFunctionNodes, OfOneNodeLieOnOneCacheLine) {
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(error_function_nodes()) % 64, 0U);
}

} // namespace
} // namespace nnft::simd
