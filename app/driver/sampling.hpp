#pragma once
#include "nnft/analysis/member.hpp"
#include "nnft/moments/collected_sums.hpp"
#include "nnft/moments/estimator.hpp"
#include "nnft/mpi/communicator.hpp"
#include "nnft/sampling/simd/isa.hpp"

#include <vector>

#include "console.hpp"
#include "driver/run_guard.hpp"

namespace nnft::app {

//! Wall-clock seconds of this rank, by phase, and what it drew.
struct SamplingTimes {
  double sampling = 0;  //!< until all ranks have agreed that nothing is left
  double busy = 0;      //!< of these, summing blocks
  double reduction = 0; //!< checkpoints included
  std::int64_t networks = 0;
  double neurons = 0;
};

//! What a rank needs to know to sample: the plan and each family's kernel, which rank 0 computed.
struct SamplingSetting {
  RunPlan plan;
  Isa isa = Isa::portable;
  std::vector<Eigen::MatrixXd> weight_kernels; //!< K_W by member
  std::string replay{};                        //!< what draws a network again, all but its indices
};

enum class Ending : std::uint8_t { complete, stopped };

/*!
 * Samples what is missing of every ensemble of the plan. Blocks are dealt to ranks one after
 * another (block_deal.hpp); between blocks the ranks agree on what the guard asks for
 * (mpi/agreement.hpp), so that they meet only for a checkpoint, a stop, and the end of an ensemble.
 * Then what every rank has summed is reduced to rank 0. Collective.
 *
 * \param sums on rank 0 by member: what is there already, then what the plan asks for, or, if
 * stopped, as much of it as the last checkpoint holds; elsewhere not looked at
 */
[[nodiscard]] Ending sample_all(mpi::Communicator const& team, SamplingSetting const& setting,
                                std::vector<CollectedSums>& sums, RunGuard& guard,
                                Console const& console, SamplingTimes& times);

//! Whether Z is formed with an exact kernel, given the kernel's accuracy.
[[nodiscard]] KernelKnowledge knowledge_of(double kernel_accuracy);

//! Reads the correlators that the plan reports out of the moments of one member.
[[nodiscard]] Correlators correlators_of(RunPlan const& plan, Member const& member,
                                         BinnedMoments const& moments);

} // namespace nnft::app
