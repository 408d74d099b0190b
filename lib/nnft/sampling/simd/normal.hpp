// Random words and normal variates on vectors: Philox 4x32-10 and Box-Muller.
#pragma once
#include "nnft/random/stream.hpp"
#include "nnft/sampling/simd/kernel.hpp"

#include <cmath>

namespace nnft::simd::NNFT_ISA {

//! words[w][lane], w = 0..3: Philox of networks first + lane; equal to random_words().
inline void philox(StreamKey key, std::int64_t first, std::uint32_t block, std::uint32_t tag,
                   std::uint32_t* words) {
  alignas(64) std::uint32_t low[batch_size];
  alignas(64) std::uint32_t high[batch_size];
  for (int l = 0; l < batch_size; ++l) {
    auto const n = static_cast<std::uint64_t>(first + l);
    low[l] = static_cast<std::uint32_t>(n);
    high[l] = static_cast<std::uint32_t>(n >> 32U);
  }
  for (int l = 0; l < batch_size; l += lanes32) {
    u32 c0 = load<u32>(low + l);
    u32 c1 = load<u32>(high + l);
    u32 c2 = u32{} + block;
    u32 c3 = u32{} + tag;
    std::uint32_t k0 = key.words[0];
    std::uint32_t k1 = key.words[1];
    for (int round = 0; round < 10; ++round) {
      u32 low0;
      u32 low1;
      u32 const high0 = multiply_wide(c0, 0xD2511F53U, low0);
      u32 const high1 = multiply_wide(c2, 0xCD9E8D57U, low1);
      c0 = high1 ^ c1 ^ k0;
      c2 = high0 ^ c3 ^ k1;
      c1 = low1;
      c3 = low0;
      k0 += 0x9E3779B9U;
      k1 += 0xBB67AE85U;
    }
    store(words + 0 * batch_size + l, c0);
    store(words + 1 * batch_size + l, c1);
    store(words + 2 * batch_size + l, c2);
    store(words + 3 * batch_size + l, c3);
  }
}

//! Signed words, exact in double, rounded once in float.
template <class T> inline vec<T> real_of_signed(std::int32_t const* words) {
  if constexpr (sizeof(T) == 8)
    return __builtin_convertvector(load<i32_half>(words), f64);
  else
    return __builtin_convertvector(load<i32>(words), f32);
}

//! Unsigned words, exact in double, rounded once in float.
template <class T> inline vec<T> real_of(std::uint32_t const* words) {
  if constexpr (sizeof(T) == 8) {
    auto const shifted = load<i32_half>(words) ^ (-0x7fffffff - 1);
    return __builtin_convertvector(shifted, f64) + 2147483648.0;
  } else {
    u32 const w = load<u32>(words);
    return __builtin_convertvector(bits_of<i32>(w >> 8U), f32) * 256.0F +
           __builtin_convertvector(bits_of<i32>(w & 0xffU), f32);
  }
}

//! Which words: those of networks first, first + 1, ... with this block and tag.
struct Draw {
  StreamKey key;
  std::int64_t first;
  std::uint32_t block;
  std::uint32_t tag;
};

//! Below this a radius word is refined by 32 more bits, so that the tail reaches 9.4 sigma.
inline constexpr std::uint32_t tail_threshold = 1U << 20U;

/*!
 * Uniform numbers u in (0, 1) behind the radii of one Box-Muller pair: (word + 1/2) 2^-32, or
 * (2^32 word + refinement + 1/2) 2^-64 where the word is below the threshold.
 */
template <class T>
inline void radius_uniforms(std::uint32_t const* words, std::size_t word, Draw const& draw, T* u) {
  u32 smallest = u32{} - 1U;
  for (int l = 0; l < batch_size; l += lanes32) {
    u32 const w = load<u32>(words + l);
    smallest = w < smallest ? w : smallest;
  }
  for (int l = 0; l < batch_size; l += Vector<T>::lanes)
    store(u + l, (real_of<T>(words + l) + T(0.5)) * T(0x1p-32));
  std::uint32_t least = smallest[0];
  for (int l = 1; l < lanes32; ++l)
    least = smallest[l] < least ? smallest[l] : least;
  if (least >= tail_threshold) return;
  for (int l = 0; l < batch_size; ++l) {
    if (words[l] >= tail_threshold) continue;
    auto const more =
        random_words(draw.key, NetworkId{draw.first + l}, draw.block, draw.tag | 0x80U);
    double const fine = 0x1p32 * words[l] + more[word] + 0.5;
    u[l] = static_cast<T>(fine * 0x1p-64);
  }
}

//! Angles of sixteen networks: quadrant in 0..3, place inside it in [-2^29, 2^29).
struct Angles {
  alignas(64) std::int32_t quadrant[batch_size];
  alignas(64) std::int32_t place[batch_size];
};

inline Angles split_angles(std::uint32_t const* words) {
  Angles angles;
  for (int l = 0; l < batch_size; l += lanes32) {
    u32 const w = load<u32>(words + l);
    store(angles.quadrant + l, bits_of<i32>(w >> 30U));
    store(angles.place + l, bits_of<i32>(w & 0x3fffffffU) - 0x20000000);
  }
  return angles;
}

//! Two rows of normals from sixteen radii and angles; angle = quadrant pi/2 + x, |x| < pi/4.
template <class T> inline void box_muller(T const* u, Angles const& angles, T* first, T* second) {
  for (int l = 0; l < batch_size; l += Vector<T>::lanes) {
    vec<T> const radius = square_root(T(-2) * logarithm(load<vec<T>>(u + l)));
    vec<T> const x =
        (real_of_signed<T>(angles.place + l) + T(0.5)) * T(std::numbers::pi / 2 * 0x1p-30);
    vec<T> const q = real_of_signed<T>(angles.quadrant + l);
    auto const [sine, cosine] = sine_cosine_core<T>(x);
    auto const odd = (q == T(1)) | (q == T(3));
    vec<T> const c = odd ? sine : cosine;
    vec<T> const s = odd ? cosine : sine;
    store(first + l, radius * ((q == T(1)) | (q == T(2)) ? -c : c));
    store(second + l, radius * (q >= T(2) ? -s : s));
  }
}

/*!
 * normals[4 b + w][lane]: standard normal parameter 4 (first_block + b) + w of that kind, for
 * n_blocks blocks and sixteen networks. Right in distribution to the resolution of 32-bit angles
 * and radii (64 bits in the tail).
 */
template <class T> inline void fill_normals(StreamKey key, std::int64_t first, ParameterKind kind,
                                            std::uint32_t first_block, int n_blocks, T* normals) {
  alignas(64) std::uint32_t words[4 * batch_size];
  alignas(64) T u[batch_size];
  auto const tag = counter_tag(kind);
  for (int b = 0; b < n_blocks; ++b) {
    auto const block = first_block + static_cast<std::uint32_t>(b);
    philox(key, first, block, tag, words);
    for (int pair = 0; pair < 4; pair += 2) {
      std::uint32_t const* const radii = words + pair * batch_size;
      radius_uniforms<T>(radii, static_cast<std::size_t>(pair), {key, first, block, tag}, u);
      T* const out = normals + (4 * b + pair) * batch_size;
      box_muller<T>(u, split_angles(radii + batch_size), out, out + batch_size);
    }
  }
}

//! phases[w][lane]: uniform on (-pi, pi), parameter 4 block + w of that kind.
template <class T> inline void fill_phases(StreamKey key, std::int64_t first, ParameterKind kind,
                                           std::uint32_t block, T* phases) {
  alignas(64) std::uint32_t words[4 * batch_size];
  philox(key, first, block, counter_tag(kind), words);
  for (int l = 0; l < 4 * batch_size; l += Vector<T>::lanes)
    store(phases + l, (real_of<T>(words + l) - T(2147483647.5)) * T(std::numbers::pi * 0x1p-31));
}

} // namespace nnft::simd::NNFT_ISA
