#pragma once
#include "nnft/mpi/communicator.hpp"

#include <memory>
#include <optional>

namespace nnft::mpi {

/*!
 * Lets ranks that work on their own agree now and then, without stopping any of them.
 *
 * Each rank has one question in flight (MPI_Iallreduce with MPI_MAX): it gives its word when the
 * question starts, looks for the answer between two pieces of its work, and gets the largest word
 * of all ranks. Questions end in the same order on all ranks, so that what follows an answer may be
 * collective. A rank without work must go on asking until the answer says that nobody has any.
 */
class Agreement {
 public:
  //! Collective.
  explicit Agreement(Communicator const& team);
  ~Agreement();
  Agreement(Agreement const&) = delete;
  Agreement& operator=(Agreement const&) = delete;

  //! Starts a question with this word unless one is in flight (whose word stays what it was);
  //! returns its answer once all ranks have given theirs. Never waits.
  [[nodiscard]] std::optional<int> ask(int word);

 private:
  struct Question;
  std::unique_ptr<Question> question_;
};

} // namespace nnft::mpi
