#pragma once
#include <string>

namespace nnft::app {

/*!
 * SIGINT, SIGTERM, SIGUSR1, SIGUSR2 and SIGXCPU ask a run to stop in order while this lives: the
 * handler sets a flag and does nothing else. A second one ends the process at once with status
 * 128 + its number. One at a time in a process.
 */
class StopSignals {
 public:
  StopSignals();
  ~StopSignals();
  StopSignals(StopSignals const&) = delete;
  StopSignals& operator=(StopSignals const&) = delete;

  //! Number of the first signal that came, 0 if none did.
  [[nodiscard]] static int received();
};

//! "SIGTERM".
[[nodiscard]] std::string signal_name(int number);

} // namespace nnft::app
