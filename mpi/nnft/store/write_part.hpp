#pragma once
#include "nnft/mpi/communicator.hpp"
#include "nnft/store/skeleton.hpp"
#include "nnft/store/write_record.hpp"

#include <cstdint>
#include <filesystem>
#include <vector>

// The steps of write_record. Each is collective, and all ranks leave it alike.
namespace nnft::store {

//! Lengths of the pieces in which an array is stored: whole rows as far as they fit, else parts of
//! one. Rows are cut into nearly equal pieces, up to a power of two of them, so that the shares of
//! 2, 4, 8 ranks are mostly even. Every length is at least 1 and at most that of the array.
//! \pre no length of the shape is 0
[[nodiscard]] std::vector<std::uint64_t> chunk_of(std::vector<std::uint64_t> const& shape,
                                                  std::uint64_t value_bytes,
                                                  std::uint64_t chunk_bytes);

//! Writes the tree of rank 0, flushes and closes. After a failure the file stays open in HDF5,
//! which is not called again: it may be left in the middle of a collective call.
void write_part(mpi::Communicator const& team, std::filesystem::path const& part,
                Skeleton const& skeleton, result::Group const& record, WriteOptions const& options);

//! Reads all back, object i by rank i modulo the number of ranks, and compares with the skeleton.
//! Throws mpi::TeamError, which says that data were lost.
void verify_part(mpi::Communicator const& team, std::filesystem::path const& part,
                 Skeleton const& skeleton);

} // namespace nnft::store
