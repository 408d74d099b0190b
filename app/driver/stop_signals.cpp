#include "driver/stop_signals.hpp"

#include <array>
#include <atomic>
#include <csignal>
#include <unistd.h>

namespace nnft::app {
namespace {

struct Stop {
  int number;
  char const* name;
};
constexpr std::array<Stop, 5> stops{{{SIGINT, "SIGINT"},
                                     {SIGTERM, "SIGTERM"},
                                     {SIGUSR1, "SIGUSR1"},
                                     {SIGUSR2, "SIGUSR2"},
                                     {SIGXCPU, "SIGXCPU"}}};

std::atomic<int> first_signal{0};
static_assert(std::atomic<int>::is_always_lock_free); // else no handler may touch it

extern "C" void note_signal(int number) {
  int none = 0;
  if (!first_signal.compare_exchange_strong(none, number)) ::_exit(128 + number);
}

} // namespace

StopSignals::StopSignals() {
  first_signal = 0;
  struct sigaction action {};
  action.sa_handler = note_signal;
  action.sa_flags = SA_RESTART; // files and messages of libraries are not to fail because of it
  sigemptyset(&action.sa_mask);
  for (auto const& stop : stops)
    ::sigaction(stop.number, &action, nullptr);
}

StopSignals::~StopSignals() {
  for (auto const& stop : stops)
    static_cast<void>(std::signal(stop.number, afterwards_));
}

int StopSignals::received() {
  return first_signal;
}

std::string signal_name(int number) {
  for (auto const& stop : stops)
    if (stop.number == number) return stop.name;
  return "signal " + std::to_string(number);
}

} // namespace nnft::app
