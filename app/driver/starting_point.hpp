#pragma once
#include "nnft/config/read_plan.hpp"
#include "nnft/moments/collected_sums.hpp"
#include "nnft/result/record.hpp"
#include "nnft/store/checkpoint.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "command_line.hpp"

namespace nnft::app {

enum class Decision : std::uint8_t {
  start,    //!< there is nothing, or it is to be replaced
  finished, //!< the result holds exactly this
  go_on     //!< from a checkpoint, or from a result of the same physics
};

//! Where a run begins.
struct StartingPoint {
  Decision decision = Decision::start;
  std::vector<CollectedSums> members; //!< as many as the plan has; empty ones at the start
  std::int64_t extent = 0;            //!< most networks that any experiment holds
  store::Replaces replaces = store::Replaces::nothing;
  std::string found; //!< a line for the user; empty at the start
  std::vector<std::string> warnings;
  bool newest_is_damaged = false; //!< the checkpoint before it is continued
};

/*!
 * Looks at what lies where the result shall go, a result and a checkpoint, and decides (interface:
 * a finished file). Whichever of the two holds more is continued. Throws InvalidInput, and
 * store::FormatError for a file that is no result of ours or is damaged, where going on would lose
 * something; `fresh` allows to replace a result or a checkpoint of other physics or a damaged one,
 * never a foreign file, and removes the checkpoint.
 *
 * \param physics the physics text of this run
 */
[[nodiscard]] StartingPoint starting_point(RunPlan const& plan, std::string const& physics,
                                           Fresh fresh);

//! The same for a file without sums, which `nnft theory` writes.
void require_replaceable_theory(RunPlan const& plan, std::string const& physics, Fresh fresh);

//! The plan whose resolved text a result or a checkpoint holds.
[[nodiscard]] RunPlan plan_in(std::filesystem::path const& file, std::string const& config,
                              PlanUse use);
//! A text attribute of the root. Throws FormatError if it is missing.
[[nodiscard]] std::string text_attribute(result::Group const& root, std::string const& name);
//! The sums of every member in /state. Throws FormatError if they are missing or contradict the
//! plan, which has the networks that were drawn (sampled_plan)
[[nodiscard]] std::vector<CollectedSums> sums_in(std::filesystem::path const& file,
                                                 result::Group const& root, RunPlan const& there);
//! Throws FormatError unless a checkpoint's sums fit its plan.
void require_consistent(std::filesystem::path const& file, store::Checkpoint const& checkpoint,
                        RunPlan const& there);

} // namespace nnft::app
