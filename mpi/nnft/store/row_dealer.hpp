#pragma once
#include "nnft/mpi/communicator.hpp"
#include "nnft/result/record.hpp"

#include <cstdint>
#include <string>

// Inside of the store only.
namespace nnft::store {

//! Bytes of one value of a dataset.
[[nodiscard]] std::uint64_t value_bytes(result::Dataset const& dataset);
//! The values of a dataset as they lie in memory.
[[nodiscard]] char const* bytes_of(result::Dataset const& dataset);

//! Consecutive rows (indices of the first dimension).
struct Rows {
  std::uint64_t first = 0;
  std::uint64_t count = 0;
};

//! Deals the rows of rank 0's dataset out. One chunk stays where it is: on rank 0, not copied.
class RowDealer {
 public:
  //! Collective. \param values the dataset on rank 0, nullptr elsewhere
  RowDealer(mpi::Communicator const& team, result::Dataset const& sketch, std::uint64_t chunk_rows,
            result::Dataset const* values);
  [[nodiscard]] Rows rows() const { return rows_; }
  [[nodiscard]] void const* data() const { return data_; }

 private:
  Rows rows_;
  std::string mine_;
  void const* data_ = nullptr;
};

} // namespace nnft::store
