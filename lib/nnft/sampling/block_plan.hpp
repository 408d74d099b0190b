#pragma once
#include "nnft/core/id.hpp"

#include <cstdint>

namespace nnft {

//! Networks a block: the largest of 2000, 400, 80, 16 with at most 2e6 neurons (16 beyond that).
//! A function of the width alone, so that blocks are the same in every run.
[[nodiscard]] std::int64_t block_size(std::int64_t width);

//! The unit of work: networks [first, first + count) of one experiment, summed by one rank in
//! order.
struct Block {
  ExperimentId experiment;
  BlockId id; //!< absolute: network first is id * block_size
  NetworkId first;
  std::int64_t count = 0; //!< less than block_size in the last block only
  int bin = 0;            //!< id mod bins
};

//! Which networks of each experiment a run draws.
struct NetworkRange {
  std::int64_t first = 0; //!< a multiple of block_size
  std::int64_t count = 0;
};

//! All blocks of one ensemble, experiment by experiment. Knows nothing of ranks.
class BlockPlan {
 public:
  //! \pre range.first is a multiple of networks_per_block, experiments >= 1, bins >= 1
  BlockPlan(std::int64_t networks_per_block, NetworkRange range, int experiments, int bins);

  [[nodiscard]] std::int64_t size() const;         //!< blocks of all experiments
  [[nodiscard]] Block block(std::int64_t k) const; //!< k in [0, size())
  [[nodiscard]] int experiments() const { return experiments_; }
  [[nodiscard]] int bins() const { return bins_; }
  [[nodiscard]] std::int64_t networks_per_block() const { return networks_per_block_; }
  //! Bins of an experiment that hold networks: fewer than all where there are fewer blocks.
  [[nodiscard]] std::int64_t filled_bins() const;
  //! Networks of one experiment in a bin.
  [[nodiscard]] std::int64_t networks_in_bin(int bin) const;

 private:
  std::int64_t networks_per_block_;
  NetworkRange range_;
  int experiments_;
  int bins_;
  std::int64_t blocks_per_experiment_;
};

} // namespace nnft
