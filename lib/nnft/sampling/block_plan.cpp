#include "nnft/sampling/block_plan.hpp"

#include "nnft/core/contract.hpp"

#include <algorithm>

namespace nnft {

std::int64_t block_size(std::int64_t width) {
  constexpr std::int64_t most_neurons = 2'000'000;
  for (std::int64_t const networks : {2000, 400, 80})
    if (width <= most_neurons / networks) return networks;
  return 16;
}

BlockPlan::BlockPlan(std::int64_t networks_per_block, NetworkRange range, int experiments, int bins)
    : networks_per_block_(networks_per_block), range_(range), experiments_(experiments),
      bins_(bins),
      blocks_per_experiment_((range.count + networks_per_block_ - 1) / networks_per_block_) {
  NNFT_EXPECT(range.first % networks_per_block_ == 0 && range.first >= 0 && range.count >= 0);
  NNFT_EXPECT(experiments >= 1 && bins >= 1);
}

std::int64_t BlockPlan::size() const {
  return experiments_ * blocks_per_experiment_;
}

Block BlockPlan::block(std::int64_t k) const {
  NNFT_EXPECT(k >= 0 && k < size());
  std::int64_t const in_experiment = k % blocks_per_experiment_;
  std::int64_t const done = in_experiment * networks_per_block_;
  std::int64_t const id = range_.first / networks_per_block_ + in_experiment;
  return {ExperimentId{k / blocks_per_experiment_}, BlockId{id}, NetworkId{range_.first + done},
          std::min(networks_per_block_, range_.count - done), static_cast<int>(id % bins_)};
}

std::int64_t BlockPlan::filled_bins() const {
  return std::min(std::int64_t{bins_}, blocks_per_experiment_);
}

std::int64_t BlockPlan::networks_in_bin(int bin) const {
  std::int64_t networks = 0;
  for (std::int64_t k = 0; k < blocks_per_experiment_; ++k)
    if (auto const b = block(k); b.bin == bin) networks += b.count;
  return networks;
}

} // namespace nnft
