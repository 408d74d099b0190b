#pragma once
#include "nnft/config/run_plan.hpp"

#include <cstdint>

namespace nnft::app {

//! Bytes that a run needs, from the sizes of its arrays; independent of the number of networks.
struct MemoryNeed {
  double every_rank = 0; //!< sums and scratch of the largest ensemble
  double root = 0;       //!< in addition on rank 0: all sums, covariances, the result itself
  double file = 0;       //!< of the result, before compression
};

[[nodiscard]] MemoryNeed memory_need(RunPlan const& plan);

//! 80 % of the node's memory, divided by its ranks.
[[nodiscard]] std::int64_t default_memory(int ranks_on_node);

//! Throws InvalidInput, which gives the numbers, if rank 0 (the hungriest) needs more than allowed.
void require_memory(RunPlan const& plan, std::int64_t allowed);

} // namespace nnft::app
