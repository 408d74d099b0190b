#pragma once
#include <filesystem>
#include <string>

namespace nnft::store {

/*!
 * Keeps a second run away from the same output: the file "<output>.lock", which says who holds it
 * (host, process, its start, boot of the machine, SLURM job and its restarts). Held by one process
 * of a run as long as this lives.
 *
 * A lock is stale, and taken over, if its process is gone on this machine or the machine was booted
 * since, or if this is a later start of the same SLURM job. One of another machine cannot be judged
 * and is respected. A holder that is about to end gets a moment to do so.
 */
class Lock {
 public:
  //! Throws InvalidInput "<output>: is in use (<by whom>). <what to do>." if another run holds it,
  //! and std::system_error if no lock can be made.
  explicit Lock(std::filesystem::path const& output);
  ~Lock();
  Lock(Lock const&) = delete;
  Lock& operator=(Lock const&) = delete;
  Lock(Lock&& other) noexcept;
  Lock& operator=(Lock&& other) noexcept;

  [[nodiscard]] static std::filesystem::path file_of(std::filesystem::path const& output);

 private:
  std::filesystem::path file_; //!< empty after a move
};

} // namespace nnft::store
