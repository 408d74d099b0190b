#include "nnft/mpi/broadcast_plan.hpp"

#include "nnft/mpi/broadcast_object.hpp"
#include "nnft/mpi/serialize_plan.hpp"

namespace nnft::mpi {

void broadcast_plan(Communicator const& team, RunPlan& plan) {
  broadcast_object(team, plan);
}

} // namespace nnft::mpi
