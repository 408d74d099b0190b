// Elementary functions on vectors, for the instruction set of the translation unit. Fixed order of
// operations: the bits depend on whether fma() fuses and on nothing else. Each takes a vector or
// several. Errors, measured by the tests against extended precision, stand in sampling/README.md.
#pragma once
#include "nnft/sampling/simd/several.hpp"

#include <array>
#include <limits>
#include <numbers>

namespace nnft::simd::NNFT_ISA {

// Adding and subtracting it rounds a double below 2^51 to an integer, which then stands in the low
// bits of the sum; likewise for float below 2^22.
inline constexpr double round64 = 6755399441055744.0;
inline constexpr float round32 = 12582912.0F;

//! c[0] + x (c[1] + x (c[2] + ...)).
template <class V, class T, std::size_t N>
inline V polynomial(V const& x, std::array<T, N> const& c) {
  V sum = fma(x, all<T>(c[N - 1]), all<T>(c[N - 2]));
  for (std::size_t i = N - 2; i-- > 0;)
    sum = fma(sum, x, all<T>(c[i]));
  return sum;
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
  constexpr std::array<double, 10> p{0.50000000000000109153,    0.1666666666666669676,
                                     0.04166666666652770469,    0.0083333333333083891615,
                                     0.0013888888944283124018,  0.0001984126991524551102,
                                     2.480149241778133961e-05,  2.7557217936088919247e-06,
                                     2.7630491838018570638e-07, 2.511740911790512856e-08};
  return fma(r * r, polynomial(r, p), r);
}

template <Floats V> inline V exponential_minus_one_core(V const& r) {
  constexpr std::array<float, 5> p{0.50000000925F, 0.16666520048F, 0.041666211163F,
                                   0.0083687838681F, 0.0013950235385F};
  return fma(r * r, polynomial(r, p), r);
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

//! x P(x^2)/Q(x^2), minimax for erf on |x| <= 5.93 (relative error 3e-17); beyond, erf is 1.
template <Doubles V> inline V error_function(V const& x) {
  constexpr std::array<double, 13> p{
      1.1283791670955125389,     0.22016511015787410873,    0.066120291553985409737,
      0.0068891696339902984079,  0.00085562628446360932627, 5.6939597188132121453e-05,
      3.9002057671480848344e-06, 1.6946798564877054009e-07, 6.7595520048485129331e-09,
      1.7197136211925408782e-10, 3.3365769265111854866e-12, 2.2270540983631244159e-14,
      1.5715092458436035545e-17};
  constexpr std::array<double, 13> q{1.0,
                                     0.52844958200051138647,
                                     0.13474744336079881347,
                                     0.021985747686551277583,
                                     0.0025646205531515846023,
                                     0.00022608252833371266119,
                                     1.5497668090104121911e-05,
                                     8.3496906704561695411e-07,
                                     3.5153263638646379677e-08,
                                     1.1245171687573415252e-09,
                                     2.5493775486463035664e-11,
                                     3.3193616682742957836e-13,
                                     8.8519139433352583537e-16};
  V const inside = larger(all64(-5.93), smaller(all64(5.93), x));
  V const z = inside * inside;
  return inside * polynomial(z, p) / polynomial(z, q);
}

//! The same on |x| <= 3.92 (relative error 2e-8).
template <Floats V> inline V error_function(V const& x) {
  constexpr std::array<float, 6> p{1.128379146140729F,     0.1904056833852289F,
                                   0.05274861750625998F,   0.003765583667689238F,
                                   0.0002848820497024427F, 2.05009375704532e-06F};
  constexpr std::array<float, 6> q{1.0F,
                                   0.5020753843458621F,
                                   0.1141087864509992F,
                                   0.01496914869658032F,
                                   0.001162527642606553F,
                                   3.809174778430529e-05F};
  V const inside = larger(all32(-3.92F), smaller(all32(3.92F), x));
  V const z = inside * inside;
  return inside * polynomial(z, p) / polynomial(z, q);
}

//! cos z = (-1)^n cos(z - n pi), with pi in three parts; good for |z| < 1e6 (float: 1e4).
template <Doubles V> inline V cosine(V const& z) {
  constexpr std::array<double, 9> p{1.0,
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
  return bits_as<f64>(bits_as<i64>(polynomial(r * r, p)) ^ (bits_as<i64>(shifted) << 63));
}

template <Floats V> inline V cosine(V const& z) {
  constexpr std::array<float, 6> p{1.0F,
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
  return bits_as<f32>(bits_as<i32>(polynomial(r * r, p)) ^ (bits_as<i32>(shifted) << 31));
}

} // namespace nnft::simd::NNFT_ISA
