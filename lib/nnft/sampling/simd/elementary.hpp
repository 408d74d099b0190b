// Elementary functions on vectors, for the instruction set of the translation unit. Fixed order of
// operations: the bits depend on whether fma() fuses and on nothing else. Each takes a vector or
// several. Errors, measured by the tests against extended precision, stand in sampling/README.md.
#pragma once
#include "nnft/sampling/simd/several.hpp"

#include <array>
#include <numbers>

namespace nnft::simd::NNFT_ISA {

// Adding and subtracting it rounds a double below 2^51 to an integer, which then stands in the low
// bits of the sum; likewise for float below 2^22.
inline constexpr double round64 = 6755399441055744.0;
inline constexpr float round32 = 12582912.0F;

// Polynomials. Coefficients are template arguments, so that they are constants before anything is
// inlined or unrolled.

//! x c[n] + c[n - 1], the innermost bracket of c[0] + x (c[1] + x (...)).
template <auto const& c, class V> [[gnu::always_inline]] inline V innermost(V const& x) {
  using T = typename Each<V>::number;
  constexpr std::size_t n = c.size() - 1;
  if constexpr (c[n] == 1)
    return x + c[n - 1];
  else
    return fma(x, all<T>(c[n]), all<T>(c[n - 1]));
}

template <auto const& c, std::size_t i, class V>
[[gnu::always_inline]] inline V outer_brackets(V const& inner, V const& x) {
  V const sum = fma(inner, x, all<typename Each<V>::number>(c[i]));
  if constexpr (i == 0)
    return sum;
  else
    return outer_brackets<c, i - 1>(sum, x);
}

//! c[0] + x (c[1] + x (c[2] + ...)).
template <auto const& c, class V> [[gnu::always_inline]] inline V polynomial(V const& x) {
  return outer_brackets<c, c.size() - 3>(innermost<c>(x), x);
}

template <auto const& c, auto const& d, std::size_t i, class V>
[[gnu::always_inline]] inline Two<V> outer_brackets(Two<V> const& inner, V const& x) {
  using T = typename Each<V>::number;
  Two<V> sum{fma(inner.first, x, in_register(all<T>(c[i]))), inner.second};
  if constexpr (i < d.size() - 2) sum.second = fma(inner.second, x, in_register(all<T>(d[i])));
  if constexpr (i == 0)
    return sum;
  else
    return outer_brackets<c, d, i - 1>(sum, x);
}

//! Two polynomials in x, of the same degree or the second by one lower, step by step together:
//! twice as many chains for the processor.
template <auto const& c, auto const& d, class V>
[[gnu::always_inline]] inline Two<V> polynomials(V const& x) {
  static_assert(c.size() - d.size() <= 1);
  return outer_brackets<c, d, c.size() - 3>(Two<V>{innermost<c>(x), innermost<d>(x)}, x);
}

//! The coefficients of even and of odd powers.
template <auto const& c> struct Halves {
  template <std::size_t first> static constexpr auto every_other() {
    std::array<std::remove_cvref_t<decltype(c[0])>, (c.size() + 1 - first) / 2> half{};
    for (std::size_t i = 0; i < half.size(); ++i)
      half[i] = c[2 * i + first];
    return half;
  }
  static constexpr auto even = every_other<0>();
  static constexpr auto odd = every_other<1>();
};

//! A polynomial from its halves: one operation more, chains of half the length.
template <auto const& c, class V> [[gnu::always_inline]] inline V polynomial_by_halves(V const& x) {
  auto const sum = polynomials<Halves<c>::even, Halves<c>::odd>(x * x);
  return fma(x, sum.second, sum.first);
}

//! x = n log 2 + r with |r| <= log(2)/2; power = 2^n.
template <class V> struct Reduced { V remainder, power; };

template <Doubles V> inline Reduced<V> reduce_exponent(V const& x) {
  V const shifted = fma(x, all64(std::numbers::log2e), all64(round64));
  V const n = shifted - round64;
  V r = fma(n, all64(-6.93147180369123816490e-01), x);
  r = fma(n, all64(-1.90821492927058770002e-10), r);
  return {r, bits_as<f64>((bits_as<i64>(shifted) + 1023) << 52)};
}

template <Floats V> inline Reduced<V> reduce_exponent(V const& x) {
  V const shifted = fma(x, all32(std::numbers::log2e_v<float>), all32(round32));
  V const n = shifted - round32;
  V r = fma(n, all32(-0.693359375F), x);
  r = fma(n, all32(2.12194440e-4F), r);
  return {r, bits_as<f32>((bits_as<i32>(shifted) + 127) << 23)};
}

//! exp(r) - 1 = r + r^2 P(r) on |r| <= log(2)/2, P minimax.
template <Doubles V> inline V exponential_minus_one_core(V const& r) {
  static constexpr std::array<double, 10> p{0.50000000000000109153,    0.1666666666666669676,
                                            0.04166666666652770469,    0.0083333333333083891615,
                                            0.0013888888944283124018,  0.0001984126991524551102,
                                            2.480149241778133961e-05,  2.7557217936088919247e-06,
                                            2.7630491838018570638e-07, 2.511740911790512856e-08};
  return fma(r * r, polynomial<p>(r), r);
}

template <Floats V> inline V exponential_minus_one_core(V const& r) {
  static constexpr std::array<float, 5> p{0.50000000925F, 0.16666520048F, 0.041666211163F,
                                          0.0083687838681F, 0.0013950235385F};
  return fma(r * r, polynomial<p>(r), r);
}

//! exp(x); not finite from the largest finite value on, below 3e-308 (1e-37) where the result
//! would be subnormal.
template <Doubles V> inline V exponential(V const& x) {
  auto const [r, power] = reduce_exponent(larger(all64(-708), smaller(all64(710), x)));
  return fma(exponential_minus_one_core(r), power, power);
}

template <Floats V> inline V exponential(V const& x) {
  auto const [r, power] = reduce_exponent(larger(all32(-87), smaller(all32(89), x)));
  return fma(exponential_minus_one_core(r), power, power);
}

//! tanh x = t/(t + 2) with t = exp(2|x|) - 1.
template <class V> inline V hyperbolic_tangent(V const& x) {
  auto const [r, power] =
      reduce_exponent(smaller(all<typename Each<V>::number>(40), 2 * absolute(x)));
  V const t = fma(exponential_minus_one_core(r), power, power - 1);
  V const value = t / (t + 2);
  return with_sign_of(x, value);
}

//! cos z = (-1)^n cos(z - n pi), with pi in three parts; good for |z| < 1e6 (float: 1e4).
template <Doubles V> inline V cosine(V const& z) {
  static constexpr std::array<double, 9> p{1.0,
                                           -0.49999999999999974309,
                                           0.041666666666663887967,
                                           -0.001388888888877317231,
                                           2.4801587277443961118e-05,
                                           -2.7557316393535952443e-07,
                                           2.0876561960151469872e-09,
                                           -1.1462904899784429694e-11,
                                           4.6090073768266497277e-14};
  V const shifted = fma(z, all64(std::numbers::inv_pi), all64(round64));
  V const n = shifted - round64;
  V r = fma(n, all64(-3.14159265346825122833e+00), z);
  r = fma(n, all64(-1.21542010126079319e-10), r);
  r = fma(n, all64(-4.04453249759190126e-21), r);
  return bits_as<f64>(bits_as<i64>(polynomial<p>(r * r)) ^ (bits_as<i64>(shifted) << 63));
}

template <Floats V> inline V cosine(V const& z) {
  static constexpr std::array<float, 6> p{1.0F,
                                          -0.49999999358F,
                                          0.041666636258F,
                                          -0.0013888361401F,
                                          2.4760161361e-05F,
                                          -2.6051495213e-07F};
  V const shifted = fma(z, all32(std::numbers::inv_pi_v<float>), all32(round32));
  V const n = shifted - round32;
  V r = fma(n, all32(-3.140625F), z);
  r = fma(n, all32(-9.67502593994140625e-4F), r);
  r = fma(n, all32(-1.509957990978376e-7F), r);
  return bits_as<f32>(bits_as<i32>(polynomial<p>(r * r)) ^ (bits_as<i32>(shifted) << 31));
}

} // namespace nnft::simd::NNFT_ISA
