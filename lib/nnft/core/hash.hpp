#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace nnft {

//! 64-bit FNV-1a of the bytes, finished by the SplitMix64 mixer, so that texts which differ in one
//! character differ in half of the bits. A name for things, not a cryptographic hash.
[[nodiscard]] std::uint64_t hash64(std::string_view bytes);

//! Sixteen lower-case hexadecimal digits.
[[nodiscard]] std::string hexadecimal(std::uint64_t value);

} // namespace nnft
