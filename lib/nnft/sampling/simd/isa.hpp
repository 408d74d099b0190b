#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace nnft {

//! Instruction sets that the sampling kernels are compiled for, in ascending order.
//! avx2 and avx512 use fused multiply-adds in one fixed order and give the same bits.
enum class Isa : std::uint8_t { portable, avx2, avx512 };

[[nodiscard]] std::string_view name_of(Isa isa); //!< "portable", "avx2", "avx512"
[[nodiscard]] std::optional<Isa> isa_named(std::string_view name);
//! The best one that this processor has.
[[nodiscard]] Isa detected_isa();
//! What decides the bits of a result: "portable" or "fma".
[[nodiscard]] std::string_view arithmetic_of(Isa isa);

} // namespace nnft
