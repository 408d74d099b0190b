#include "nnft/sampling/block_plan.hpp"

#include <gtest/gtest.h>

#include <map>

namespace nnft {
namespace {

TEST(BlockSize, IsTheLargestThatFits) {
  EXPECT_EQ(block_size(1), 2000);
  EXPECT_EQ(block_size(1000), 2000);
  EXPECT_EQ(block_size(1001), 400);
  EXPECT_EQ(block_size(5000), 400);
  EXPECT_EQ(block_size(5001), 80);
  EXPECT_EQ(block_size(25000), 80);
  EXPECT_EQ(block_size(25001), 16);
  EXPECT_EQ(block_size(1'000'000'000), 16);
}

TEST(BlockPlan, CoversEveryNetworkOnce) {
  BlockPlan const plan(2000, {4000, 7013}, 3, 4);
  EXPECT_EQ(plan.size(), 3 * 4);
  std::map<std::int64_t, std::int64_t> next; // by experiment
  std::map<int, std::int64_t> in_bin;
  for (std::int64_t k = 0; k < plan.size(); ++k) {
    auto const block = plan.block(k);
    auto const& expected = next.try_emplace(block.experiment.value, 4000).first->second;
    EXPECT_EQ(block.first.value, expected);
    EXPECT_EQ(block.id.value, block.first.value / 2000);
    EXPECT_EQ(block.bin, block.id.value % 4);
    next[block.experiment.value] += block.count;
    in_bin[block.bin] += block.count;
  }
  for (auto const& [experiment, end] : next)
    EXPECT_EQ(end, 4000 + 7013);
  EXPECT_EQ(next.size(), 3U);
  for (int bin = 0; bin < 4; ++bin)
    EXPECT_EQ(3 * plan.networks_in_bin(bin), in_bin[bin]);
}

TEST(BlockPlan, FewBlocksFillFewBins) {
  for (std::int64_t const networks : {1, 2000, 2001, 7999, 8001, 100000}) {
    BlockPlan const plan(2000, {4000, networks}, 3, 5);
    std::int64_t filled = 0;
    for (int bin = 0; bin < 5; ++bin)
      if (plan.networks_in_bin(bin) > 0) ++filled;
    EXPECT_EQ(plan.filled_bins(), filled) << networks;
  }
}

// Absolute positions: more networks add blocks and change none but the last, partial one.
TEST(BlockPlan, GrowingKeepsWholeBlocks) {
  BlockPlan const small(2000, {0, 5000}, 1, 8);
  BlockPlan const large(2000, {0, 9000}, 1, 8);
  for (std::int64_t k = 0; k < 2; ++k) {
    EXPECT_EQ(small.block(k).first, large.block(k).first);
    EXPECT_EQ(small.block(k).count, large.block(k).count);
    EXPECT_EQ(small.block(k).bin, large.block(k).bin);
  }
  EXPECT_EQ(small.block(2).count, 1000);
  EXPECT_EQ(large.block(2).count, 2000);
}

} // namespace
} // namespace nnft
