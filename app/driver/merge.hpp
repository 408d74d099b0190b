#pragma once
#include "nnft/config/run_plan.hpp"
#include "nnft/moments/collected_sums.hpp"
#include "nnft/result/record.hpp"
#include "nnft/sampling/simd/isa.hpp"

#include <cstdint>
#include <filesystem>
#include <vector>

namespace nnft::app {

//! Experiments of one seed, in the order of the sums.
struct SeedGroup {
  std::int64_t seed = 0;
  std::int64_t experiments = 0;
  bool operator==(SeedGroup const&) const = default;
};

//! Sums of several runs as those of one.
struct Merged {
  RunPlan plan;                       //!< of the union; seed is that of the first group
  Isa isa = Isa::portable;            //!< one with the arithmetic of the runs
  std::vector<SeedGroup> seeds;       //!< more than one: no single run gives these sums
  std::vector<CollectedSums> members; //!< of each ensemble
};

/*!
 * Joins results (interface: merge). Runs of the same seeds must have neighbouring ranges of
 * networks: their union has the bits of the one run over it, since a range begins with a block and
 * so none is cut in two. Runs of different seeds must have equal ranges: their experiments stand
 * one behind another, in the order of seeds. The order of the files does not matter. Throws
 * InvalidInput, which names a file and the reason, for other physics, analysis or format, for
 * ranges that overlap or leave a gap, and for seeds that are there twice.
 */
[[nodiscard]] Merged merged(std::vector<std::filesystem::path> const& files);

//! The seeds behind a result.
[[nodiscard]] std::vector<SeedGroup> seeds_in(result::Group const& root, SamplingPlan const& plan);
//! Root attributes that say so where there is more than one.
void write_seeds(std::vector<SeedGroup> const& seeds, result::Group& root);

} // namespace nnft::app
