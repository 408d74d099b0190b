#pragma once
#include <array>
#include <cstdint>
#include <string_view>

namespace nnft {

//! The n-point functions that are measured and predicted: full and connected (joint cumulants).
//! The connected 2-point function is the full one: the mean of the field vanishes.
enum class Quantity : std::uint8_t { g2, g4, g6, g4_connected, g6_connected };

inline constexpr std::array<Quantity, 5> all_quantities{
    Quantity::g2, Quantity::g4, Quantity::g6, Quantity::g4_connected, Quantity::g6_connected};

//! The name in files: "g2", ..., "g6_connected".
[[nodiscard]] constexpr std::string_view name_of(Quantity quantity) {
  constexpr std::array<std::string_view, 5> names{"g2", "g4", "g6", "g4_connected", "g6_connected"};
  return names[static_cast<std::size_t>(quantity)];
}

[[nodiscard]] constexpr int order_of(Quantity quantity) {
  constexpr std::array<int, 5> orders{2, 4, 6, 4, 6};
  return orders[static_cast<std::size_t>(quantity)];
}

[[nodiscard]] constexpr bool is_connected(Quantity quantity) {
  return quantity >= Quantity::g4_connected;
}

} // namespace nnft
