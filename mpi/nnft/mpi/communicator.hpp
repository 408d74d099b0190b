#pragma once
#include "nnft/core/team.hpp"

#include <mpi.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace nnft::mpi {

//! Smallest value, mean and largest value over the ranks.
struct Spread {
  double min = 0;
  double mean = 0;
  double max = 0;
};

/*!
 * A group of ranks with messages of its own, which never meet those of others.
 *
 * Every member function but rank(), size() and handle() is collective: all ranks call it, in the
 * same order. Lengths are 64 bits wide; what is longer than a piece travels in pieces, because the
 * counts of MPI are ints. A failing call throws MpiError (MPI_ERRORS_RETURN).
 */
class Communicator final : public Team {
 public:
  //! Elements of a piece. Bounds the memory that MPI takes beside the data to 512 MiB.
  static constexpr std::size_t default_piece = std::size_t{1} << 26;

  //! Collective over `parent`, of which it is a duplicate.
  //! \param piece elements sent by one call of MPI, 1 <= piece <= INT_MAX
  explicit Communicator(MPI_Comm parent, std::size_t piece = default_piece);
  ~Communicator() override;
  Communicator(Communicator const&) = delete;
  Communicator& operator=(Communicator const&) = delete;

  [[nodiscard]] int rank() const override { return rank_; }
  [[nodiscard]] int size() const override { return size_; }
  [[nodiscard]] MPI_Comm handle() const { return comm_; }

  //! The ranks that gave the same colour, in the order of their ranks here.
  //! \pre colour >= 0
  [[nodiscard]] Communicator split(int colour) const;
  //! How many of the ranks share the memory of the caller's machine, the caller included.
  [[nodiscard]] int ranks_on_this_node() const;

  //! Element-wise sum on rank 0; the other ranks keep what they have.
  void sum_to_root(std::span<std::int64_t> inout) const override;
  //! Sum over ranks, on every rank.
  [[nodiscard]] std::int64_t sum(std::int64_t mine) const;
  //! On every rank. The mean is rounded in an order that MPI chooses: for timings, not for results.
  [[nodiscard]] Spread spread(double mine) const;
  //! True on every rank if it is on all.
  [[nodiscard]] bool all_agree(bool mine) const;
  void barrier() const;

  //! Every rank gets the bytes of `root`.
  void broadcast(std::string& bytes, int root = 0) const;
  //! What each rank gave, in the order of ranks, on rank 0; empty elsewhere.
  [[nodiscard]] std::vector<std::string> gather(std::string_view mine) const;
  //! The part of the calling rank.
  //! \param parts one for each rank, looked at on rank 0 only
  [[nodiscard]] std::string scatter(std::span<std::string_view const> parts) const;

 private:
  struct Owned {};
  Communicator(Owned, MPI_Comm comm, std::size_t piece);
  void send(std::string_view bytes, int to) const;
  void receive(std::span<char> bytes, int from) const;

  MPI_Comm comm_ = MPI_COMM_NULL;
  std::size_t piece_;
  int rank_ = 0;
  int size_ = 1;
};

} // namespace nnft::mpi
