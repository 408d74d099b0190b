#pragma once
#include "nnft/analysis/member.hpp"
#include "nnft/config/run_plan.hpp"

namespace nnft::app {

//! Kernel and layouts of an ensemble, without the costly parts of its theory: what estimators need.
[[nodiscard]] Member quick_member(RunPlan const& plan, Architecture const& architecture);

//! Median of error/|value| over the components of an estimate that have both; 0 if none has.
[[nodiscard]] double median_relative_error(Estimate const& estimate);

} // namespace nnft::app
