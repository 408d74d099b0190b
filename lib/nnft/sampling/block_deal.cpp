#include "nnft/sampling/block_deal.hpp"

#include "nnft/core/contract.hpp"

#include <algorithm>
#include <iterator>

namespace nnft {
namespace {

NetworkSpan span_of(Block const& block) {
  return {block.experiment.value, block.first.value, block.first.value + block.count};
}

} // namespace

BlockDeal::BlockDeal(BlockPlan const& blocks, Coverage const& covered, Seat seat)
    : blocks_(blocks), covered_(covered), seat_(seat) {
  NNFT_EXPECT(seat.ranks >= 1 && seat.rank >= 0 && seat.rank < seat.ranks && seat.shift >= 0);
  std::int64_t const in_experiment = blocks_.size() / blocks_.experiments();
  auto span = covered_.spans().begin();
  auto const last = covered_.spans().end();
  for (std::int64_t e = 0; e < blocks_.experiments() && in_experiment > 0; ++e) {
    std::int64_t next = e * in_experiment;
    std::int64_t const end = next + in_experiment;
    std::int64_t const range_first = blocks_.block(next).first.value;
    auto const final_block = span_of(blocks_.block(end - 1));
    while (span != last && span->experiment < e)
      ++span;
    for (; span != last && span->experiment == e; ++span) {
      std::int64_t const size = blocks_.networks_per_block();
      auto const from = std::max<std::int64_t>(0, span->first - range_first + size - 1) / size;
      auto until = std::max<std::int64_t>(0, span->end - range_first) / size;
      if (span->end >= final_block.end) until = in_experiment;
      if (until <= from) continue; // less than a block
      open_blocks(next, std::min(end, e * in_experiment + from));
      next = std::max(next, e * in_experiment + until);
    }
    open_blocks(next, end);
  }
}

void BlockDeal::open_blocks(std::int64_t first, std::int64_t end) {
  if (first >= end) return;
  runs_.push_back({first, end, open_});
  open_ += end - first;
}

int BlockDeal::place_of(int rank) const {
  return static_cast<int>((std::int64_t{rank} + seat_.shift) % seat_.ranks);
}

std::int64_t BlockDeal::share_of(int rank) const {
  return (open_ - place_of(rank) + seat_.ranks - 1) / seat_.ranks;
}

std::int64_t BlockDeal::plan_index(std::int64_t open) const {
  NNFT_EXPECT(open >= 0 && open < open_);
  auto const after =
      std::upper_bound(runs_.begin(), runs_.end(), open,
                       [](std::int64_t i, Run const& run) { return i < run.before; });
  auto const& run = *std::prev(after);
  return run.first + (open - run.before);
}

Block BlockDeal::block(std::int64_t i) const {
  return blocks_.block(plan_index(place_of(seat_.rank) + i * seat_.ranks));
}

std::int64_t BlockDeal::covered_in(Block const& block) const {
  return covered_.within(span_of(block));
}

void BlockDeal::append_spans(std::int64_t first_open, std::int64_t end_open,
                             std::vector<NetworkSpan>& spans) const {
  std::int64_t const in_experiment = blocks_.size() / blocks_.experiments();
  for (auto const& run : runs_) {
    auto k = run.first + std::max<std::int64_t>(0, first_open - run.before);
    auto const end = std::min(run.end, run.first + end_open - run.before);
    while (k < end) { // up to the end of the run or of the experiment
      auto const stop = std::min(end, (k / in_experiment + 1) * in_experiment);
      auto const first = span_of(blocks_.block(k));
      spans.push_back({first.experiment, first.first, span_of(blocks_.block(stop - 1)).end});
      k = stop;
    }
  }
}

Coverage BlockDeal::covered_after(std::span<std::int64_t const> done) const {
  NNFT_EXPECT(static_cast<int>(done.size()) == seat_.ranks);
  auto const [least, most] = std::minmax_element(done.begin(), done.end());
  std::vector<NetworkSpan> spans;
  append_spans(0, std::min(open_, *least * seat_.ranks), spans); // whole rounds
  for (int rank = 0; rank < seat_.ranks; ++rank)
    for (auto i = *least; i < done[static_cast<std::size_t>(rank)]; ++i)
      spans.push_back(span_of(blocks_.block(plan_index(place_of(rank) + i * seat_.ranks))));
  return covered_.joined(Coverage(std::move(spans)));
}

} // namespace nnft
