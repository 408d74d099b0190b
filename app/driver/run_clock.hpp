#pragma once
#include <chrono>
#include <limits>

namespace nnft::app {

/*!
 * When a run saves and when it must stop, by the clock of rank 0.
 *
 * Checkpoints come every so often, but so seldom that they take at most 1 % of the time by what the
 * last one took. The stop comes so long before the end of the time that a block of networks, its
 * agreement and a checkpoint still fit.
 */
class RunClock {
 public:
  static constexpr double unlimited = std::numeric_limits<double>::infinity();

  //! \param checkpoint_every seconds
  //! \param seconds_left     until the run must have ended; unlimited if it need not
  RunClock(double checkpoint_every, double seconds_left);

  [[nodiscard]] bool checkpoint_is_due() const;
  //! At the end of the sampling: whether what is not saved yet is worth a checkpoint.
  [[nodiscard]] bool is_worth_saving() const;
  [[nodiscard]] bool must_stop() const;
  [[nodiscard]] bool is_limited() const { return seconds_left_ < unlimited; }

  void note_block(double seconds);
  void note_checkpoint(double seconds);

 private:
  using Clock = std::chrono::steady_clock;
  [[nodiscard]] static double since(Clock::time_point begin);
  [[nodiscard]] double unsaved() const { return since(saved_); }

  double checkpoint_every_;
  double seconds_left_;
  double longest_block_ = 0;
  double last_checkpoint_ = 0;
  Clock::time_point begin_ = Clock::now();
  Clock::time_point saved_ = begin_;
};

} // namespace nnft::app
