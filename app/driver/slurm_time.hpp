#pragma once
#include <optional>
#include <string_view>

namespace nnft::app {

//! Seconds that a SLURM job has left: `squeue -h -j $SLURM_JOB_ID -o %L`, asked for at most five
//! seconds. Nothing outside of a job, for a job without limit, or if squeue does not answer.
[[nodiscard]] std::optional<double> slurm_seconds_left();

//! SLURM's times: "1-02:03:04", "2:03:04", "3:04"; nothing for words such as "UNLIMITED".
[[nodiscard]] std::optional<double> slurm_seconds(std::string_view text);

} // namespace nnft::app
