#pragma once
#include "nnft/config/run_plan.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "command_line.hpp"

namespace nnft::app {

//! Exact sums of a finished result.
struct EarlierSums {
  struct OfMember {
    std::vector<std::int64_t> limbs;    //!< [experiments][bins][n_moments][limbs]
    std::vector<std::int64_t> networks; //!< [experiments][bins]
  };
  std::int64_t networks = 0;     //!< per ensemble and experiment; 0: nothing
  std::vector<OfMember> members; //!< on rank 0 only
};

enum class Decision : std::uint8_t {
  start,    //!< there is no file, or it is to be replaced
  finished, //!< the file holds exactly this
  go_on     //!< same physics: more networks, or other fits and scans of the same sums
};

struct ExistingResult {
  Decision decision = Decision::start;
  EarlierSums sums;
};

/*!
 * Looks at what lies where the result shall go, and decides (interface: a finished file). Throws
 * InvalidInput, and store::FormatError for a file that is no result of ours, where going on would
 * lose something; `fresh` allows to replace a result of other physics, never a foreign file.
 *
 * \param physics the physics text of this run
 */
[[nodiscard]] ExistingResult look_at_existing(RunPlan const& plan, std::string const& physics,
                                              Fresh fresh);

//! The same for a file without sums, which `nnft theory` writes.
void require_replaceable_theory(RunPlan const& plan, std::string const& physics, Fresh fresh);

} // namespace nnft::app
