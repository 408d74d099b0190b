#include "nnft/sampling/block_deal.hpp"

#include <gmock/gmock.h>
#include <random>

namespace nnft {
namespace {

NetworkSpan span_of(Block const& b) {
  return {b.experiment.value, b.first.value, b.first.value + b.count};
}

struct Case {
  std::int64_t width = 1;
  NetworkRange range;
  int experiments = 1;
  int ranks = 1;
  int shift = 0;
};

BlockPlan plan_of(Case const& c) {
  return {block_size(c.width), c.range, c.experiments, 4};
}

BlockDeal deal_to(int rank, Case const& c, Coverage const& covered) {
  return {plan_of(c), covered, {rank, c.ranks, c.shift}};
}

//! Every rank does some of its blocks; the reference is the union of what was done, block by block.
//! \return what is covered then
Coverage play(Case const& c, Coverage const& covered, std::mt19937& random, bool all) {
  std::vector<std::int64_t> done;
  Coverage expected = covered;
  for (int rank = 0; rank < c.ranks; ++rank) {
    auto const deal = deal_to(rank, c, covered);
    auto const share = deal.mine();
    done.push_back(all || share == 0 ? share : static_cast<std::int64_t>(random() % (share + 1)));
    for (std::int64_t i = 0; i < done.back(); ++i) {
      auto const block = deal.block(i);
      EXPECT_LT(deal.covered_in(block), block.count); // nothing is done twice
      expected = expected.joined(Coverage({span_of(block)}));
    }
  }
  EXPECT_EQ(deal_to(0, c, covered).covered_after(done), expected);
  return expected;
}

TEST(BlockDeal, WithoutHistoryRanksTakeTurns) {
  Case const c{1, {4000, 10'001}, 2, 3, 1}; // six blocks an experiment, the last of one network
  EXPECT_EQ(deal_to(0, c, {}).open(), 12);
  EXPECT_EQ(deal_to(2, c, {}).block(0).first, NetworkId{4000}); // (2 + 1) mod 3 = 0
  EXPECT_EQ(deal_to(0, c, {}).block(0).first, NetworkId{6000});
  EXPECT_EQ(deal_to(0, c, {}).block(1).first, NetworkId{12'000});
  EXPECT_EQ(deal_to(1, c, {}).block(1).count, 1);
  EXPECT_EQ(deal_to(2, c, {}).block(2).experiment, ExperimentId{1});
}

TEST(BlockDeal, StopsAndChangesOfTheNumberOfRanksLoseAndRepeatNothing) {
  std::mt19937 random(11);
  for (int trial = 0; trial < 200; ++trial) {
    Case c{trial % 2 == 0 ? 1 : 30'000, // blocks of 2000 or 16
           {0, 0},
           1 + static_cast<int>(random() % 4),
           1,
           static_cast<int>(random() % 5)};
    auto const block = block_size(c.width);
    c.range = {block * static_cast<std::int64_t>(random() % 3),
               1 + static_cast<std::int64_t>(random() % (12 * block))};
    Coverage covered;
    for (int stop = 0; stop < 4; ++stop) {
      c.ranks = 1 + static_cast<int>(random() % 5);
      covered = play(c, covered, random, stop == 3);
    }
    EXPECT_EQ(covered,
              Coverage::of_all(c.experiments, c.range.first, c.range.first + c.range.count));
    EXPECT_EQ(deal_to(0, c, covered).open(), 0);
  }
}

TEST(BlockDeal, APartialLastBlockIsOpenAgainWhenTheRunGrows) {
  Case c{1, {0, 5000}, 2, 2, 0};
  std::mt19937 random(1);
  auto const covered = play(c, {}, random, true);
  c.range.count = 9000;
  auto const deal = deal_to(0, c, covered);
  EXPECT_EQ(deal.open(), 6); // [4000, 6000), [6000, 8000), [8000, 9000) of each experiment
  EXPECT_EQ(deal.block(0).first, NetworkId{4000});
  EXPECT_EQ(deal.covered_in(deal.block(0)), 1000);
  EXPECT_EQ(play(c, covered, random, true), Coverage::of_all(2, 0, 9000));
}

TEST(BlockDeal, MoreRanksThanBlocks) {
  Case const c{1, {0, 100}, 2, 7, 3};
  std::int64_t total = 0;
  for (int rank = 0; rank < c.ranks; ++rank)
    total += deal_to(rank, c, {}).mine();
  EXPECT_EQ(total, 2);
}

} // namespace
} // namespace nnft
