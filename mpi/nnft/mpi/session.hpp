#pragma once
#include "nnft/mpi/communicator.hpp"

#include <optional>
#include <string>

namespace nnft::mpi {

/*!
 * MPI from its beginning to its end. One per program, before anything else of MPI and HDF5.
 *
 * Whether a launcher is there is never guessed: MPI is always started, and a program that was
 * started alone is a team of one. Errors of MPI return (and become MpiError) instead of aborting.
 */
class Session {
 public:
  //! Throws MpiError if MPI cannot start or was started before.
  Session(int& argc, char**& argv);
  //! Ends MPI; waits for all ranks. A rank that fails alone must call abort() instead.
  ~Session();
  Session(Session const&) = delete;
  Session& operator=(Session const&) = delete;

  [[nodiscard]] Communicator const& world() const { return *world_; }
  //! Ends all ranks at once, without waiting for anybody.
  [[noreturn]] void abort(int status) const;

 private:
  std::optional<Communicator> world_;
};

//! Name and version of the MPI library, e.g. "Open MPI v4.1.4".
[[nodiscard]] std::string library_version();
//! The name of the machine on which the caller runs.
[[nodiscard]] std::string host_name();

} // namespace nnft::mpi
