#pragma once
#include <array>

namespace nnft::simd {

//! erf and its derivative at r = 0, 1/128, ..., 6, interleaved: value, slope, value, slope, ...
inline constexpr int erf_table_end = 6 * 128;
using ErfTable = std::array<double, 2 * (erf_table_end + 1)>;

//! Made once, in extended precision, so that both columns are rounded correctly.
[[nodiscard]] ErfTable const& erf_table();

} // namespace nnft::simd
