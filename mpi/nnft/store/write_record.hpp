#pragma once
#include "nnft/mpi/communicator.hpp"
#include "nnft/mpi/together.hpp"
#include "nnft/result/record.hpp"

#include <cstdint>
#include <filesystem>

namespace nnft::store {

//! A result could not be written; all ranks throw it alike. Text: "<file>: cannot be written
//! (<reason>). Make room, or choose another -o or output.file." End the program with Session::abort
//! after it, on rank 0: HDF5 may not survive the end of MPI.
class WriteError : public mpi::TeamError {
 public:
  using mpi::TeamError::TeamError;
};

struct WriteOptions {
  //! Largest piece of an array that is compressed by itself, small enough for several ranks to have
  //! a share in the covariances of six points; arrays of at most 1/4 of it, and at most 16 KiB, are
  //! stored in the header of their object. Part of the format.
  std::uint64_t chunk_bytes = std::uint64_t{1} << 16;
  //! For a rank that alone fails while the others wait inside of HDF5.
  mpi::Patience patience;
};

/*!
 * Writes a tree as a result file, collectively, and puts it in the place of an older one.
 *
 * Rank 0 gives the tree, the others are not looked at. Larger datasets are dealt out by rows, and
 * every rank compresses and writes its own; the bytes of the file do not depend on the number of
 * ranks. Where no space can be reserved for the file, rank 0 writes it alone: ranks that meet a
 * full disk at different moments wait for each other inside of HDF5. What was written is closed,
 * opened again and compared before it gets its name, because a full disk is not reported by the
 * calls that write. On any failure, on one rank or on all, all ranks throw WriteError alike, the
 * older file is as it was, and "<file>.part" is removed.
 *
 * \param record attributes filetype and format_version included, see FORMAT.md
 */
void write_record(mpi::Communicator const& team, std::filesystem::path const& file,
                  result::Group const& record, WriteOptions const& options = {});

} // namespace nnft::store
