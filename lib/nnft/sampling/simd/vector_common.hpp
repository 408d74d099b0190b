// Vector types of one instruction set. Included by vector_<isa>.hpp with NNFT_ISA (the namespace)
// and NNFT_REGISTER_BYTES set; every translation unit sees one instruction set only, and all that
// it instantiates lives in that namespace, so that no two sets can share an inline function.
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace nnft::simd::NNFT_ISA {

inline constexpr int lanes64 = NNFT_REGISTER_BYTES / 8;
inline constexpr int lanes32 = NNFT_REGISTER_BYTES / 4;

using f64 = double __attribute__((vector_size(NNFT_REGISTER_BYTES)));
using i64 = std::int64_t __attribute__((vector_size(NNFT_REGISTER_BYTES)));
using u64 = std::uint64_t __attribute__((vector_size(NNFT_REGISTER_BYTES)));
using f32 = float __attribute__((vector_size(NNFT_REGISTER_BYTES)));
using i32 = std::int32_t __attribute__((vector_size(NNFT_REGISTER_BYTES)));
using u32 = std::uint32_t __attribute__((vector_size(NNFT_REGISTER_BYTES)));
using i32_half = std::int32_t __attribute__((vector_size(NNFT_REGISTER_BYTES / 2)));
using u32_half = std::uint32_t __attribute__((vector_size(NNFT_REGISTER_BYTES / 2)));

//! Vector, mask and lane count for a floating-point type.
template <class T> struct Vector;
template <> struct Vector<double> {
  using real = f64;
  static constexpr int lanes = lanes64;
};
template <> struct Vector<float> {
  using real = f32;
  static constexpr int lanes = lanes32;
};
template <class T> using vec = typename Vector<T>::real;

template <class V> struct Two { V first, second; };

//! See several.hpp.
template <class T> inline constexpr int abreast = 1;

template <class V, class S> inline V load(S const* from) {
  V v;
  std::memcpy(&v, from, sizeof v);
  return v;
}
//! v, in a register: the compiler is kept from loading it once more for every use, where loads are
//! dearer than registers.
template <class V> inline V in_register(V v) {
#if defined(__AVX512F__)
  asm("" : "+v"(v));
#elif defined(__x86_64__)
  asm("" : "+x"(v));
#endif
  return v;
}
template <class V, class S> inline void store(S* to, V v) {
  std::memcpy(to, &v, sizeof v);
}

inline f64 all64(double x) {
  return f64{} + x;
}
inline f32 all32(float x) {
  return f32{} + x;
}
template <class T> inline vec<T> all(T x) {
  return vec<T>{} + x;
}

template <class To, class From> inline To converted(From from) {
  return __builtin_convertvector(from, To);
}

template <class To, class From> inline To bits_of(From from) {
  static_assert(sizeof(To) == sizeof(From));
  To to;
  std::memcpy(&to, &from, sizeof to);
  return to;
}

} // namespace nnft::simd::NNFT_ISA
