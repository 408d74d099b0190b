// AVX2 with fused multiply-add.
#pragma once
#define NNFT_ISA avx2
#define NNFT_REGISTER_BYTES 32
#include "nnft/sampling/simd/vector_common.hpp"

#include <immintrin.h>

namespace nnft::simd::avx2 {

// How many vectors are best worked on side by side; measured.
template <> inline constexpr int abreast<float> = 2;
template <> inline constexpr int abreast<double> = 4;

inline f64 fma(f64 a, f64 b, f64 c) {
  return _mm256_fmadd_pd(a, b, c);
}
inline f32 fma(f32 a, f32 b, f32 c) {
  return _mm256_fmadd_ps(a, b, c);
}
inline f64 square_root(f64 a) {
  return _mm256_sqrt_pd(a);
}
inline f32 square_root(f32 a) {
  return _mm256_sqrt_ps(a);
}

inline f64 smaller(f64 a, f64 b) {
  return _mm256_min_pd(a, b);
}
inline f32 smaller(f32 a, f32 b) {
  return _mm256_min_ps(a, b);
}
inline f64 larger(f64 a, f64 b) {
  return _mm256_max_pd(a, b);
}
inline f32 larger(f32 a, f32 b) {
  return _mm256_max_ps(a, b);
}

//! As one instruction, which the compiler does not find.
template <> inline f64 converted<f64>(i32_half from) {
  return _mm256_cvtepi32_pd(bits_of<__m128i>(from));
}
template <> inline u64 converted<u64>(u32_half from) {
  return bits_of<u64>(_mm256_cvtepu32_epi64(bits_of<__m128i>(from)));
}

//! The pair of numbers that stands at `places[l]` of a table, for each lane l.
inline Two<f64> load_pairs(double const* table, std::uint64_t const* places) {
  auto const two = [&](int l) {
    __m256d const lower = _mm256_castpd128_pd256(_mm_load_pd(table + places[l]));
    return _mm256_insertf128_pd(lower, _mm_load_pd(table + places[l + 2]), 1);
  };
  __m256d const even = two(0);
  __m256d const odd = two(1);
  return {_mm256_unpacklo_pd(even, odd), _mm256_unpackhi_pd(even, odd)};
}

//! Products of the low halves of unsigned 64-bit lanes with a 32-bit factor.
inline u64 multiply_low_halves(u64 a, std::uint32_t factor) {
  return bits_of<u64>(_mm256_mul_epu32(bits_of<__m256i>(a), _mm256_set1_epi64x(factor)));
}
//! Low halves of the lanes of two vectors, alternately.
inline u32 interleave_low_halves(u64 even, u64 odd) {
  return bits_of<u32>(_mm256_blend_epi32(bits_of<__m256i>(even),
                                         _mm256_slli_epi64(bits_of<__m256i>(odd), 32), 0xAA));
}
inline u32 smaller(u32 a, u32 b) {
  return bits_of<u32>(_mm256_min_epu32(bits_of<__m256i>(a), bits_of<__m256i>(b)));
}
inline bool any_zero(u32 a) {
  return _mm256_movemask_epi8(_mm256_cmpeq_epi32(bits_of<__m256i>(a), __m256i{})) != 0;
}

} // namespace nnft::simd::avx2
