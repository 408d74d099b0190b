// Normal variates on vectors: Box-Muller.
#pragma once
#include "nnft/sampling/simd/elementary.hpp"
#include "nnft/sampling/simd/philox.hpp"

namespace nnft::simd::NNFT_ISA {

//! As many 32-bit words as a vector of T has lanes.
template <class T> struct Words;
template <> struct Words<float> {
  using natural = u32;
  using integer = i32;
};
template <> struct Words<double> {
  using natural = u32_half;
  using integer = i32_half;
};
template <class T> using words_for = typename Words<T>::natural;

//! Words read as signed integers: exact in double, rounded once in float.
template <class T, int n>
inline Several<vec<T>, n> signed_reals(Several<words_for<T>, n> const& words) {
  return converted<vec<T>>(bits_as<typename Words<T>::integer>(words));
}

/*!
 * sqrt(-2 log u) for u in (0, 1]. u = m 2^k with m in (0.70, 1.41); -2 log m = f P(f), f = m - 1,
 * P minimax (relative error 1.6e-11, float 3e-8: finer than the grid of u).
 */
template <Doubles V> inline V radius(V const& u) {
  constexpr std::int64_t low = 0x3fe6a09e00000000; // bits of 0.707...
  static constexpr std::array<double, 13> p{
      -1.9999999999719166578,  1.0000000005881373091,   -0.66666668667491633954,
      0.49999988162330252356,  -0.39999762285170610537, 0.33333886723215687126,
      -0.28581973995194080629, 0.24994971662082862492,  -0.22010166544077575671,
      0.19845687631294735565,  -0.2006639356939310858,  0.19801786391786551973,
      -0.10725870208258301001};
  auto const bits = bits_as<i64>(u) - low;
  auto const exponent = bits_as<u64>(bits + 0x4000000000000000) >> 52U; // biased: positive
  V const k = bits_as<f64>(exponent + (0x4338000000000000U - 0x400U)) - round64;
  V const f = bits_as<f64>((bits & 0x000fffffffffffff) + low) - 1;
  return square_root(fma(k, all64(-2 * std::numbers::ln2), f * polynomial_by_halves<p>(f)));
}

template <Floats V> inline V radius(V const& u) {
  constexpr std::int32_t low = 0x3f3504f3;
  static constexpr std::array<float, 9> p{-1.99999994838F, 0.99999975927F,  -0.66668371245F,
                                          0.50004148235F,  -0.39913667425F, 0.33124784288F,
                                          -0.29904528685F, 0.28733696593F,  -0.1744473512F};
  auto const bits = bits_as<i32>(u) - low;
  V const k = converted<f32>(bits >> 23);
  V const f = bits_as<f32>((bits & 0x007fffff) + low) - 1;
  return square_root(
      fma(k, all32(-2 * std::numbers::ln2_v<float>), f * polynomial_by_halves<p>(f)));
}

template <class V> struct Direction { V x, y; };

//! (cos, sin)(pi t/2) for |t| <= 1, minimax (absolute error 2e-11, float 5e-8).
template <Doubles V> inline Direction<V> direction(V const& t) {
  static constexpr std::array<double, 7> c{0.99999999999925183513,   -1.2337005500627410224,
                                           0.25366950672433924194,   -0.020863473689821503521,
                                           0.00091924001339284397,   -2.5172207759130587803e-05,
                                           4.4922408590032728226e-07};
  static constexpr std::array<double, 6> s{1.5707963267616736889,     -0.64596409526448222428,
                                           0.079692601259864251663,   -0.004681651016125734579,
                                           0.00016024702848454286919, -3.4287905648989311244e-06};
  V const z = t * t;
  return {polynomial<c>(z), t * polynomial<s>(z)};
}

template <Floats V> inline Direction<V> direction(V const& t) {
  static constexpr std::array<float, 6> c{0.99999999978F,   -1.2337005343F,    0.25366932277F,
                                          -0.020862688386F, 0.00091772483999F, -2.3824918559e-05F};
  static constexpr std::array<float, 5> s{1.5707963184F, -0.64596371060F, 0.079689678931F,
                                          -0.0046737665849F, 0.00015148511747F};
  V const z = t * t;
  return {polynomial<c>(z), t * polynomial<s>(z)};
}

//! x with its sign changed where the uppermost bit of the word is set.
inline f32 with_sign(f32 x, u32 words) {
  return bits_of<f32>(bits_of<u32>(x) ^ (words & 0x80000000U));
}
inline f64 with_sign(f64 x, u32_half words) {
  u64 const upper = converted<u64>(words) << 32U;
  return bits_of<f64>(bits_of<u64>(x) ^ (upper & 0x8000000000000000U));
}
template <class V, class W, int n>
inline Several<V, n> with_sign(Several<V, n> const& x, Several<W, n> const& words) {
  return each<n>([](V a, W b) { return with_sign(a, b); }, x, words);
}

//! Radius words below 2^20 are refined by 32 more bits, so that the tail reaches 9.4 sigma.
inline constexpr std::uint32_t tail_bits = 20;

/*!
 * Two rows of normals of sixteen networks from a row of radius words and, behind it, one of angle
 * words. The radius is sqrt(-2 log u) with u = (floor(word/2) + 1/2) 2^-31, or with
 * u = (2^32 word + refinement + 1/2) 2^-64 where the word is below 2^20. Of the angle word, bit 31
 * is a sign of both numbers and the others, as a signed number of 31 bits and a half, are t in
 * (-1, 1); the numbers are (cos, sin)(pi t/2) times the radius.
 */
template <class T> class BoxMuller {
 public:
  static void pair(std::uint32_t const* words, T* first) {
    for (int l = 0; l < batch_size; l += step)
      finish(coarse_uniform(words + l), words + batch_size + l, first + l);
  }

  //! Where a radius lies in the tail; `word` is its place in the block.
  __attribute__((noinline)) static void pair_in_tail(WordStream const& stream, std::uint32_t block,
                                                     std::size_t word, std::uint32_t const* words,
                                                     T* first) {
    alignas(64) T u[batch_size];
    for (int l = 0; l < batch_size; l += step)
      store(u + l, coarse_uniform(words + l));
    for (int l = 0; l < batch_size; ++l)
      if (words[l] >> tail_bits == 0)
        u[l] =
            static_cast<T>((0x1p32 * words[l] + stream.refinement(l, block)[word] + 0.5) * 0x1p-64);
    for (int l = 0; l < batch_size; l += step)
      finish(load_several<vectors, vec<T>>(u + l), words + batch_size + l, first + l);
  }

 private:
  static constexpr int lanes = Vector<T>::lanes;
  static constexpr int vectors = batch_size / lanes < abreast<T> ? batch_size / lanes : abreast<T>;
  static constexpr int step = vectors * lanes;
  using Reals = Several<vec<T>, vectors>;

  static Reals coarse_uniform(std::uint32_t const* words) {
    auto const half = load_several<vectors, words_for<T>>(words) >> 1U;
    return fma(signed_reals<T>(half), all<T>(T(0x1p-31)), all<T>(T(0x1p-32)));
  }

  static void finish(Reals const& u, std::uint32_t const* angle_words, T* first) {
    auto const angle = load_several<vectors, words_for<T>>(angle_words);
    auto const [x, y] = direction(signed_reals<T>(angle << 1U | 1U) * T(0x1p-31));
    Reals const r = with_sign(radius(u), angle);
    store(first, r * x);
    store(first + batch_size, r * y);
  }
};

inline bool any_in_tail(std::uint32_t const* words) {
  u32 smallest = load<u32>(words);
  for (int l = lanes32; l < batch_size; l += lanes32)
    smallest = smaller(smallest, load<u32>(words + l));
  return any_zero(smallest >> tail_bits);
}

/*!
 * Draws rows of normals in two steps, the words of some blocks and then the numbers, which gives
 * the processor more to do at a time than one block after the other.
 */
template <class T> class NormalDraw {
 public:
  //! normals[p][lane]: standard normal parameters 4 first_block + p, p < n, of sixteen networks;
  //! whole pairs are written, so that `normals` has room for an even number of rows. They are there
  //! after finish().
  void add(WordStream const& stream, std::uint32_t first_block, int n, T* normals) {
    for (int p = 0; p < n; p += 4) {
      if (n_blocks_ == capacity) finish();
      Block& block = blocks_[n_blocks_++];
      block.stream = &stream;
      block.number = first_block + static_cast<std::uint32_t>(p / 4);
      block.n = n - p;
      block.normals = normals + p * batch_size;
      stream.draw(block.number, block.words);
    }
  }

  void finish() {
    for (int b = 0; b < n_blocks_; ++b)
      for (int p = 0; p < 4 && p < blocks_[b].n; p += 2)
        make_pair(blocks_[b], p);
    n_blocks_ = 0;
  }

 private:
  static constexpr int capacity = 4;
  struct Block {
    alignas(64) std::uint32_t words[4 * batch_size];
    WordStream const* stream;
    T* normals;
    std::uint32_t number;
    int n;
  };

  static void make_pair(Block const& block, int p) {
    std::uint32_t const* const radii = block.words + p * batch_size;
    T* const out = block.normals + p * batch_size;
    if (any_in_tail(radii)) [[unlikely]]
      BoxMuller<T>::pair_in_tail(*block.stream, block.number, static_cast<std::size_t>(p), radii,
                                 out);
    else
      BoxMuller<T>::pair(radii, out);
  }

  Block blocks_[capacity];
  int n_blocks_ = 0;
};

//! phases[w][lane]: uniform on (-pi, pi), parameters 4 block + w: (word - 2^31 + 1/2) pi 2^-31.
template <class T>
inline void fill_phases(WordStream const& stream, std::uint32_t block, T* phases) {
  alignas(64) std::uint32_t words[4 * batch_size];
  stream.draw(block, words);
  for (int l = 0; l < 4 * batch_size; l += Vector<T>::lanes) {
    auto const centred = signed_reals<T>(load_several<1, words_for<T>>(words + l) ^ 0x80000000U);
    store(phases + l, (centred + T(0.5)) * T(std::numbers::pi * 0x1p-31));
  }
}

} // namespace nnft::simd::NNFT_ISA
