#pragma once
#include <algorithm>
#include <chrono>

namespace nnft::bench {

//! The shortest of many short measurements, in seconds: what a shared machine disturbs least.
template <class Pass> double shortest(Pass const& pass) {
  using Clock = std::chrono::steady_clock;
  double best = 1;
  for (int trial = 0; trial < 40; ++trial) {
    constexpr int passes = 20;
    auto const begin = Clock::now();
    for (int i = 0; i < passes; ++i)
      pass();
    best = std::min(best, std::chrono::duration<double>(Clock::now() - begin).count() / passes);
  }
  return best;
}

} // namespace nnft::bench
