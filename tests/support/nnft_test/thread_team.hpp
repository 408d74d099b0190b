#pragma once
#include "nnft/core/team.hpp"

#include <atomic>
#include <barrier>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <span>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

namespace nnft::test {

/*!
 * A team of threads: what the statistics do on P ranks, without MPI and in one test.
 *
 *   run_thread_team(3, [](Team const& team) { ... team.sum_to_root(mine); ... });
 *
 * The action runs once a rank, each on a thread of its own. If one throws, the others are released
 * from their next sum_to_root by an exception, and the first that was thrown comes out of the call.
 */
class ThreadTeam final : public Team {
 public:
  //! What the ranks of one team share.
  struct Meeting {
    explicit Meeting(int n_ranks)
        : size(n_ranks), spans(static_cast<std::size_t>(n_ranks)), gate(n_ranks) {}
    int size;
    std::vector<std::span<std::int64_t>> spans;
    std::barrier<> gate;
    std::atomic<bool> failed = false;
    std::mutex mutex;
    std::exception_ptr first_failure;

    void arrive() {
      gate.arrive_and_wait();
      if (failed) throw std::runtime_error("another rank of the team failed");
    }
    void fail(std::exception_ptr failure) {
      std::lock_guard const lock(mutex);
      if (!first_failure) first_failure = std::move(failure);
      failed = true;
      gate.arrive_and_drop();
    }
  };

  ThreadTeam(int rank, Meeting& meeting) : rank_(rank), meeting_(&meeting) {}
  [[nodiscard]] int rank() const override { return rank_; }
  [[nodiscard]] int size() const override { return meeting_->size; }

  void sum_to_root(std::span<std::int64_t> inout) const override {
    meeting_->spans[static_cast<std::size_t>(rank_)] = inout;
    meeting_->arrive();
    if (rank_ == 0) add_all(inout);
    meeting_->arrive();
  }

 private:
  void add_all(std::span<std::int64_t> total) const {
    for (std::size_t r = 1; r < meeting_->spans.size(); ++r) {
      auto const other = meeting_->spans[r];
      if (other.size() != total.size()) throw std::logic_error("ranks sum different lengths");
      for (std::size_t i = 0; i < total.size(); ++i)
        total[i] += other[i];
    }
  }

  int rank_;
  Meeting* meeting_;
};

//! Runs action(team) on n_ranks threads.
inline void run_thread_team(int n_ranks, std::function<void(Team const&)> const& action) {
  ThreadTeam::Meeting meeting(n_ranks);
  {
    std::vector<std::jthread> threads;
    for (int rank = 0; rank < n_ranks; ++rank)
      threads.emplace_back([&meeting, &action, rank] {
        try {
          action(ThreadTeam(rank, meeting));
        } catch (...) {
          meeting.fail(std::current_exception());
        }
      });
  }
  if (meeting.first_failure) std::rethrow_exception(meeting.first_failure);
}

} // namespace nnft::test
