#pragma once
#include "nnft/config/run_plan.hpp"
#include "nnft/mpi/communicator.hpp"

#include "command_line.hpp"
#include "console.hpp"
#include "driver/sampling.hpp"

namespace nnft::app {

struct RunOptions {
  Fresh fresh = Fresh::keep;
  std::optional<Isa> isa; //!< force this one; default: the lowest of the best over all ranks
  std::string replay{};   //!< what draws a network of this run again, all but its indices
  std::optional<double> max_time; //!< seconds after which it must have ended
};

//! Rank 0 reads the configuration, all ranks get the plan; a bad one is InvalidInput on all.
[[nodiscard]] RunPlan load_plan(mpi::Communicator const& team, Command const& command);

//! The instruction set of a run: forced, or the lowest over the ranks. Collective.
[[nodiscard]] Isa common_isa(mpi::Communicator const& team, std::optional<Isa> forced);

/*!
 * One run from plan to file: every rank samples its blocks and builds exact partial sums,
 * MPI_Reduce adds them up, rank 0 compares with theory, fits and scans, and all ranks write the
 * result. Stops in order on a signal or when the time is over, and goes on from its checkpoint when
 * it is called again. Collective; the same exceptions on all ranks, or one that only a single rank
 * knows (a network that is not finite), upon which the caller ends the others.
 */
[[nodiscard]] Ending run(mpi::Communicator const& team, RunPlan const& plan,
                         RunOptions const& options, Console const& console);

//! The part of a run that needs no sampling: exact theory and what follows from it.
void run_theory(mpi::Communicator const& team, RunPlan const& plan, RunOptions const& options,
                Console const& console);

} // namespace nnft::app
