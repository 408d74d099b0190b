#include "driver/sampling.hpp"

#include "nnft/sampling/block_plan.hpp"
#include "nnft/sampling/block_summer.hpp"
#include "nnft/sampling/estimators.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "driver/progress.hpp"

namespace nnft::app {
namespace {

using Clock = std::chrono::steady_clock;

double since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

BlockPlan block_plan(Architecture const& architecture, SamplingPlan const& s) {
  return {architecture.width, {s.first_network, s.networks}, s.experiments, s.bins};
}

std::int64_t n_cells(SamplingPlan const& s) {
  return std::int64_t{s.experiments} * s.bins;
}

//! Sums this rank's blocks of one member that are not yet in `earlier`.
class MemberSampler {
 public:
  MemberSampler(SamplingSetting const& setting, std::size_t member, EarlierSums const& earlier)
      : sampling_(setting.plan.sampling),
        architecture_(
            sampled_architecture(setting.plan.members()[member], setting.plan.sampling.estimator)),
        layouts_(setting.plan.highest_order(), setting.plan.inputs.size(), architecture_.d_out),
        summer_(make_block_summer({architecture_, setting.plan.inputs, sampling_, setting.isa,
                                   setting.weight_kernels[member]},
                                  layouts_)),
        blocks_(block_plan(architecture_, sampling_)),
        moments_{ExactSums(n_cells(sampling_), summer_->scale_exponents()),
                 std::vector<std::int64_t>(static_cast<std::size_t>(n_cells(sampling_))),
                 sampling_.experiments, sampling_.bins},
        earlier_networks_(earlier.networks),
        block_sums_(static_cast<std::size_t>(summer_->n_moments())) {}

  [[nodiscard]] std::int64_t n_blocks() const { return blocks_.size(); }
  [[nodiscard]] BinnedMoments& moments() { return moments_; }

  //! Returns the networks that were drawn.
  std::int64_t operator()(std::int64_t k) {
    Block const block = blocks_.block(k);
    std::int64_t const before = networks_before(block);
    if (before == block.count) return 0;
    std::int64_t drawn = block.count;
    add(block, ExactSums::Sign::plus);
    if (before > 0) { // the earlier run ended inside this block: its share gives way to the whole
      Block partial = block;
      partial.count = before;
      add(partial, ExactSums::Sign::minus);
      drawn += before;
    }
    return drawn;
  }

 private:
  //! Networks of a block that the earlier sums hold.
  std::int64_t networks_before(Block const& block) const {
    std::int64_t const end = sampling_.first_network + earlier_networks_;
    return std::clamp<std::int64_t>(end - block.first.value, 0, block.count);
  }

  void add(Block const& block, ExactSums::Sign sign) {
    (*summer_)(block, block_sums_);
    auto const cell = block.experiment.value * sampling_.bins + block.bin;
    moments_.sums.add(cell, block_sums_, sign);
    auto& networks = moments_.networks[static_cast<std::size_t>(cell)];
    networks += sign == ExactSums::Sign::plus ? block.count : -block.count;
  }

  SamplingPlan sampling_;
  Architecture architecture_;
  LayoutSet layouts_;
  std::unique_ptr<BlockSummer> summer_;
  BlockPlan blocks_;
  BinnedMoments moments_;
  std::int64_t earlier_networks_;
  std::vector<double> block_sums_;
};

// Collective: what was there before, plus what every rank added, on rank 0.
void reduce(mpi::Communicator const& team, BinnedMoments& moments,
            EarlierSums::OfMember const* earlier) {
  team.sum_to_root(moments.sums.limbs());
  team.sum_to_root(moments.networks);
  if (team.rank() != 0) return;
  if (earlier != nullptr) {
    moments.sums.add_limbs(earlier->limbs);
    for (std::size_t c = 0; c < moments.networks.size(); ++c)
      moments.networks[c] += earlier->networks[c];
  }
  moments.sums.make_canonical();
}

} // namespace

std::vector<BinnedMoments> sample_all(mpi::Communicator const& team, SamplingSetting const& setting,
                                      EarlierSums const& earlier, Console const& console,
                                      SamplingTimes& times) {
  auto const members = setting.plan.members();
  std::vector<BinnedMoments> results;
  auto const total = (setting.plan.sampling.networks - earlier.networks) *
                     setting.plan.sampling.experiments * static_cast<std::int64_t>(members.size());
  Progress progress(console, total, team.size());
  for (std::size_t m = 0; m < members.size(); ++m) {
    auto const begin = Clock::now();
    progress.start_member(description(members[m]));
    MemberSampler sampler(setting, m, earlier);
    auto const size = static_cast<std::int64_t>(team.size());
    auto const shift = static_cast<std::int64_t>(m);
    for (std::int64_t k = (team.rank() + shift) % size; k < sampler.n_blocks(); k += size)
      progress.advance(sampler(k));
    times.sampling += since(begin);
    auto const reduction = Clock::now();
    reduce(team, sampler.moments(), earlier.members.empty() ? nullptr : &earlier.members.at(m));
    times.reduction += since(reduction);
    if (team.rank() == 0) results.push_back(std::move(sampler.moments()));
  }
  progress.finish();
  return results;
}

KernelKnowledge knowledge_of(double kernel_accuracy) {
  constexpr double sufficient = 1e-10; // relative; far below any error that sampling reaches
  return kernel_accuracy <= sufficient ? KernelKnowledge::exact : KernelKnowledge::estimated;
}

Correlators correlators_of(RunPlan const& plan, Member const& member,
                           BinnedMoments const& moments) {
  auto const& family = *member.family;
  auto const reader = make_reader(plan.sampling.estimator, member.architecture, family.layouts,
                                  family.weight_kernel, knowledge_of(family.kernel_accuracy));
  return estimate(*reader, moments, reported_quantities(plan));
}

} // namespace nnft::app
