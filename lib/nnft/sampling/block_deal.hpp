#pragma once
#include "nnft/moments/coverage.hpp"
#include "nnft/sampling/block_plan.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace nnft {

//! A rank of a team as dealing sees it. Knows no MPI.
struct Seat {
  int rank = 0;
  int ranks = 1;
  int shift = 0; //!< the deal begins with rank -shift mod ranks: no rank always gets one more
};

/*!
 * Deals the blocks of an ensemble that are not covered yet to ranks, one after another in their
 * order. A function of plan, coverage and number of ranks: what all ranks have done follows from
 * one number a rank. \pre the covered networks of each block are its first ones
 */
class BlockDeal {
 public:
  BlockDeal(BlockPlan const& blocks, Coverage const& covered, Seat seat);

  [[nodiscard]] Coverage const& covered() const { return covered_; }
  //! Open blocks of all ranks, and of this one.
  [[nodiscard]] std::int64_t open() const { return open_; }
  [[nodiscard]] std::int64_t mine() const { return share_of(seat_.rank); }
  //! This rank's i-th block. \pre 0 <= i < mine()
  [[nodiscard]] Block block(std::int64_t i) const;
  //! Networks of a block that are covered already: its first ones.
  [[nodiscard]] std::int64_t covered_in(Block const& block) const;
  //! What is covered when each rank has done its first blocks. \param done [ranks]
  [[nodiscard]] Coverage covered_after(std::span<std::int64_t const> done) const;

 private:
  //! Consecutive blocks of the plan; `before` open ones lie before them.
  struct Run {
    std::int64_t first = 0;
    std::int64_t end = 0;
    std::int64_t before = 0;
  };
  void open_blocks(std::int64_t first, std::int64_t end);
  [[nodiscard]] int place_of(int rank) const;
  [[nodiscard]] std::int64_t share_of(int rank) const;
  [[nodiscard]] std::int64_t plan_index(std::int64_t open) const;
  void append_spans(std::int64_t first_open, std::int64_t end_open,
                    std::vector<NetworkSpan>& spans) const;

  BlockPlan blocks_;
  Coverage covered_;
  Seat seat_;
  std::vector<Run> runs_;
  std::int64_t open_ = 0;
};

} // namespace nnft
