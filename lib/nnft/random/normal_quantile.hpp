#pragma once
#include <cstdint>

namespace nnft {

/*!
 * The standard normal number x with P(x) = (word + 1/2) 2^-64: a monotone function of one word,
 * where Box-Muller mixes two. Relative error 1e-14 (Wichura, algorithm AS 241, 1988); symmetric;
 * right to 9.1 standard deviations. Basic operations and square roots only, so equal bits on every
 * machine.
 */
[[nodiscard]] double normal_quantile(std::uint64_t word);

} // namespace nnft
