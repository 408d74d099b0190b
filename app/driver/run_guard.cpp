#include "driver/run_guard.hpp"

#include <chrono>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace nnft::app {

RunGuard::RunGuard(std::filesystem::path const& result, store::Checkpoint head, RunClock clock,
                   Console const& console)
    : file_(store::checkpoint_of(result)), head_(std::move(head)), clock_(clock),
      console_(console) {}

Request RunGuard::request() {
  time_is_over_ = time_is_over_ || clock_.must_stop();
  if (StopSignals::received() != 0 || time_is_over_) return Request::stop;
  return clock_.checkpoint_is_due() ? Request::checkpoint : Request::nothing;
}

void RunGuard::save(std::vector<CollectedSums>& members) {
  using Clock = std::chrono::steady_clock;
  auto const begin = Clock::now();
  std::string failure;
  head_.members.swap(members);
  try {
    store::write_checkpoint(file_, head_, older_);
    older_ = store::Older::becomes_previous;
  } catch (std::system_error const& e) {
    failure = e.code().message();
  } catch (...) {
    head_.members.swap(members);
    throw;
  }
  head_.members.swap(members);
  clock_.note_checkpoint(std::chrono::duration<double>(Clock::now() - begin).count());
  if (!failure.empty())
    throw std::runtime_error(file_.string() + ": cannot be written (" + failure +
                             "). Make room; an older checkpoint is still there if there was one.");
}

void RunGuard::try_to_save(std::vector<CollectedSums>& members) {
  try {
    save(members);
  } catch (std::runtime_error const& e) {
    console_.warning(e.what());
  }
}

void RunGuard::save_before_conclusion(std::vector<CollectedSums>& members) {
  if (clock_.is_worth_saving()) try_to_save(members);
}

void RunGuard::forget() {
  try {
    store::remove_checkpoint(file_);
  } catch (std::system_error const& e) {
    console_.warning(file_.string() + ": cannot be removed (" + e.code().message() +
                     "). It is not needed any more.");
  }
}

std::string RunGuard::why_stopped() const {
  if (int const signal = StopSignals::received(); signal != 0) return signal_name(signal);
  return time_is_over_ ? "the time is over" : "another rank was asked to stop";
}

} // namespace nnft::app
