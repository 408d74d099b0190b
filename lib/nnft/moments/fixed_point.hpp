#pragma once
#include <cstdint>
#include <span>

namespace nnft {

/*!
 * A signed fixed-point number of six 32-bit digits kept in 64-bit integers ("limbs"): value =
 * sum_i limb_i 2^(32 i - 64). Limbs of many numbers may be added in any order and by anybody
 * (MPI_Reduce with MPI_SUM on int64): up to 2^31 numbers before a carry is needed, nothing rounds.
 */
inline constexpr int limbs_per_number = 6;
using Limbs = std::span<std::int64_t, limbs_per_number>;
using ConstLimbs = std::span<std::int64_t const, limbs_per_number>;

//! Adds x, rounded once to a multiple of 2^-64 (half away from zero). Throws NotFinite for NaN,
//! infinities and |x| >= 2^126.
void add_number(Limbs limbs, double x);

//! Moves carries up: the same value, digits in [0, 2^32) but for the signed highest one.
void carry(Limbs limbs);

//! The value, rounded once to the nearest double.
[[nodiscard]] double to_double(ConstLimbs limbs);

} // namespace nnft
