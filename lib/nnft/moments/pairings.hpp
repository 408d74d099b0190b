#pragma once
#include <array>

namespace nnft {

//! The three pairings of four places: {a, b, c, d} stands for (ab)(cd).
inline constexpr std::array<std::array<int, 4>, 3> pairings_of_4{
    {{0, 1, 2, 3}, {0, 2, 1, 3}, {0, 3, 1, 2}}};

//! The fifteen pairings of six places: {a, b, c, d, e, f} stands for (ab)(cd)(ef).
inline constexpr std::array<std::array<int, 6>, 15> pairings_of_6 = [] {
  std::array<std::array<int, 6>, 15> all{};
  std::size_t n = 0;
  for (int b = 1; b < 6; ++b) {
    std::array<int, 4> rest{};
    std::size_t m = 0;
    for (int i = 1; i < 6; ++i)
      if (i != b) rest[m++] = i;
    for (auto const& p : pairings_of_4)
      all[n++] = {0,
                  b,
                  rest[static_cast<std::size_t>(p[0])],
                  rest[static_cast<std::size_t>(p[1])],
                  rest[static_cast<std::size_t>(p[2])],
                  rest[static_cast<std::size_t>(p[3])]};
  }
  return all;
}();

//! The fifteen ways to take a pair out of six places: {a, b | c, d, e, f}, a < b, c < d < e < f.
inline constexpr std::array<std::array<int, 6>, 15> pairs_out_of_6 = [] {
  std::array<std::array<int, 6>, 15> all{};
  std::size_t n = 0;
  for (int a = 0; a < 6; ++a)
    for (int b = a + 1; b < 6; ++b) {
      all[n] = {a, b, 0, 0, 0, 0};
      std::size_t m = 2;
      for (int i = 0; i < 6; ++i)
        if (i != a && i != b) all[n][m++] = i;
      ++n;
    }
  return all;
}();

} // namespace nnft
