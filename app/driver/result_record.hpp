#pragma once
#include "nnft/analysis/member.hpp"
#include "nnft/moments/estimator.hpp"
#include "nnft/mpi/communicator.hpp"
#include "nnft/result/record.hpp"

#include <map>
#include <span>
#include <string>

#include "driver/sampling.hpp"

namespace nnft::app {

//! The physics text of a run on this generator and arithmetic.
[[nodiscard]] std::string physics_of(RunPlan const& plan, Isa isa);

//! Root attributes: what the file is, who wrote it, from which configuration.
void write_provenance(RunPlan const& plan, Isa isa, result::Group& root);

//! /state: the exact sums, from which a run is extended, merged or analysed again.
void write_state(std::span<BinnedMoments const> moments, result::Group& root);

//! What depends on the circumstances of a run and on nothing else in the file.
struct Circumstances {
  std::string started_utc;
  std::vector<std::string> hosts;
  int ranks = 1;
  Isa isa = Isa::portable;
  std::map<std::string, mpi::Spread> seconds; //!< by phase, over ranks
  mpi::Spread networks;                       //!< drawn in this run, over ranks
  double neurons = 0;
};

void write_performance(Circumstances const& circumstances, result::Group& root);

[[nodiscard]] std::string utc_now(); //!< ISO 8601

} // namespace nnft::app
