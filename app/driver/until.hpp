#pragma once
#include "nnft/config/run_plan.hpp"
#include "nnft/moments/collected_sums.hpp"
#include "nnft/result/record.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace nnft::app {

/*!
 * Networks (per ensemble and experiment) after which a run with `sampling.until` looks at its data:
 * at first sampling.networks, but so many that every bin has a whole block; then a quarter more
 * each time, in whole blocks; at last max_networks. Without `until`: sampling.networks alone. A
 * function of the plan: the answer depends on no rank and no history.
 */
[[nodiscard]] std::vector<std::int64_t> looks_of(RunPlan const& plan);

//! What a look has shown.
struct Look {
  std::int64_t networks = 0;
  double relative_error = 0; //!< median over components, of the worst ensemble
  bool reached = false;
};

//! Looks at the sums of all ensembles. \pre plan.sampling.until; sums of plan.sampling.networks
[[nodiscard]] Look look_at(RunPlan const& plan, std::vector<CollectedSums> const& sums);

//! "g4_connected: relative error 0.0012 after 1e+06 networks, 0.001 is asked for".
[[nodiscard]] std::string description(Look const& look, UntilPlan const& until);

//! /until: what was asked for, what was reached, and what that means for errors.
void write_until(Look const& look, UntilPlan const& until, result::Group& root);

//! The plan with the networks that were drawn: those of /until where the result has it.
[[nodiscard]] RunPlan sampled_plan(RunPlan plan, result::Group const& root);

} // namespace nnft::app
