#include "nnft/store/write_record.hpp"

#include "nnft/store/commit.hpp"
#include "nnft/store/read_part.hpp"
#include "nnft/store/row_dealer.hpp"
#include "nnft/store/seal.hpp"
#include "nnft/store/write_part.hpp"

#include <functional>
#include <numeric>
#include <queue>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace nnft::store {
namespace {

//! Which rank compares which dataset: the one that has the fewest bytes to read so far.
std::vector<int> readers_of(Skeleton const& skeleton, int n_ranks) {
  constexpr std::uint64_t object_bytes = 1 << 13; // what opening one takes, in bytes read
  using Load = std::pair<std::uint64_t, int>;
  std::priority_queue<Load, std::vector<Load>, std::greater<>> loads;
  for (int rank = 0; rank < n_ranks; ++rank)
    loads.emplace(0, rank);
  std::vector<int> readers;
  for (auto const& entry : skeleton.datasets) {
    auto [bytes, rank] = loads.top();
    loads.pop();
    readers.push_back(rank);
    auto const& shape = entry.sketch.shape;
    bytes += object_bytes + std::accumulate(shape.begin(), shape.end(), value_bytes(entry.sketch),
                                            std::multiplies<>());
    loads.emplace(bytes, rank);
  }
  return readers;
}

void compare_share(mpi::Communicator const& team, std::filesystem::path const& part,
                   Skeleton const& skeleton) {
  if (team.rank() == 0) require_seal(part);
  auto const open = open_to_read(part.string());
  auto const largest = largest_object(std::filesystem::file_size(part));
  auto const compare = [](std::string const& path, std::uint64_t found, std::uint64_t given) {
    if (found != given) throw std::runtime_error("/" + path + " differs");
  };
  auto const n_ranks = static_cast<std::size_t>(team.size());
  for (auto i = static_cast<std::size_t>(team.rank()); i < skeleton.groups.size(); i += n_ranks) {
    auto const& entry = skeleton.groups[i];
    compare(entry.path, checksum_of(read_group_attributes(open.id(), entry.path, largest)),
            entry.checksum);
  }
  auto const readers = readers_of(skeleton, team.size());
  for (std::size_t i = 0; i < readers.size(); ++i) {
    auto const& entry = skeleton.datasets[i];
    if (readers[i] == team.rank())
      compare(entry.path, checksum_of(read_dataset(open.id(), entry.path, largest)),
              entry.checksum);
  }
}

} // namespace

void verify_part(mpi::Communicator const& team, std::filesystem::path const& part,
                 Skeleton const& skeleton) {
  silence_hdf5();
  mpi::together(team, [&] {
    try {
      compare_share(team, part, skeleton);
    } catch (std::exception const& e) {
      throw std::runtime_error(std::string("what was written does not read back: ") + e.what() +
                               "; data were lost, is the disk full?");
    }
  });
}

void write_record(mpi::Communicator const& team, std::filesystem::path const& file,
                  result::Group const& record, WriteOptions const& options) {
  auto part = file;
  part += ".part";
  auto const on_root = [&](auto&& act) {
    mpi::together(team, [&] {
      if (team.rank() == 0) act();
    });
  };
  try {
    Skeleton skeleton;
    on_root([&] { skeleton = skeleton_of(record); });
    broadcast_skeleton(team, skeleton);
    write_part(team, part, skeleton, record, options);
    on_root([&] { write_seal(part); });
    verify_part(team, part, skeleton);
    on_root([&] { replace_file(part, file); });
  } catch (mpi::TeamError const& e) {
    std::error_code ignored;
    if (team.rank() == 0 && std::filesystem::is_regular_file(part, ignored))
      std::filesystem::remove(part, ignored);
    throw WriteError(file.string() + ": cannot be written (" + e.what() +
                     "). Make room, or choose another -o or output.file.");
  }
}

} // namespace nnft::store
