#pragma once
#include "nnft/config/run_plan.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace nnft {

//! What a verb does with the plan: sampling.networks is required only where it samples.
enum class PlanUse : std::uint8_t { sampling, theory };

//! A configuration as it comes from the user.
struct PlanSource {
  std::string text;           //!< TOML
  std::filesystem::path file; //!< its name, for messages, relative paths and the default output
  std::vector<std::string> overrides; //!< "KEY=VALUE" of every --set, in order
  PlanUse use = PlanUse::sampling;
};

/*!
 * Reads and validates a configuration; lib/nnft/config/README.md lists every key.
 *
 * Throws InvalidInput with one line "<file>:<line>: <key> = <value> (<why>). <what to do>." (or
 * "--set: <key> = ...") for anything but a plan that can be run: text that is not TOML, unknown
 * names, wrong types, values out of range, lists that are empty or repeat an entry, keys that
 * contradict each other, sizes that no machine has.
 *
 * Relative paths of the configuration (inputs.file, output.file) start at its folder.
 */
[[nodiscard]] RunPlan read_plan(PlanSource const& source);

//! The text of a file, at most 16 MiB. Throws InvalidInput "<file>: cannot be read (<why>). ...".
[[nodiscard]] std::string read_text(std::filesystem::path const& file);

} // namespace nnft
