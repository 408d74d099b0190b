// Elementary functions of one instruction set against extended precision; compiled once for each.
#ifdef NNFT_TEST_AVX512
#include "nnft/sampling/simd/vector_avx512.hpp"
#elif defined(NNFT_TEST_AVX2)
#include "nnft/sampling/simd/vector_avx2.hpp"
#else
#include "nnft/sampling/simd/vector_portable.hpp"
#endif

#include "nnft/sampling/simd/error_function.hpp"
#include "nnft/sampling/simd/normal.hpp"

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

auto const exp_exact = [](long double x) { return std::exp(x); };
auto const erf_exact = [](long double x) { return std::erf(x); };
auto const tanh_exact = [](long double x) { return std::tanh(x); };

// Bounds: the errors measured on 2e5 arguments, rounded up; sampling/README.md lists them.
TEST(Elementary, DoubleIsAccurate) {
  EXPECT_LT(largest_ulp<double>([](f64 x) { return exponential(x); }, exp_exact, {-700, 700}), 1.5);
  EXPECT_LT(largest_ulp<double>([](f64 x) { return error_function(x); }, erf_exact, {-7, 7}), 2.5);
  EXPECT_LT(largest_ulp<double>([](f64 x) { return error_function(x); }, erf_exact, {-0.01, 0.01}),
            2.5);
  EXPECT_LT(largest_ulp<double>([](f64 x) { return hyperbolic_tangent(x); }, tanh_exact, {-25, 25}),
            3.0);
  EXPECT_LT(largest_ulp<double>([](f64 x) { return hyperbolic_tangent(x); }, tanh_exact, {-1, 1}),
            4.0);
}

// Half-way between nodes the expansion of erf is longest, and a neighbour may be taken.
TEST(Elementary, ErrorFunctionIsAccurateBetweenNodes) {
  double worst = 0;
  for (int n = -n_error_function_nodes / 2; n < n_error_function_nodes / 2; ++n)
    for (double const distance : {0x1p-8 - 0x1p-40, 0x1p-8, 0x1p-8 + 0x1p-40}) {
      double const x = static_cast<double>(n) / error_function_nodes_per_unit + distance;
      long double const exact = erf_exact(x);
      double const rounded = std::abs(static_cast<double>(exact));
      double const ulp = std::nextafter(rounded, 2.0) - rounded;
      worst =
          std::max(worst, std::abs(static_cast<double>(error_function(all64(x))[0] - exact)) / ulp);
    }
  EXPECT_LT(worst, 2.5);
}

TEST(Elementary, ManyErrorFunctionsHaveTheBitsOfEachAlone) {
  constexpr int n = 5;
  ErrorFunctionAtNodes<n> many;
  std::mt19937_64 random(11);
  std::normal_distribution<double> argument(0, 3);
  for (int repetition = 0; repetition < 1000; ++repetition) {
    f64 x[n];
    for (int i = 0; i < n; ++i) {
      for (int l = 0; l < lanes64; ++l)
        x[i][l] = argument(random);
      many.put(i, x[i]);
    }
    for (int i = 0; i < n; ++i) {
      f64 const together = many.value(i);
      f64 const alone = error_function(x[i]);
      ASSERT_EQ(std::memcmp(&together, &alone, sizeof alone), 0);
    }
  }
}

TEST(Elementary, SingleIsAccurate) {
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
  EXPECT_LT(worst(100.0), 2.5);
  EXPECT_LT(worst(1e6), 2.5);
  EXPECT_LT(worst(100.0F), 2.0);
  EXPECT_LT(worst(1e4F), 2.5);
}

TEST(Elementary, LimitsAreRight) {
  EXPECT_EQ(exponential(all64(710))[0], std::numeric_limits<double>::infinity());
  EXPECT_LT(exponential(all64(-800))[0], 4e-308);
  EXPECT_LT(exponential(all32(-100))[0], 2e-38F);
  EXPECT_EQ(exponential(all32(89))[0], std::numeric_limits<float>::infinity());
  EXPECT_EQ(error_function(all64(30))[0], 1);
  EXPECT_EQ(error_function(all64(-5.93))[0], -1);
  EXPECT_EQ(error_function(all64(std::numeric_limits<double>::infinity()))[0], 1);
  EXPECT_EQ(error_function(all32(30))[0], 1);
  EXPECT_EQ(error_function(all32(-3.92F))[0], -1);
  EXPECT_EQ(error_function(f64{})[0], 0);
  EXPECT_EQ(hyperbolic_tangent(all64(1e9))[0], 1);
  EXPECT_EQ(hyperbolic_tangent(all32(-1e9F))[0], -1);
  EXPECT_EQ(radius(all64(1))[0], 0);
  EXPECT_EQ(radius(all32(1))[0], 0);
}

// What is not a number stays visible.
TEST(Elementary, NotANumberStays) {
  f64 const x = all64(std::numeric_limits<double>::quiet_NaN());
  f32 const y = all32(std::numeric_limits<float>::quiet_NaN());
  for (double const value : {exponential(x)[0], error_function(x)[0], hyperbolic_tangent(x)[0],
                             cosine(x)[0], larger(f64{}, x)[0]})
    EXPECT_TRUE(std::isnan(value));
  for (float const value : {exponential(y)[0], error_function(y)[0], hyperbolic_tangent(y)[0],
                            cosine(y)[0], larger(f32{}, y)[0]})
    EXPECT_TRUE(std::isnan(value));
}

