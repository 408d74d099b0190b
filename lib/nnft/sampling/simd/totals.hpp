// From the interleaved parts of sums to the sums.
#pragma once
#include "nnft/sampling/simd/several.hpp"

namespace nnft::simd::NNFT_ISA {

//! Every sum is made in so many interleaved parts, whatever the registers hold: 64 bytes.
template <class T> inline constexpr int parts = 64 / static_cast<int>(sizeof(T));
//! in so many registers.
template <class T> inline constexpr int registers_of_parts = parts<T> / Vector<T>::lanes;

template <class T> using Parts = Several<vec<T>, registers_of_parts<T>>;

#if NNFT_REGISTER_BYTES == 16

//! sums[d] += the sum of parts[d], d < n: the upper half is added to the lower until one is left.
template <class T, int n> inline void add_totals(Parts<T> const* of, double* sums) {
  for (int d = 0; d < n; ++d) {
    T all[parts<T>];
    store(all, of[d]);
    for (int half = parts<T> / 2; half > 0; half /= 2)
      for (int i = 0; i < half; ++i)
        all[i] += all[i + half];
    sums[d] += static_cast<double>(all[0]);
  }
}

#else

//! The halves are added in registers, those of as many sums as a register of 32 bytes holds numbers
//! together; that register then holds their totals, zeros where there are no sums any more.
template <class T> inline constexpr int sums_together = 32 / static_cast<int>(sizeof(T));

inline __m256 upper_on_lower_half(Parts<float> const& of) {
#if NNFT_REGISTER_BYTES == 64
  __m512 const v = bits_of<__m512>(of.of[0]);
  return _mm256_add_ps(_mm512_castps512_ps256(v), _mm512_extractf32x8_ps(v, 1));
#else
  return bits_of<__m256>(of.of[0] + of.of[1]);
#endif
}
inline __m256d upper_on_lower_half(Parts<double> const& of) {
#if NNFT_REGISTER_BYTES == 64
  __m512d const v = bits_of<__m512d>(of.of[0]);
  return _mm256_add_pd(_mm512_castpd512_pd256(v), _mm512_extractf64x4_pd(v, 1));
#else
  return bits_of<__m256d>(of.of[0] + of.of[1]);
#endif
}

//! Upper on lower halves of a, then of b.
inline __m256d halves_of_four(__m256d a, __m256d b) {
  return _mm256_add_pd(_mm256_permute2f128_pd(a, b, 0x20), _mm256_permute2f128_pd(a, b, 0x31));
}
inline __m256 halves_of_eight(__m256 a, __m256 b) {
  return _mm256_add_ps(_mm256_permute2f128_ps(a, b, 0x20), _mm256_permute2f128_ps(a, b, 0x31));
}
//! Of both halves of a and b.
inline __m256 halves_of_quarters(__m256 a, __m256 b) {
  __m256d const x = _mm256_castps_pd(a);
  __m256d const y = _mm256_castps_pd(b);
  return _mm256_add_ps(_mm256_castpd_ps(_mm256_unpacklo_pd(x, y)),
                       _mm256_castpd_ps(_mm256_unpackhi_pd(x, y)));
}

inline __m256 totals(__m256 const* of) {
  __m256 const a = halves_of_eight(of[0], of[4]);
  __m256 const b = halves_of_eight(of[1], of[5]);
  __m256 const c = halves_of_eight(of[2], of[6]);
  __m256 const d = halves_of_eight(of[3], of[7]);
  __m256 const ac = halves_of_quarters(a, c);
  __m256 const bd = halves_of_quarters(b, d);
  __m256 const sums =
      _mm256_add_ps(_mm256_shuffle_ps(ac, bd, 0x88), _mm256_shuffle_ps(ac, bd, 0xdd));
  return _mm256_permute_ps(sums, 0xd8);
}
inline __m256d totals(__m256d const* of) {
  __m256d const a = halves_of_four(of[0], of[2]);
  __m256d const b = halves_of_four(of[1], of[3]);
  return _mm256_add_pd(_mm256_unpacklo_pd(a, b), _mm256_unpackhi_pd(a, b));
}

inline void add(__m256d more, double* sums) {
  _mm256_storeu_pd(sums, _mm256_add_pd(_mm256_loadu_pd(sums), more));
}
inline void add(__m256 more, double* sums) {
  add(_mm256_cvtps_pd(_mm256_castps256_ps128(more)), sums);
  add(_mm256_cvtps_pd(_mm256_extractf128_ps(more, 1)), sums + 4);
}

//! The same sums in the same order.
template <class T, int n>
[[gnu::always_inline]] inline void add_totals(Parts<T> const* of, double* sums) {
  using Half = decltype(upper_on_lower_half(*of));
  constexpr int together = sums_together<T>;
  for (int first = 0; first < n; first += together) {
    Half halves[together];
    for (int d = 0; d < together; ++d)
      halves[d] = first + d < n ? upper_on_lower_half(of[first + d]) : Half{};
    add(totals(halves), sums + first);
  }
}

#endif

} // namespace nnft::simd::NNFT_ISA
