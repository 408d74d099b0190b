#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace nnft {

/*!
 * Limbs of many numbers in a quarter of their space, without loss: each number is a byte that says
 * how many follow, and the lowest bytes of its two's complement up to the last that counts. Numbers
 * whose limbs are not canonical (see carry) keep all of their 48 bytes.
 */
[[nodiscard]] std::string packed_limbs(std::span<std::int64_t const> limbs);

//! The limbs again. Throws InvalidInput for bytes that are not those of `count` limbs.
[[nodiscard]] std::vector<std::int64_t> unpacked_limbs(std::string_view bytes, std::size_t count);

} // namespace nnft
