#include "driver/run_clock.hpp"

#include <algorithm>

namespace nnft::app {
namespace {

constexpr double largest_share = 0.01; // of the time, for checkpoints
constexpr double worth_saving = 30;    // seconds of work

} // namespace

RunClock::RunClock(double checkpoint_every, double seconds_left)
    : checkpoint_every_(checkpoint_every), seconds_left_(seconds_left) {}

double RunClock::since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

bool RunClock::checkpoint_is_due() const {
  return unsaved() >= std::max(checkpoint_every_, last_checkpoint_ / largest_share);
}

bool RunClock::is_worth_saving() const {
  double const enough = std::min(checkpoint_every_, is_limited() ? 0 : worth_saving);
  return unsaved() >= std::max(enough, last_checkpoint_ / largest_share);
}

bool RunClock::must_stop() const {
  constexpr double spare = 0.2; // other ranks' blocks, messages, the end of MPI
  double const margin = 3 * longest_block_ + 2 * last_checkpoint_ + spare;
  return is_limited() && since(begin_) + margin >= seconds_left_;
}

void RunClock::note_block(double seconds) {
  longest_block_ = std::max(longest_block_, seconds);
}

void RunClock::note_checkpoint(double seconds) {
  last_checkpoint_ = seconds;
  saved_ = Clock::now();
}

} // namespace nnft::app
