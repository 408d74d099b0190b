#pragma once
#include "nnft/analysis/comparison.hpp"
#include "nnft/analysis/member.hpp"
#include "nnft/sampling/simd/isa.hpp"

#include <map>
#include <vector>

#include "console.hpp"

namespace nnft::app {

//! What a short run of one ensemble tells about the whole one.
struct Calibration {
  double seconds_per_network = 0; //!< on this machine, one core
  std::int64_t networks = 0;      //!< drawn for it; 0: of narrower ones
  struct Expected {
    double relative_error = 0; //!< median of error/|exact or measured| over components, whole run
    TailVerdict verdict = TailVerdict::undetermined;
  };
  std::map<Quantity, Expected> expected; //!< empty where only narrower networks were drawn
};

//! Draws blocks of each ensemble of the plan, for about `seconds` in all, and a second more for
//! each of a million neurons. Wider ones are judged by a million of their neurons.
[[nodiscard]] std::vector<Calibration> calibrate(RunPlan const& plan, Isa isa, double seconds);

} // namespace nnft::app
