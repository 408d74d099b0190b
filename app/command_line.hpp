#pragma once
#include "nnft/core/id.hpp"
#include "nnft/sampling/simd/isa.hpp"

#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "console.hpp"

namespace nnft::app {

enum class Verb : std::uint8_t {
  run,
  plan,
  theory,
  sample,
  info,
  presets,
  report,
  check,
  merge,
  analyze
};
enum class Fresh : std::uint8_t { keep, replace };

//! The command line, parsed. Fields that a verb does not have keep their defaults.
struct Command {
  Verb verb = Verb::run;
  std::vector<std::filesystem::path> files; //!< the configuration, or the files to look at
  std::string preset;                       //!< name of a preset, or empty: list them
  std::filesystem::path output;             //!< -o; empty: from the configuration
  std::vector<std::string> overrides;       //!< --set
  std::optional<int> expected_ranks;        //!< --expect-ranks
  std::optional<Isa> isa;                   //!< --isa
  std::optional<double> max_time;           //!< --max-time, seconds
  Fresh fresh = Fresh::keep;
  Verbosity verbosity = Verbosity::normal;
  int ranks = 1; //!< plan --ranks
  std::int64_t ensemble = 0;
  ExperimentId experiment;
  NetworkId network;
};

//! --help or --version was asked for: `text` goes to standard output, status 0.
struct Information {
  std::string text;
};

//! Either a command or information. Throws InvalidInput for a command line that makes no sense.
struct ParsedLine {
  std::optional<Command> command;
  Information information;
};

[[nodiscard]] ParsedLine parse_command_line(int argc, char const* const* argv);

} // namespace nnft::app
