#pragma once
#include <chrono>
#include <cstdint>
#include <string>

#include "console.hpp"

namespace nnft::app {

//! One line every few seconds: networks done, rate, time left. Counts this rank's networks and
//! takes the others to be as fast, so that no message is needed.
class Progress {
 public:
  Progress(Console const& console, std::int64_t networks_of_all, int ranks);

  void start_member(std::string name);
  void advance(std::int64_t networks);
  void finish();

 private:
  using Clock = std::chrono::steady_clock;
  void print(double seconds) const;

  Console const& console_;
  std::int64_t networks_of_all_;
  int ranks_;
  std::string name_;
  std::int64_t done_ = 0;
  Clock::time_point begin_ = Clock::now();
  Clock::time_point next_;
};

} // namespace nnft::app
