// The error function on vectors: in double precision about tabulated nodes, in single precision as
// a rational function.
#pragma once
#include "nnft/sampling/simd/elementary.hpp"
#include "nnft/sampling/simd/error_function_nodes.hpp"

namespace nnft::simd::NNFT_ISA {

// Double precision, in two steps: where the node stands in the table, and the value from the node.
// Between them the processor waits for memory; whoever has many arguments takes the first step for
// all of them, then the second.

//! x, cut where erf is 1.
inline f64 cut_for_error_function(f64 x) {
  return larger(all64(-5.9299999999999891), smaller(all64(5.9299999999999891), x));
}

//! Added and subtracted, it rounds to a node, whose number then stands in the low bits of the sum.
inline constexpr double round_to_node = round64 / error_function_nodes_per_unit;

//! Where the pair of the nearest node stands among the numbers of error_function_nodes().
inline u64 place_of_node(f64 cut) {
  auto const node = bits_as<u64>(cut + round_to_node) & std::uint64_t{n_error_function_nodes - 1};
  return node + node;
}

/*!
 * With the node at a and h = x - a: erf(x) = erf(a) + erf'(a) h (1 + T),
 * 1 + T = integral of exp(-2 a h s - h^2 s^2) over s from 0 to 1. T to fourth order in h, the fifth
 * absorbed by the third; relative error 1.2e-16.
 */
inline f64 error_function_from_node(f64 cut, Two<f64> const& node) {
  static constexpr std::array<double, 2> second{-1.0 / 3, 2.0 / 3};
  static constexpr std::array<double, 2> third{0.5 - 0.89 / 6 / 0x1p16,
                                               -1.0 / 3 + 0.6 / 4.5 / 0x1p16};
  static constexpr std::array<double, 3> fourth{0.1, -0.4, 2.0 / 15};
  f64 const a = (cut + round_to_node) - round_to_node;
  f64 const h = cut - a;
  f64 const y = a * a;
  f64 const ah = a * h;
  f64 const hh = h * h;
  f64 const order2 = innermost<second>(y);
  f64 const order3 = innermost<third>(y);
  f64 const order4 = polynomial<fourth>(y);
  f64 const t = fma(hh, fma(hh, order4, fma(ah, order3, order2)), -ah);
  return fma(node.second, fma(h, t, h), node.first);
}

//! erf of n vectors, first all arguments, then the values.
template <int n> class ErrorFunctionAtNodes {
 public:
  void put(int i, f64 x) {
    f64 const cut = cut_for_error_function(x);
    store(arguments_ + i * lanes64, cut);
    store(places_ + i * lanes64, place_of_node(cut));
  }
  f64 value(int i) const {
    return error_function_from_node(load<f64>(arguments_ + i * lanes64),
                                    load_pairs(nodes_, places_ + i * lanes64));
  }

 private:
  alignas(64) double arguments_[n * lanes64];
  alignas(64) std::uint64_t places_[n * lanes64];
  double const* nodes_ = error_function_nodes();
};

inline f64 error_function(f64 x) {
  alignas(64) std::uint64_t places[lanes64];
  f64 const cut = cut_for_error_function(x);
  store(places, place_of_node(cut));
  return error_function_from_node(cut, load_pairs(error_function_nodes(), places));
}
template <int n> inline Several<f64, n> error_function(Several<f64, n> const& x) {
  return each<n>([](f64 of) { return error_function(of); }, x);
}

//! x P(x^2)/Q(x^2), minimax on |x| < 3.92 (relative error 2.5e-8), where it gives 1. Q ends with
//! coefficient 1, for which an addition does.
template <Floats V> inline V error_function(V const& x) {
  static constexpr std::array<float, 6> p{29623.955F, 4999.1006F, 1384.8717F,
                                          98.87063F,  7.4792147F, 0.0538178F};
  static constexpr std::array<float, 6> q{26253.547F, 13181.505F, 2995.8713F,
                                          393.01526F, 30.522686F, 1};
  V const inside = larger(all32(-3.9199991F), smaller(all32(3.9199991F), x));
  auto const of = polynomials<p, q>(inside * inside);
  return inside * of.first / of.second;
}

} // namespace nnft::simd::NNFT_ISA
