#pragma once
#include "nnft/config/run_plan.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace nnft {

//! Names in the order of the enumerations: "direct", ...; "single", ...; "constant", ...
[[nodiscard]] std::span<std::string_view const> estimator_names();
[[nodiscard]] std::span<std::string_view const> precision_names();
[[nodiscard]] std::span<std::string_view const> quartic_names();
[[nodiscard]] std::span<std::string_view const> weighting_names();

//! The resolved configuration as TOML: physics and analysis, every default written out, nothing of
//! [output]. read_plan() of it gives the same plan, bit for bit.
[[nodiscard]] std::string to_toml(RunPlan const& plan);

//! What the numbers of a run depend on besides its plan.
struct Machinery {
  std::string_view generator; //!< name and version of the random generator
  std::string_view isa;       //!< instruction set level
};

/*!
 * Everything that must be equal where sums are continued or joined, one "key = value" a line:
 * architecture, d_in, d_out, depth, widths, sigmas, points, orders, estimator, precision,
 * generator, isa level, block rule, bins. Not: seed, networks, experiments, title, eft,
 * cutoff_scan, output. Equal physics has equal text however the configuration spelled it.
 */
[[nodiscard]] std::string physics_text(RunPlan const& plan, Machinery const& machinery);

//! Sixteen hexadecimal digits: hash64 of the text.
[[nodiscard]] std::string physics_hash(RunPlan const& plan, Machinery const& machinery);

//! How two physics texts differ, one line a key: "ensemble.sigma_w: 1 in the file, 1.1 in the
//! configuration". Empty if they do not.
[[nodiscard]] std::vector<std::string> physics_differences(std::string_view file_text,
                                                           std::string_view plan_text);

} // namespace nnft
