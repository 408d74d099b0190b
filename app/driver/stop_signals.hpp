#pragma once
#include <csignal>
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

  //! From the end of this life on the signals are ignored: the run has stopped in order and its
  //! process ends by itself. (srun sends SIGTERM to all tasks when the first one ends with
  //! status 3.)
  void ignore_afterwards() { afterwards_ = SIG_IGN; }

  //! Number of the first signal that came, 0 if none did.
  [[nodiscard]] static int received();

 private:
  void (*afterwards_)(int) = SIG_DFL;
};

//! "SIGTERM".
[[nodiscard]] std::string signal_name(int number);

} // namespace nnft::app
