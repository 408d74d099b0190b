#pragma once

namespace nnft::simd {

//! erf is expanded about nodes x = n/128, |n| <= 759; beyond, it is 1 in double precision.
inline constexpr int error_function_nodes_per_unit = 128;
inline constexpr int last_error_function_node = 759;
//! Pairs in the table.
inline constexpr int n_error_function_nodes = 2048;

/*!
 * Pairs (erf(x), erf'(x)) at x = n/128, rounded once; node n is pair n modulo 2048, and pairs of no
 * node are zeros. Made at the first call, which takes some milliseconds.
 */
[[nodiscard]] double const* error_function_nodes();

} // namespace nnft::simd
