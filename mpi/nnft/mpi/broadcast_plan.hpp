#pragma once
#include "nnft/config/run_plan.hpp"
#include "nnft/mpi/communicator.hpp"

namespace nnft::mpi {

//! Collective: every rank gets the plan of rank 0, bit for bit.
void broadcast_plan(Communicator const& team, RunPlan& plan);

} // namespace nnft::mpi
