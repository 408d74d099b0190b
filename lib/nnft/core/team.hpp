#pragma once
#include <cstdint>
#include <span>

namespace nnft {

//! What the statistics need from a team of processes. lib itself has only the serial one; the one
//! over MPI lives in mpi/.
class Team {
 public:
  Team() = default;
  Team(Team const&) = delete;
  Team& operator=(Team const&) = delete;
  virtual ~Team() = default;

  [[nodiscard]] virtual int rank() const = 0;
  [[nodiscard]] virtual int size() const = 0;
  //! Element-wise sum over ranks, result on rank 0. Collective, any length. Integers: nothing
  //! rounds, so size() cannot change a bit.
  virtual void sum_to_root(std::span<std::int64_t> inout) const = 0;
};

//! A team of one.
class SerialTeam final : public Team {
 public:
  [[nodiscard]] int rank() const override { return 0; }
  [[nodiscard]] int size() const override { return 1; }
  void sum_to_root(std::span<std::int64_t> /*inout*/) const override {}
};

} // namespace nnft
