#pragma once
#include "nnft/analysis/deviation.hpp"
#include "nnft/analysis/member.hpp"

#include <optional>
#include <string>

namespace nnft {

//! "m2", "m4", "m6", "g4_connected", "g6_connected"
[[nodiscard]] std::string deviation_name(Quantity quantity);

//! The deviation of a member's best numbers from its Gaussian process; nothing without numbers.
[[nodiscard]] std::optional<Deviation> deviation_of(Member const& member, Quantity quantity);
//! The same of its exact numbers.
[[nodiscard]] std::optional<Deviation> exact_deviation_of(Member const& member, Quantity quantity);

} // namespace nnft
