// AVX2 with fused multiply-add.
#pragma once
#define NNFT_ISA avx2
#define NNFT_REGISTER_BYTES 32
#include "nnft/sampling/simd/vector_common.hpp"

#include <immintrin.h>

namespace nnft::simd::avx2 {

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

//! High and low halves of the 64-bit products of unsigned 32-bit lanes.
inline u32 multiply_wide(u32 a, std::uint32_t factor, u32& low) {
  auto const x = bits_of<__m256i>(a);
  auto const m = _mm256_set1_epi32(static_cast<int>(factor));
  auto const even = _mm256_mul_epu32(x, m);
  auto const odd = _mm256_mul_epu32(_mm256_srli_epi64(x, 32), m);
  low = bits_of<u32>(_mm256_blend_epi32(even, _mm256_slli_epi64(odd, 32), 0xAA));
  return bits_of<u32>(_mm256_blend_epi32(_mm256_srli_epi64(even, 32), odd, 0xAA));
}

} // namespace nnft::simd::avx2
