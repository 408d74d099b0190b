#pragma once
#include <compare>
#include <cstdint>

namespace nnft {

//! Index that names one kind of thing; indices of different kinds do not mix or convert.
template <class Tag> struct Id {
  std::int64_t value = 0;
  constexpr auto operator<=>(Id const&) const = default;
};

using NetworkId = Id<struct NetworkTag>;       //!< one network of an experiment, on any rank
using BlockId = Id<struct BlockTag>;           //!< one fixed-size run of networks of an experiment
using ExperimentId = Id<struct ExperimentTag>; //!< one independent repetition

} // namespace nnft
