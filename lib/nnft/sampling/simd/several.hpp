// Several vectors side by side. A long chain of operations on one vector waits for each of its
// results; the same chain on several, step by step, fills the waits. Same bits either way.
#pragma once
#include <concepts>
#include <type_traits>
#include <utility>

namespace nnft::simd::NNFT_ISA {

template <class V, int n> struct Several { V of[n]; };

//! n vectors, one after the other.
template <int n, class V, class S> inline Several<V, n> load_several(S const* from) {
  Several<V, n> v;
  for (int i = 0; i < n; ++i)
    v.of[i] = load<V>(from + i * static_cast<int>(sizeof(V) / sizeof(S)));
  return v;
}
template <class V, int n, class S> inline void store(S* to, Several<V, n> v) {
  for (int i = 0; i < n; ++i)
    store(to + i * static_cast<int>(sizeof(V) / sizeof(S)), v.of[i]);
}

template <class V, int n> inline Several<V, n> in_register(Several<V, n> v) {
  for (int i = 0; i < n; ++i)
    v.of[i] = in_register(v.of[i]);
  return v;
}

//! The type of one vector, and of a number in it.
template <class V> struct Each {
  using type = V;
  using number = std::remove_cvref_t<decltype(V{}[0])>;
};
template <class V, int n> struct Each<Several<V, n>> : Each<V> {};
template <class V>
concept Doubles = std::same_as<typename Each<V>::type, f64>;
template <class V>
concept Floats = std::same_as<typename Each<V>::type, f32>;

//! f(a, b, ...), vector by vector; what is not several is the same for all.
template <class V, int n> inline V pick(Several<V, n> const& v, int i) {
  return v.of[i];
}
template <class S> inline S pick(S const& s, int) {
  return s;
}
template <class F, int... i, class... A>
inline auto each_of(std::integer_sequence<int, i...>, F f, A const&... a) {
  auto const one = [&]<int k>(std::integral_constant<int, k>) { return f(pick(a, k)...); };
  return Several<decltype(f(pick(a, 0)...)), sizeof...(i)>{
      {one(std::integral_constant<int, i>{})...}};
}
template <int n, class F, class... A> inline auto each(F f, A const&... a) {
  return each_of(std::make_integer_sequence<int, n>{}, f, a...);
}

template <class V, int n> inline Several<V, n> operator-(Several<V, n> const& a) {
  return each<n>([](V x) { return -x; }, a);
}

#define NNFT_OPERATOR(op)                                                                          \
  template <class V, int n>                                                                        \
  inline Several<V, n> operator op(Several<V, n> const& a, Several<V, n> const& b) {               \
    return each<n>([](V x, V y) { return x op y; }, a, b);                                         \
  }                                                                                                \
  template <class V, int n>                                                                        \
  inline Several<V, n> operator op(Several<V, n> const& a, typename Each<V>::number b) {           \
    return each<n>([b](V x) { return x op b; }, a);                                                \
  }                                                                                                \
  template <class V, int n>                                                                        \
  inline Several<V, n> operator op(typename Each<V>::number a, Several<V, n> const& b) {           \
    return each<n>([a](V y) { return a op y; }, b);                                                \
  }
NNFT_OPERATOR(+)
NNFT_OPERATOR(-)
NNFT_OPERATOR(*)
NNFT_OPERATOR(/)
NNFT_OPERATOR(&)
NNFT_OPERATOR(|)
NNFT_OPERATOR(^)
NNFT_OPERATOR(<<)
NNFT_OPERATOR(>>)
#undef NNFT_OPERATOR

template <class V, int n, class B, class C>
inline Several<V, n> fma(Several<V, n> const& a, B const& b, C const& c) {
  return each<n>([](V x, V y, V z) { return fma(x, y, z); }, a, b, c);
}
template <class V, int n> inline Several<V, n> square_root(Several<V, n> const& a) {
  return each<n>([](V x) { return square_root(x); }, a);
}
template <class V, int n> inline Several<V, n> smaller(V a, Several<V, n> const& b) {
  return each<n>([](V x, V y) { return smaller(x, y); }, a, b);
}
template <class V, int n> inline Several<V, n> larger(V a, Several<V, n> const& b) {
  return each<n>([](V x, V y) { return larger(x, y); }, a, b);
}

//! The bits, as vectors of type W.
template <class W, class V, int n> inline Several<W, n> bits_as(Several<V, n> const& v) {
  return each<n>([](V x) { return bits_of<W>(x); }, v);
}
template <class W, class V> inline W bits_as(V v) {
  return bits_of<W>(v);
}

//! The values, as vectors of type W.
template <class W, class V, int n> inline Several<W, n> converted(Several<V, n> const& v) {
  return each<n>([](V x) { return converted<W>(x); }, v);
}

template <class V> inline V absolute(V x) {
  return x < 0 ? -x : x;
}
template <class V, int n> inline Several<V, n> absolute(Several<V, n> const& v) {
  return each<n>([](V x) { return absolute(x); }, v);
}

//! Changes the sign of v where x is negative.
template <class V> inline V with_sign_of(V x, V v) {
  return x < 0 ? -v : v;
}
template <class V, int n>
inline Several<V, n> with_sign_of(Several<V, n> const& x, Several<V, n> const& v) {
  return each<n>([](V a, V b) { return with_sign_of(a, b); }, x, v);
}

} // namespace nnft::simd::NNFT_ISA
