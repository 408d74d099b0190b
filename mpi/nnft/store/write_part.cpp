#include "nnft/store/write_part.hpp"

#include "nnft/mpi/check.hpp"
#include "nnft/mpi/together.hpp"
#include "nnft/store/hdf5_attribute.hpp"
#include "nnft/store/room.hpp"
#include "nnft/store/row_dealer.hpp"
#include "nnft/store/seal.hpp"

#include <algorithm>
#include <bit>
#include <functional>
#include <numeric>
#include <string>

namespace nnft::store {
namespace {

// Covariances are digits without end after their shuffled exponents: level 4 takes 13 % longer than
// this for 1 % of their bytes, and 40 % longer where they repeat.
constexpr unsigned deflate_level = 1;
// Arrays up to this part of a chunk, and this number of bytes, lie in the header of their object,
// which has a checksum: a collective write of each of a thousand small arrays would take longer
// than the sampling. HDF5 allows less than 64 KiB.
constexpr std::uint64_t compact_part = 4;
constexpr std::uint64_t compact_bytes = std::uint64_t{1} << 14;
// Attributes and links up to this number stay in the header of their object, which has a checksum.
constexpr unsigned most_compact = 64;

std::uint64_t product_of(std::vector<std::uint64_t> const& lengths, std::uint64_t factor) {
  return std::accumulate(lengths.begin(), lengths.end(), factor, std::multiplies<>());
}

bool is_empty(result::Dataset const& dataset) {
  return std::ranges::count(dataset.shape, 0U) > 0;
}

//! Bytes of names and values.
std::uint64_t size_of(Attributes const& attributes) {
  std::uint64_t bytes = 0;
  for (auto const& [name, value] : attributes) {
    bytes += name.size();
    if (auto const* text = std::get_if<std::string>(&value)) bytes += text->size();
    if (auto const* list = std::get_if<std::vector<std::string>>(&value))
      for (auto const& text : *list)
        bytes += text.size() + 32;
    if (auto const* list = std::get_if<std::vector<double>>(&value)) bytes += 8 * list->size();
    if (auto const* list = std::get_if<std::vector<std::int64_t>>(&value))
      bytes += 8 * list->size();
  }
  return bytes;
}

//! No times and no dependence on history: equal trees give equal bytes.
void make_reproducible(Handle const& creation) {
  check(H5Pset_obj_track_times(creation.id(), false), "H5Pset_obj_track_times");
  check(H5Pset_attr_phase_change(creation.id(), most_compact, most_compact / 2),
        "H5Pset_attr_phase_change");
}

Handle group_creation(hid_t list_class) {
  auto creation = property_list(list_class);
  make_reproducible(creation);
  check(H5Pset_link_phase_change(creation.id(), most_compact, most_compact / 2),
        "H5Pset_link_phase_change");
  return creation;
}

//! No file with that skeleton is longer, whatever its numbers are.
std::uint64_t longest_file(Skeleton const& skeleton, std::uint64_t chunk_bytes) {
  constexpr std::uint64_t object_bytes = 1 << 16;
  constexpr std::uint64_t chunk_overhead = 256;
  auto bytes = (skeleton.groups.size() + skeleton.datasets.size() + 1) * object_bytes;
  for (auto const& entry : skeleton.groups)
    bytes += 2 * size_of(entry.attributes);
  for (auto const& [path, sketch, checksum] : skeleton.datasets) {
    bytes += 2 * (size_of(sketch.attributes) + sketch.description.size());
    if (is_empty(sketch)) continue;
    auto const chunk = chunk_of(sketch.shape, value_bytes(sketch), chunk_bytes);
    std::uint64_t n_chunks = 1;
    for (std::size_t i = 0; i < chunk.size(); ++i)
      n_chunks *= (sketch.shape[i] + chunk[i] - 1) / chunk[i];
    bytes += n_chunks * (2 * product_of(chunk, value_bytes(sketch)) + chunk_overhead);
  }
  return bytes;
}

Handle create_file(mpi::Communicator const& team, std::filesystem::path const& part) {
  auto const creation = group_creation(H5P_FILE_CREATE);
  check(H5Pset_userblock(creation.id(), seal_size), "H5Pset_userblock");
  auto const access = property_list(H5P_FILE_ACCESS);
  check(H5Pset_fapl_mpio(access.id(), team.handle(), MPI_INFO_NULL), "H5Pset_fapl_mpio");
  check(H5Pset_coll_metadata_write(access.id(), true), "H5Pset_coll_metadata_write");
  check(H5Pset_libver_bounds(access.id(), H5F_LIBVER_V110, H5F_LIBVER_V110),
        "H5Pset_libver_bounds");
  return {H5Fcreate(part.c_str(), H5F_ACC_TRUNC, creation.id(), access.id()), H5Fclose,
          "H5Fcreate"};
}

/*!
 * Makes the empty file long; HDF5 makes it as short as it should be at its end. Open MPI writes
 * neighbouring pieces in one go and fills the holes between them with what it reads from the file
 * or, behind the end of the file, with what is in its memory by chance: bytes that nobody uses, but
 * other ones in every run.
 */
void lengthen(Handle const& file, std::uint64_t length) {
  void* native = nullptr;
  check(H5Fget_vfd_handle(file.id(), H5P_DEFAULT, &native), "H5Fget_vfd_handle");
  mpi::check(MPI_File_set_size(*static_cast<MPI_File*>(native), static_cast<MPI_Offset>(length)),
             "MPI_File_set_size");
}

void write_groups(hid_t file, Skeleton const& skeleton) {
  auto const creation = group_creation(H5P_GROUP_CREATE);
  for (auto const& entry : skeleton.groups) {
    auto const path = "/" + entry.path;
    Handle const group =
        entry.path.empty()
            ? Handle(H5Gopen2(file, "/", H5P_DEFAULT), H5Gclose, "H5Gopen2")
            : Handle(H5Gcreate2(file, path.c_str(), H5P_DEFAULT, creation.id(), H5P_DEFAULT),
                     H5Gclose, "H5Gcreate2");
    for (auto const& [name, value] : entry.attributes)
      write_attribute(group.id(), name, value);
  }
}

//! \param chunk empty for arrays that are not cut into chunks
Handle create_dataset(hid_t file, Skeleton::DatasetEntry const& entry,
                      std::vector<std::uint64_t> const& chunk) {
  auto const& sketch = entry.sketch;
  auto const creation = property_list(H5P_DATASET_CREATE);
  make_reproducible(creation);
  if (chunk.empty()) {
    check(H5Pset_layout(creation.id(), is_empty(sketch) ? H5D_CONTIGUOUS : H5D_COMPACT),
          "H5Pset_layout");
  } else {
    std::vector<hsize_t> const lengths(chunk.begin(), chunk.end());
    check(H5Pset_chunk(creation.id(), static_cast<int>(lengths.size()), lengths.data()),
          "H5Pset_chunk");
    check(H5Pset_fill_time(creation.id(), H5D_FILL_TIME_NEVER), "H5Pset_fill_time");
    check(H5Pset_shuffle(creation.id()), "H5Pset_shuffle");
    check(H5Pset_deflate(creation.id(), deflate_level), "H5Pset_deflate");
    check(H5Pset_fletcher32(creation.id()), "H5Pset_fletcher32");
  }
  auto const space = simple_space(sketch.shape);
  auto const path = "/" + entry.path;
  Handle dataset(H5Dcreate2(file, path.c_str(), file_type(sketch.values.index()), space.id(),
                            H5P_DEFAULT, creation.id(), H5P_DEFAULT),
                 H5Dclose, "H5Dcreate2");
  write_attribute(dataset.id(), "description", sketch.description);
  for (auto const& [name, value] : sketch.attributes)
    write_attribute(dataset.id(), name, value);
  return dataset;
}

//! One piece of the file at a time, whatever the number of ranks: else its layout depends on them.
Handle collective_transfer() {
  auto transfer = property_list(H5P_DATASET_XFER);
  check(H5Pset_dxpl_mpio(transfer.id(), H5FD_MPIO_COLLECTIVE), "H5Pset_dxpl_mpio");
  check(H5Pset_dxpl_mpio_chunk_opt(transfer.id(), H5FD_MPIO_CHUNK_ONE_IO),
        "H5Pset_dxpl_mpio_chunk_opt");
  return transfer;
}

void write_rows(Handle const& dataset, result::Dataset const& sketch, RowDealer const& dealt) {
  auto const rows = dealt.rows();
  std::vector<hsize_t> count(sketch.shape.begin(), sketch.shape.end());
  std::vector<hsize_t> start(count.size(), 0);
  auto const in_file = simple_space(sketch.shape);
  count[0] = std::max<std::uint64_t>(rows.count, 1);
  start[0] = rows.first;
  auto const in_memory = simple_space({count.begin(), count.end()});
  if (rows.count > 0) {
    check(H5Sselect_hyperslab(in_file.id(), H5S_SELECT_SET, start.data(), nullptr, count.data(),
                              nullptr),
          "H5Sselect_hyperslab");
  } else {
    check(H5Sselect_none(in_file.id()), "H5Sselect_none");
    check(H5Sselect_none(in_memory.id()), "H5Sselect_none");
  }
  check(H5Dwrite(dataset.id(), memory_type(sketch.values.index()), in_memory.id(), in_file.id(),
                 collective_transfer().id(), dealt.data()),
        "H5Dwrite");
}

bool is_compact(result::Dataset const& sketch, std::uint64_t chunk_bytes) {
  return product_of(sketch.shape, value_bytes(sketch)) <=
         std::min(chunk_bytes / compact_part, compact_bytes);
}

//! Every rank writes all values, as it writes names and attributes: they are part of the header.
void write_compact(mpi::Communicator const& team, hid_t file, Skeleton::DatasetEntry const& entry,
                   result::Dataset const* values, mpi::Patience const& patience) {
  auto const& sketch = entry.sketch;
  std::string bytes;
  if (values != nullptr)
    bytes.assign(bytes_of(*values), product_of(sketch.shape, value_bytes(sketch)));
  team.broadcast(bytes);
  mpi::together(
      team,
      [&] {
        auto const dataset = create_dataset(file, entry, {});
        if (!bytes.empty())
          check(H5Dwrite(dataset.id(), memory_type(sketch.values.index()), H5S_ALL, H5S_ALL,
                         H5P_DEFAULT, bytes.data()),
                "H5Dwrite");
      },
      &patience);
}

void write_chunked(mpi::Communicator const& team, hid_t file, Skeleton::DatasetEntry const& entry,
                   result::Dataset const* values, WriteOptions const& options) {
  auto const& sketch = entry.sketch;
  auto const chunk = chunk_of(sketch.shape, value_bytes(sketch), options.chunk_bytes);
  Handle dataset;
  try {
    mpi::together(
        team, [&] { dataset = create_dataset(file, entry, chunk); }, &options.patience);
    RowDealer const dealt(team, sketch, chunk[0], values);
    mpi::together(
        team, [&] { write_rows(dataset, sketch, dealt); }, &options.patience);
  } catch (...) {
    dataset.abandon();
    throw;
  }
}

//! All of a team write; each of its ranks meets the errors of its own writes alone.
void write_by(mpi::Communicator const& team, std::filesystem::path const& part,
              Skeleton const& skeleton, result::Group const& record, WriteOptions const& options) {
  Handle file;
  auto const longest = longest_file(skeleton, options.chunk_bytes);
  auto const together = [&](auto&& act) { mpi::together(team, act, &options.patience); };
  try {
    together([&] { file = create_file(team, part); });
    together([&] {
      if (team.rank() == 0) static_cast<void>(reserve(part, longest));
    });
    together([&] { lengthen(file, longest); });
    together([&] { write_groups(file.id(), skeleton); });
    for (auto const& entry : skeleton.datasets) {
      auto const* values = team.rank() == 0 ? record.dataset(entry.path) : nullptr;
      if (is_compact(entry.sketch, options.chunk_bytes))
        write_compact(team, file.id(), entry, values, options.patience);
      else
        write_chunked(team, file.id(), entry, values, options);
    }
    together([&] { check(H5Fflush(file.id(), H5F_SCOPE_GLOBAL), "H5Fflush"); });
    together([&] { file.close("H5Fclose"); });
  } catch (...) {
    file.abandon();
    throw;
  }
}

} // namespace

std::vector<std::uint64_t> chunk_of(std::vector<std::uint64_t> const& shape,
                                    std::uint64_t value_bytes, std::uint64_t chunk_bytes) {
  auto chunk = shape;
  auto bytes = product_of(shape, value_bytes);
  for (auto& length : chunk) {
    if (bytes <= chunk_bytes) break;
    auto const rest = bytes / length;
    auto const most = std::max<std::uint64_t>(1, chunk_bytes / rest);
    auto pieces = (length + most - 1) / most;
    if (&length == &chunk.front())
      pieces = std::min(std::bit_ceil(pieces), length); // for the ranks
    length = (length + pieces - 1) / pieces;
    bytes = rest * length;
  }
  return chunk;
}

void write_part(mpi::Communicator const& team, std::filesystem::path const& part,
                Skeleton const& skeleton, result::Group const& record,
                WriteOptions const& options) {
  silence_hdf5();
  auto const longest = longest_file(skeleton, options.chunk_bytes);
  bool all = team.size() > 1;
  mpi::together(team, [&] {
    if (all && team.rank() == 0) all = has_room(part, longest);
  });
  all = team.all_agree(all);
  if (all) return write_by(team, part, skeleton, record, options);
  mpi::together(team, [&] {
    if (team.rank() == 0)
      write_by(mpi::Communicator(MPI_COMM_SELF), part, skeleton, record, options);
  });
}

} // namespace nnft::store
