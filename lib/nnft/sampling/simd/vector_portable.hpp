// Any processor: sixteen-byte vectors of the compiler, no fused multiply-add.
#pragma once
#define NNFT_ISA portable
#define NNFT_REGISTER_BYTES 16
#include "nnft/sampling/simd/vector_common.hpp"

#include <cmath>

namespace nnft::simd::portable {

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

//! High and low halves of the 64-bit products of unsigned 32-bit lanes.
inline u32 multiply_wide(u32 a, std::uint32_t factor, u32& low) {
  u32 high;
  for (int l = 0; l < lanes32; ++l) {
    auto const product = static_cast<std::uint64_t>(a[l]) * factor;
    low[l] = static_cast<std::uint32_t>(product);
    high[l] = static_cast<std::uint32_t>(product >> 32U);
  }
  return high;
}

} // namespace nnft::simd::portable
