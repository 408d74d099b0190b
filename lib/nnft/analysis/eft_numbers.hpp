#pragma once
#include "nnft/analysis/member.hpp"

#include <optional>
#include <string>

namespace nnft {

//! The functions that couplings are read off: all measured or all exact.
struct EftNumbers {
  //! Components that vanish exactly are noise where they are measured: here they are the zeros that
  //! they are, and so take no part.
  Estimate g4_connected;
  Estimate const* g6_connected = nullptr; //!< null without order 6
  Estimate const* g6 = nullptr;
};

//! Of the member's best numbers; nothing without a connected 4-point function.
[[nodiscard]] std::optional<EftNumbers> best_numbers(Member const& member);

//! The exact numbers of a member that was measured: the curve beside its points. Nothing for a
//! member of `theory`, whose best numbers they are.
[[nodiscard]] std::optional<EftNumbers> exact_numbers(Member const& member);

//! What warnings about a member begin with.
[[nodiscard]] std::string net_of(Member const& member);

} // namespace nnft
