#pragma once
#include "nnft/store/checkpoint.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "console.hpp"
#include "driver/run_clock.hpp"
#include "driver/stop_signals.hpp"

namespace nnft::app {

//! What ranks tell each other between blocks; the largest of all counts.
enum class Request : std::uint8_t {
  nothing,    //!< and this rank has no more blocks of this ensemble
  work,       //!< it has
  share,      //!< it has none and waited for others that have: deal what is left once more
  checkpoint, //!< save, then go on
  stop,       //!< save, then end
  failed      //!< a network of this rank is not finite
};

/*!
 * Watches over a run: signals on every rank, the clock on rank 0, and the checkpoint that rank 0
 * writes.
 */
class RunGuard {
 public:
  //! \param head    of the checkpoints: all but their sums
  //! \param clock   of rank 0; the others have one for which nothing is ever due
  RunGuard(std::filesystem::path const& result, store::Checkpoint head, RunClock clock,
           Console const& console);

  //! Of this rank: stop, checkpoint or nothing.
  [[nodiscard]] Request request();
  void note_block(double seconds) { clock_.note_block(seconds); }
  void sample_for(std::int64_t networks) { head_.networks = networks; }
  //! The newest checkpoint is damaged: the next one takes its place, and the one before it stays.
  void newest_is_damaged() { older_ = store::Older::is_dropped; }

  //! Rank 0: writes a checkpoint. Throws std::runtime_error, which names the file, if it cannot.
  //! \param members lent, not copied: they are as they were afterwards
  void save(std::vector<CollectedSums>& members);
  //! Rank 0: the same where the run goes on in any case: a warning instead of an exception.
  void try_to_save(std::vector<CollectedSums>& members);
  //! Rank 0, when all is sampled: saves it if repeating it would take long.
  void save_before_conclusion(std::vector<CollectedSums>& members);
  //! Rank 0: removes the checkpoint after the result is safe.
  void forget();

  //! The run has stopped in order: signals that come from now on have nothing to say.
  void stopped() { signals_.ignore_afterwards(); }

  [[nodiscard]] std::filesystem::path const& checkpoint() const { return file_; }
  //! "SIGTERM", or that the time is over.
  [[nodiscard]] std::string why_stopped() const;

 private:
  std::filesystem::path file_;
  store::Checkpoint head_;
  store::Older older_ = store::Older::becomes_previous;
  RunClock clock_;
  Console const& console_;
  StopSignals signals_;
  bool time_is_over_ = false; //!< when a stop was last asked for
};

} // namespace nnft::app
