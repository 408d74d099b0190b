// Any processor: sixteen-byte vectors of the compiler, no fused multiply-add.
#pragma once
#define NNFT_ISA portable
#define NNFT_REGISTER_BYTES 16
#include "nnft/sampling/simd/vector_common.hpp"

#include <cmath>

namespace nnft::simd::portable {

// How many vectors are best worked on side by side; measured.
template <> inline constexpr int abreast<float> = 4;
template <> inline constexpr int abreast<double> = 4;

inline f64 fma(f64 a, f64 b, f64 c) {
  return a * b + c;
}
inline f32 fma(f32 a, f32 b, f32 c) {
  return a * b + c;
}
inline f64 square_root(f64 a) {
  for (int l = 0; l < lanes64; ++l)
    a[l] = std::sqrt(a[l]);
  return a;
}
inline f32 square_root(f32 a) {
  for (int l = 0; l < lanes32; ++l)
    a[l] = std::sqrt(a[l]);
  return a;
}

template <class V> inline V smaller(V a, V b) {
  return a < b ? a : b;
}
template <class V> inline V larger(V a, V b) {
  return a > b ? a : b;
}

//! The pair of numbers that stands at `places[l]` of a table, for each lane l.
inline Two<f64> load_pairs(double const* table, std::uint64_t const* places) {
  double const* const first = table + places[0];
  double const* const second = table + places[1];
  return {f64{first[0], second[0]}, f64{first[1], second[1]}};
}

//! Products of the low halves of unsigned 64-bit lanes with a 32-bit factor.
inline u64 multiply_low_halves(u64 a, std::uint32_t factor) {
  return (a & 0xffffffffU) * std::uint64_t{factor};
}
//! Low halves of the lanes of two vectors, alternately.
inline u32 interleave_low_halves(u64 even, u64 odd) {
  u32 words;
  for (int l = 0; l < lanes64; ++l) {
    words[2 * l] = static_cast<std::uint32_t>(even[l]);
    words[2 * l + 1] = static_cast<std::uint32_t>(odd[l]);
  }
  return words;
}
inline bool any_zero(u32 a) {
  for (int l = 0; l < lanes32; ++l)
    if (a[l] == 0) return true;
  return false;
}

} // namespace nnft::simd::portable
