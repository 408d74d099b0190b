#pragma once
#include "nnft/analysis/member.hpp"
#include "nnft/moments/estimator.hpp"
#include "nnft/mpi/communicator.hpp"
#include "nnft/sampling/simd/isa.hpp"

#include <vector>

#include "console.hpp"
#include "driver/existing_result.hpp"

namespace nnft::app {

//! Wall-clock seconds of this rank, by phase.
struct SamplingTimes {
  double sampling = 0;
  double reduction = 0;
};

//! What a rank needs to know to sample: the plan and each family's kernel, which rank 0 computed.
struct SamplingSetting {
  RunPlan plan;
  Isa isa = Isa::portable;
  std::vector<Eigen::MatrixXd> weight_kernels; //!< K_W by member
};

/*!
 * Samples every ensemble of the plan: rank r sums blocks r, r + size, ... of each (shifted by the
 * member, so that no rank always has one more), and rank 0 gets the sums of all. Collective.
 *
 * \param earlier sums that a finished result already holds, by member; empty otherwise
 * \return on rank 0 the moments of every member, elsewhere nothing
 */
[[nodiscard]] std::vector<BinnedMoments> sample_all(mpi::Communicator const& team,
                                                    SamplingSetting const& setting,
                                                    EarlierSums const& earlier,
                                                    Console const& console, SamplingTimes& times);

//! Whether Z is formed with an exact kernel, given the kernel's accuracy.
[[nodiscard]] KernelKnowledge knowledge_of(double kernel_accuracy);

//! Reads the correlators that the plan reports out of the moments of one member.
[[nodiscard]] Correlators correlators_of(RunPlan const& plan, Member const& member,
                                         BinnedMoments const& moments);

} // namespace nnft::app