template <class T> void expect_the_bits_of_each_alone() {
  constexpr int n = 3;
  constexpr int lanes = Vector<T>::lanes;
  std::mt19937_64 random(10);
  std::uniform_real_distribution<T> argument(-7, 7);
  std::uniform_real_distribution<T> unit(std::numeric_limits<T>::min(), 1);
  auto const expect = [&](auto const& function, auto& argument_of) {
    for (int i = 0; i < 1000; ++i) {
      alignas(64) T x[n * lanes];
      for (T& of_lane : x)
        of_lane = argument_of(random);
      alignas(64) T together[n * lanes];
      alignas(64) T alone[n * lanes];
      store(together, function(load_several<n, vec<T>>(x)));
      for (int l = 0; l < n * lanes; l += lanes)
        store(alone + l, function(load<vec<T>>(x + l)));
      ASSERT_EQ(std::memcmp(together, alone, sizeof alone), 0);
    }
  };
  expect([](auto const& x) { return exponential(x); }, argument);
  expect([](auto const& x) { return error_function(x); }, argument);
  expect([](auto const& x) { return hyperbolic_tangent(x); }, argument);
  expect([](auto const& x) { return cosine(x); }, argument);
  expect([](auto const& x) { return radius(x); }, unit);
  expect([](auto const& x) { return direction(x).y; }, unit);
}

TEST(Elementary, SeveralVectorsHaveTheBitsOfEachAlone) {
  expect_the_bits_of_each_alone<double>();
  expect_the_bits_of_each_alone<float>();
}

//! Largest error of sqrt(-2 log u), relative to it, over u in (low, 1), dense near both ends.
template <class T> double largest_radius_error(T low) {
  std::mt19937_64 random(9);
  std::uniform_real_distribution<double> exponent(std::log(static_cast<double>(low)), 0);
  double worst = 0;
  for (int i = 0; i < 200000; i += Vector<T>::lanes) {
    vec<T> u;
    for (int l = 0; l < Vector<T>::lanes; ++l) {
      auto const small = static_cast<T>(std::exp(exponent(random)));
      u[l] = l % 2 == 0 ? small : 1 - small / 2;
    }
    vec<T> const r = radius(u);
    for (int l = 0; l < Vector<T>::lanes; ++l) {
      long double const exact = std::sqrt(-2 * std::log(static_cast<long double>(u[l])));
      if (exact > 0) worst = std::max(worst, static_cast<double>(std::abs(r[l] / exact - 1)));
    }
  }
  return worst;
}

//! Largest absolute error of (cos, sin)(pi t/2) over |t| < 1.
template <class T> double largest_direction_error() {
  std::mt19937_64 random(10);
  std::uniform_real_distribution<T> argument(-1, 1);
  double worst = 0;
  for (int i = 0; i < 200000; i += Vector<T>::lanes) {
    vec<T> t;
    for (int l = 0; l < Vector<T>::lanes; ++l)
      t[l] = argument(random);
    auto const [x, y] = direction(t);
    for (int l = 0; l < Vector<T>::lanes; ++l) {
      long double const angle = std::numbers::pi_v<long double> / 2 * t[l];
      worst = std::max({worst, static_cast<double>(std::abs(x[l] - std::cos(angle))),
                        static_cast<double>(std::abs(y[l] - std::sin(angle)))});
    }
  }
  return worst;
}

// Normals are as fine as the grid behind them: 2^-31, float the rounding of 2^-24.
TEST(Normal, RadiusAndDirectionAreAsFineAsTheirGrid) {
  EXPECT_LT(largest_radius_error<double>(1e-19), 2e-11);
  EXPECT_LT(largest_direction_error<double>(), 3e-11);
  EXPECT_LT(largest_radius_error<float>(1e-19F), 2e-7);
  EXPECT_LT(largest_direction_error<float>(), 2e-7);
}

/*!
 * Moments of one number of a Box-Muller pair over the whole grid, by the product form
 * E r^2k E cos^2k(theta): radii over a stratified sample of 2^20 words, directions likewise. The
 * midpoint rule is exact to 1e-9 here (variance) and the tail adds what its words hold.
 */
template <class T> double variance_of_grid() {
  long double radii = 0;
  long double cosines = 0;
  constexpr int n = 1 << 20;
  for (int i = 0; i < n; i += Vector<T>::lanes) {
    vec<T> u;
    vec<T> t;
    for (int l = 0; l < Vector<T>::lanes; ++l) {
      u[l] = static_cast<T>((i + l + 0.5) / n);
      t[l] = static_cast<T>(2 * (i + l + 0.5) / n - 1);
    }
    vec<T> const r = radius(u);
    auto const [x, y] = direction(t);
    for (int l = 0; l < Vector<T>::lanes; ++l) {
      radii += static_cast<long double>(r[l]) * r[l];
      cosines += static_cast<long double>(x[l]) * x[l];
    }
  }
  // the midpoint rule for -2 log u misses log(2)/n: the singularity at 0
  return static_cast<double>((radii / n + std::numbers::ln2_v<long double> / n) * cosines / n);
}

// A relative error of the variance shifts every kernel. Float: below 1e-8, so that G4 is off by
// less than 2e-8, a thousandth of its standard error at 1e10 networks.
TEST(Normal, VarianceIsOne) {
  EXPECT_NEAR(variance_of_grid<double>(), 1, 1e-10);
  EXPECT_NEAR(variance_of_grid<float>(), 1, 3e-8);
}

} // namespace
} // namespace nnft::simd::NNFT_ISA
