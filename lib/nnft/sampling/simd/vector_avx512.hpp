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

//! High and low halves of the 64-bit products of unsigned 32-bit lanes.
inline u32 multiply_wide(u32 a, std::uint32_t factor, u32& low) {
  auto const x = bits_of<__m512i>(a);
  auto const m = _mm512_set1_epi32(static_cast<int>(factor));
  auto const even = _mm512_mul_epu32(x, m);
  auto const odd = _mm512_mul_epu32(_mm512_srli_epi64(x, 32), m);
  low = bits_of<u32>(_mm512_mask_blend_epi32(0xAAAA, even, _mm512_slli_epi64(odd, 32)));
  return bits_of<u32>(_mm512_mask_blend_epi32(0xAAAA, _mm512_srli_epi64(even, 32), odd));
}

} // namespace nnft::simd::avx512
