// AVX-512 (F, DQ, VL).
#pragma once
#if defined(__GNUC__) && !defined(__clang__)
// GCC 12's own avx512fintrin.h makes undefined vectors by self-assignment (GCC bug 105593).
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#define NNFT_ISA avx512
#define NNFT_REGISTER_BYTES 64
#include "nnft/sampling/simd/vector_common.hpp"

#include <immintrin.h>

namespace nnft::simd::avx512 {

// How many vectors are best worked on side by side; measured.
template <> inline constexpr int abreast<float> = 4;
template <> inline constexpr int abreast<double> = 4;

inline f64 fma(f64 a, f64 b, f64 c) {
  return _mm512_fmadd_pd(a, b, c);
}
inline f32 fma(f32 a, f32 b, f32 c) {
  return _mm512_fmadd_ps(a, b, c);
}
inline f64 square_root(f64 a) {
  return _mm512_sqrt_pd(a);
}
inline f32 square_root(f32 a) {
  return _mm512_sqrt_ps(a);
}

inline f64 smaller(f64 a, f64 b) {
  return _mm512_min_pd(a, b);
}
inline f32 smaller(f32 a, f32 b) {
  return _mm512_min_ps(a, b);
}
inline f64 larger(f64 a, f64 b) {
  return _mm512_max_pd(a, b);
}
inline f32 larger(f32 a, f32 b) {
  return _mm512_max_ps(a, b);
}

//! As one instruction, which the compiler does not find.
template <> inline u64 converted<u64>(u32_half from) {
  return bits_of<u64>(_mm512_cvtepu32_epi64(bits_of<__m256i>(from)));
}

//! The pair of numbers that stands at `places[l]` of a table, for each lane l.
inline Two<f64> load_pairs(double const* table, std::uint64_t const* places) {
  auto const two = [&](int l) {
    __m256d const lower = _mm256_castpd128_pd256(_mm_load_pd(table + places[l]));
    return _mm256_insertf128_pd(lower, _mm_load_pd(table + places[l + 2]), 1);
  };
  auto const four = [&](int l) {
    return _mm512_insertf64x4(_mm512_castpd256_pd512(two(l)), two(l + 4), 1);
  };
  __m512d const even = four(0);
  __m512d const odd = four(1);
  return {_mm512_unpacklo_pd(even, odd), _mm512_unpackhi_pd(even, odd)};
}

//! Products of the low halves of unsigned 64-bit lanes with a 32-bit factor.
inline u64 multiply_low_halves(u64 a, std::uint32_t factor) {
  return bits_of<u64>(_mm512_mul_epu32(bits_of<__m512i>(a), _mm512_set1_epi64(factor)));
}
//! Low halves of the lanes of two vectors, alternately.
inline u32 interleave_low_halves(u64 even, u64 odd) {
  return bits_of<u32>(_mm512_mask_blend_epi32(0xAAAA, bits_of<__m512i>(even),
                                              _mm512_slli_epi64(bits_of<__m512i>(odd), 32)));
}
inline u32 smaller(u32 a, u32 b) {
  return bits_of<u32>(_mm512_min_epu32(bits_of<__m512i>(a), bits_of<__m512i>(b)));
}
inline bool any_zero(u32 a) {
  return _mm512_testn_epi32_mask(bits_of<__m512i>(a), bits_of<__m512i>(a)) != 0;
}

} // namespace nnft::simd::avx512
