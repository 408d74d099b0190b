#pragma once

namespace nnft::simd {

//! erf is expanded about x = n/128; beyond |n| = 1023 it is 1 in double precision.
inline constexpr int error_function_nodes_per_unit = 128;
inline constexpr int n_error_function_nodes = 2048;

/*!
 * Pairs (erf(x), erf'(x)) at x = n/128, rounded once; node n is pair n modulo 2048. Made at the
 * first call.
 */
[[nodiscard]] double const* error_function_nodes();

} // namespace nnft::simd
