// Elementary functions of one instruction set against extended precision; compiled once for each.
#ifdef NNFT_TEST_AVX512
#include "nnft/sampling/simd/vector_avx512.hpp"
#elif defined(NNFT_TEST_AVX2)
#include "nnft/sampling/simd/vector_avx2.hpp"
#else
#include "nnft/sampling/simd/vector_portable.hpp"
#endif

#include "nnft/sampling/simd/elementary.hpp"
#include "nnft/sampling/simd/isa.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <random>

namespace nnft::simd::NNFT_ISA {
namespace {

template <class T> struct Interval { T low, high; };

//! Largest error in units in the last place of the exact value, over random arguments.
template <class T, class Function>
double largest_ulp(Function const& function, std::function<long double(long double)> const& exact,
                   Interval<T> interval) {
  std::mt19937_64 random(7);
  std::uniform_real_distribution<T> argument(interval.low, interval.high);
  double worst = 0;
  for (int i = 0; i < 200000; i += Vector<T>::lanes) {
    vec<T> x;
    for (int l = 0; l < Vector<T>::lanes; ++l)
      x[l] = argument(random);
    vec<T> const y = function(x);
    for (int l = 0; l < Vector<T>::lanes; ++l) {
      long double const reference = exact(x[l]);
      auto const rounded = static_cast<T>(reference);
      long double const ulp =
          std::nextafter(std::abs(rounded), std::numeric_limits<T>::infinity()) - std::abs(rounded);
      worst = std::max(worst, static_cast<double>(std::abs((y[l] - reference) / ulp)));
    }
  }
  return worst;
}

auto const log_exact = [](long double x) { return std::log(x); };
auto const exp_exact = [](long double x) { return std::exp(x); };
auto const erf_exact = [](long double x) { return std::erf(x); };
auto const tanh_exact = [](long double x) { return std::tanh(x); };

// Bounds: the errors measured on 2e5 arguments, rounded up; sampling/README.md lists them.
TEST(Elementary, DoubleIsAccurate) {
  EXPECT_LT(largest_ulp<double>([](f64 x) { return logarithm(x); }, log_exact, {1e-19, 1e-3}), 1.5);
  EXPECT_LT(largest_ulp<double>([](f64 x) { return logarithm(x); }, log_exact, {1e-3, 1.0}), 2.0);
  EXPECT_LT(largest_ulp<double>([](f64 x) { return exponential(x); }, exp_exact, {-700, 700}), 1.5);
  EXPECT_LT(largest_ulp<double>([](f64 x) { return error_function(x); }, erf_exact, {-7, 7}), 2.5);
  EXPECT_LT(largest_ulp<double>([](f64 x) { return error_function(x); }, erf_exact, {-0.01, 0.01}),
            2.5);
  EXPECT_LT(largest_ulp<double>([](f64 x) { return hyperbolic_tangent(x); }, tanh_exact, {-25, 25}),
            3.0);
  EXPECT_LT(largest_ulp<double>([](f64 x) { return hyperbolic_tangent(x); }, tanh_exact, {-1, 1}),
            4.0);
}

TEST(Elementary, SingleIsAccurate) {
  EXPECT_LT(largest_ulp<float>([](f32 x) { return logarithm(x); }, log_exact, {1e-19F, 1.0F}), 2.0);
  EXPECT_LT(largest_ulp<float>([](f32 x) { return exponential(x); }, exp_exact, {-80, 80}), 1.5);
  EXPECT_LT(largest_ulp<float>([](f32 x) { return error_function(x); }, erf_exact, {-5, 5}), 8.0);
  EXPECT_LT(largest_ulp<float>([](f32 x) { return hyperbolic_tangent(x); }, tanh_exact, {-10, 10}),
            4.0);
}

// Where cos vanishes a relative error means nothing: absolute, in units of 2^-53 and 2^-24.
TEST(Elementary, CosineIsAccurateToRounding) {
  std::mt19937_64 random(8);
  auto const worst = [&]<class T>(T bound) {
    std::uniform_real_distribution<T> argument(-bound, bound);
    double largest = 0;
    for (int i = 0; i < 200000; i += Vector<T>::lanes) {
      vec<T> z;
      for (int l = 0; l < Vector<T>::lanes; ++l)
        z[l] = argument(random);
      vec<T> const c = cosine(z);
      for (int l = 0; l < Vector<T>::lanes; ++l)
        largest = std::max(largest, static_cast<double>(
                                        std::abs(c[l] - std::cos(static_cast<long double>(z[l])))));
    }
    return largest / std::numeric_limits<T>::epsilon();
  };
  EXPECT_LT(worst(100.0), 1.0);
  EXPECT_LT(worst(1e6), 1.0);
  EXPECT_LT(worst(100.0F), 1.0);
  EXPECT_LT(worst(1e4F), 2.5);
}

TEST(Elementary, LimitsAreRight) {
  EXPECT_EQ(exponential(all64(710))[0], std::numeric_limits<double>::infinity());
  EXPECT_EQ(exponential(all64(-800))[0], 0);
  EXPECT_EQ(exponential(all32(89))[0], std::numeric_limits<float>::infinity());
  EXPECT_EQ(error_function(all64(30))[0], 1);
  EXPECT_EQ(error_function(all64(-30))[0], -1);
  EXPECT_NEAR(error_function(all32(30))[0], 1, 2 * std::numeric_limits<float>::epsilon());
  EXPECT_EQ(error_function(f64{})[0], 0);
  EXPECT_EQ(hyperbolic_tangent(all64(1e9))[0], 1);
  EXPECT_EQ(hyperbolic_tangent(all32(-1e9F))[0], -1);
  EXPECT_EQ(logarithm(all64(1))[0], 0);
}

} // namespace
} // namespace nnft::simd::NNFT_ISA
