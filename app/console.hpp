#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace nnft::app {

//! With blanks for line breaks and other control characters: messages of libraries have some.
[[nodiscard]] std::string one_line(std::string_view text);

enum class Verbosity : std::uint8_t { quiet, normal };

//! Where the program speaks: results to standard output, all else to standard error, rank 0 only.
class Console {
 public:
  Console(int rank, Verbosity verbosity) : rank_(rank), verbosity_(verbosity) {}

  void result(std::string_view line) const;  //!< what a verb was asked for
  void notice(std::string_view line) const;  //!< banner, progress; silent when quiet
  void warning(std::string_view line) const; //!< "warning: ..."

 private:
  int rank_;
  Verbosity verbosity_;
};

} // namespace nnft::app
