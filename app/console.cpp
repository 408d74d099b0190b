#include "console.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

namespace nnft::app {

std::string one_line(std::string_view text) {
  std::string line(text);
  std::replace_if(
      line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; }, ' ');
  return line;
}

void Console::result(std::string_view line) const {
  if (rank_ != 0) return;
  fmt::print("{}\n", line);
  std::fflush(stdout);
}

void Console::notice(std::string_view line) const {
  if (rank_ == 0 && verbosity_ == Verbosity::normal) fmt::print(stderr, "{}\n", line);
}

void Console::warning(std::string_view line) const {
  if (rank_ == 0) fmt::print(stderr, "warning: {}\n", line);
}

} // namespace nnft::app
