// Elementary functions on vectors, for the instruction set of the translation unit. Fixed order of
// operations: the bits depend on whether fma() fuses and on nothing else. Errors, measured by the
// tests against extended precision, stand in sampling/README.md.
#pragma once
#include "nnft/sampling/simd/erf_table.hpp"

#include <array>
#include <limits>
#include <numbers>

namespace nnft::simd::NNFT_ISA {

// Adding and subtracting it rounds a double below 2^51 to an integer, which then stands in the low
// bits of the sum; likewise for float below 2^22.
inline constexpr double round64 = 6755399441055744.0;
inline constexpr float round32 = 12582912.0F;

//! c[0] + x (c[1] + x (c[2] + ...)).
template <class V, class T, std::size_t N> inline V polynomial(V x, std::array<T, N> const& c) {
  V sum = V{} + c[N - 1];
  for (std::size_t i = N - 1; i-- > 0;)
    sum = fma(sum, x, V{} + c[i]);
  return sum;
}

template <class V> inline V absolute(V x) {
  return x < 0 ? -x : x;
}

//! 1/3!, 1/5!, ... with alternating signs: sin x = x + x^3 S(x^2).
template <class T> inline constexpr std::array<T, 7> sine_series{
    T(-1.0 / 6),         T(1.0 / 120),          T(-1.0 / 5040),          T(1.0 / 362880),
    T(-1.0 / 39916800.), T(1.0 / 6227020800.0), T(-1.0 / 1307674368000.)};
//! cos x = 1 - x^2/2 + x^4 C(x^2).
template <class T> inline constexpr std::array<T, 7> cosine_series{
    T(1.0 / 24),         T(-1.0 / 720),          T(1.0 / 40320),          T(-1.0 / 3628800),
    T(1.0 / 479001600.), T(-1.0 / 87178291200.), T(1.0 / 20922789888000.)};

template <class T, std::size_t N, std::size_t M>
constexpr std::array<T, N> leading(std::array<T, M> const& c) {
  std::array<T, N> part{};
  for (std::size_t i = 0; i < N; ++i)
    part[i] = c[i];
  return part;
}

template <class V> struct SineCosine { V sine, cosine; };

//! Taylor series on |x| <= pi/4.
template <class T> inline SineCosine<vec<T>> sine_cosine_core(vec<T> x) {
  constexpr std::size_t terms = sizeof(T) == 8 ? 7 : 4;
  constexpr auto s = leading<T, terms>(sine_series<T>);
  constexpr auto c = leading<T, terms>(cosine_series<T>);
  auto const z = x * x;
  return {fma(x * z, polynomial(z, s), x),
          fma(z * z, polynomial(z, c), fma(z, all<T>(T(-0.5)), all<T>(T(1))))};
}

//! Natural logarithm of a positive, normal number: m 2^k with m in (0.70, 1.41), then
//! log m = 2 artanh((m - 1)/(m + 1)).
inline f64 logarithm(f64 x) {
  constexpr std::int64_t low = 0x3fe6a09e00000000; // bits of 0.707...
  constexpr std::array<double, 11> series{2.0 / 3,  2.0 / 5,  2.0 / 7,  2.0 / 9,
                                          2.0 / 11, 2.0 / 13, 2.0 / 15, 2.0 / 17,
                                          2.0 / 19, 2.0 / 21, 2.0 / 23};
  i64 const bits = bits_of<i64>(x) - low;
  u64 const exponent = bits_of<u64>(bits + 0x4000000000000000) >> 52U; // biased: positive
  i64 const mantissa = (bits & 0x000fffffffffffff) + low;
  f64 const k = bits_of<f64>(exponent + (0x4338000000000000U - 0x400U)) - round64;
  f64 const f = bits_of<f64>(mantissa) - 1;
  f64 const s = f / (f + 2);
  f64 const z = s * s;
  f64 const tail = s * z * polynomial(z, series);
  // f - f s + tail = 2 s + tail without losing digits of f
  f64 const correction = fma(k, all64(1.90821492927058770002e-10), tail - f * s);
  return fma(k, all64(6.93147180369123816490e-01), f + correction);
}

inline f32 logarithm(f32 x) {
  constexpr std::int32_t low = 0x3f3504f3;
  constexpr std::array<float, 5> series{2.0F / 3, 2.0F / 5, 2.0F / 7, 2.0F / 9, 2.0F / 11};
  i32 const bits = bits_of<i32>(x) - low;
  i32 const mantissa = (bits & 0x007fffff) + low;
  f32 const k = __builtin_convertvector(bits >> 23, f32);
  f32 const f = bits_of<f32>(mantissa) - 1;
  f32 const s = f / (f + 2);
  f32 const z = s * s;
  f32 const tail = s * z * polynomial(z, series);
  f32 const correction = fma(k, all32(-2.12194440e-4F), tail - f * s);
  return fma(k, all32(0.693359375F), f + correction);
}

//! x = n log 2 + r with |r| <= log(2)/2; power = 2^n.
template <class V> struct Reduced { V remainder, power; };

inline Reduced<f64> reduce_exponent(f64 x) {
  f64 const shifted = fma(x, all64(std::numbers::log2e), all64(round64));
  f64 const n = shifted - round64;
  f64 r = fma(n, all64(-6.93147180369123816490e-01), x);
  r = fma(n, all64(-1.90821492927058770002e-10), r);
  return {r, bits_of<f64>((bits_of<i64>(shifted) + 1023) << 52)};
}

inline Reduced<f32> reduce_exponent(f32 x) {
  f32 const shifted = fma(x, all32(std::numbers::log2e_v<float>), all32(round32));
  f32 const n = shifted - round32;
  f32 r = fma(n, all32(-0.693359375F), x);
  r = fma(n, all32(2.12194440e-4F), r);
  return {r, bits_of<f32>((bits_of<i32>(shifted) + 127) << 23)};
}

//! exp(r) - 1 on |r| <= log(2)/2, Taylor.
inline f64 exponential_minus_one_core(f64 r) {
  constexpr std::array<double, 12> series{1.0 / 2,         1.0 / 6,          1.0 / 24,
                                          1.0 / 120,       1.0 / 720,        1.0 / 5040,
                                          1.0 / 40320,     1.0 / 362880,     1.0 / 3628800.,
                                          1.0 / 39916800., 1.0 / 479001600., 1.0 / 6227020800.};
  return fma(r * r, polynomial(r, series), r);
}

inline f32 exponential_minus_one_core(f32 r) {
  constexpr std::array<float, 6> series{1.0F / 2,   1.0F / 6,   1.0F / 24,
                                        1.0F / 120, 1.0F / 720, 1.0F / 5040};
  return fma(r * r, polynomial(r, series), r);
}

//! exp(x); infinite above the largest finite value, 0 where the result would be subnormal.
inline f64 exponential(f64 x) {
  f64 const inside = x < -708 ? all64(-708) : (x > 709 ? all64(709) : x);
  auto const [r, power] = reduce_exponent(inside);
  f64 const value = fma(exponential_minus_one_core(r), power, power);
  f64 const beyond = x > 709.0 ? all64(std::numeric_limits<double>::infinity()) : value;
  return x < -708.0 ? f64{} : beyond;
}

inline f32 exponential(f32 x) {
  f32 const inside = x < -87 ? all32(-87) : (x > 88 ? all32(88) : x);
  auto const [r, power] = reduce_exponent(inside);
  f32 const value = fma(exponential_minus_one_core(r), power, power);
  f32 const beyond = x > 88.0F ? all32(std::numeric_limits<float>::infinity()) : value;
  return x < -87.0F ? f32{} : beyond;
}

//! tanh x = t/(t + 2) with t = exp(2|x|) - 1.
template <class V> inline V hyperbolic_tangent(V x) {
  V const doubled = 2 * absolute(x);
  V const inside = doubled > 40 ? V{} + 40 : doubled;
  auto const [r, power] = reduce_exponent(inside);
  V const t = fma(exponential_minus_one_core(r), power, power - 1);
  V const value = t / (t + 2);
  return x < 0 ? -value : value;
}

//! erf by its Taylor series around the nearest multiple of 1/128 (derivatives are Hermite
//! polynomials times the slope); 1 beyond 6.
inline f64 error_function(f64 x) {
  f64 const ax = absolute(x);
  f64 const inside = ax < 6 ? ax : all64(6);
  f64 const shifted = fma(inside, all64(128), all64(round64));
  i64 const index = bits_of<i64>(shifted) & 0xffff;
  f64 const r = (shifted - round64) * (1.0 / 128);
  f64 const d = inside - r;
  double const* const table = erf_table().data();
  f64 value;
  f64 slope;
  for (int l = 0; l < lanes64; ++l) {
    value[l] = table[2 * index[l]];
    slope[l] = table[2 * index[l] + 1];
  }
  f64 const q = r * r;
  f64 const c2 = fma(q, all64(2.0 / 3), all64(-1.0 / 3));
  f64 const c3 = r * fma(q, all64(-1.0 / 3), all64(0.5));
  f64 const c4 = fma(q, fma(q, all64(2.0 / 15), all64(-0.4)), all64(0.1));
  f64 const c5 = r * fma(q, fma(q, all64(-2.0 / 45), all64(2.0 / 9)), all64(-1.0 / 6));
  f64 const bracket = fma(d, fma(d, fma(d, fma(d, c5, c4), c3), c2), -r);
  f64 const step = fma(d * d, bracket, d);
  f64 const result = fma(slope, step, value);
  return x < 0 ? -result : result;
}

//! Rational minimax of erf(x)/x in x^2 on |x| <= 3.95, relative error 6e-8; beyond, erf is 1.
inline f32 error_function(f32 x) {
  constexpr std::array<float, 7> numerator{
      1.12837910386F,     0.202576521536F,    0.0509224369323F, 0.00380753924947F,
      0.000143799416787F, -1.95081619932e-6F, 1.96032024284e-8F};
  constexpr std::array<float, 5> denominator{1.0F, 0.512860282894F, 0.116091880737F,
                                             0.0145751918326F, 0.00097976355389F};
  f32 const inside = x > 3.95F ? all32(3.95F) : (x < -3.95F ? all32(-3.95F) : x);
  f32 const z = inside * inside;
  return inside * polynomial(z, numerator) / polynomial(z, denominator);
}

//! cos z: quadrants by a three-part pi/2; good for |z| < 1e6 (float: 1e4).
inline f64 cosine(f64 z) {
  f64 const shifted = fma(z, all64(2 / std::numbers::pi), all64(round64));
  f64 const n = shifted - round64;
  f64 r = fma(n, all64(-1.57079632673412561417e+00), z);
  r = fma(n, all64(-6.07710050630396597660e-11), r);
  r = fma(n, all64(-2.02226624879595063154e-21), r);
  auto const [sine, cosine] = sine_cosine_core<double>(r);
  i64 const quadrant = bits_of<i64>(shifted);
  f64 const value = (quadrant & 1) != 0 ? sine : cosine;
  return ((quadrant + 1) & 2) != 0 ? -value : value;
}

inline f32 cosine(f32 z) {
  f32 const shifted = fma(z, all32(2 / std::numbers::pi_v<float>), all32(round32));
  f32 const n = shifted - round32;
  f32 r = fma(n, all32(-1.5703125F), z);
  r = fma(n, all32(-4.837512969970703125e-4F), r);
  r = fma(n, all32(-7.549789948768648e-8F), r);
  auto const [sine, cosine] = sine_cosine_core<float>(r);
  i32 const quadrant = bits_of<i32>(shifted);
  f32 const value = (quadrant & 1) != 0 ? sine : cosine;
  return ((quadrant + 1) & 2) != 0 ? -value : value;
}

} // namespace nnft::simd::NNFT_ISA
