#include "nnft/store/write_record.hpp"

#include "nnft/store/commit.hpp"
#include "nnft/store/read_part.hpp"
#include "nnft/store/seal.hpp"
#include "nnft/store/write_part.hpp"

#include <stdexcept>
#include <string>
#include <system_error>

namespace nnft::store {
namespace {

void compare_share(mpi::Communicator const& team, std::filesystem::path const& part,
                   Skeleton const& skeleton) {
  if (team.rank() == 0) require_seal(part);
  auto const open = open_to_read(part.string());
  auto const largest = largest_object(std::filesystem::file_size(part));
  std::size_t i = 0;
  auto const is_mine = [&] {
    return static_cast<int>(i++ % static_cast<std::size_t>(team.size())) == team.rank();
  };
  auto const compare = [](std::string const& path, std::uint64_t found, std::uint64_t given) {
    if (found != given) throw std::runtime_error("/" + path + " differs");
  };
  for (auto const& entry : skeleton.groups)
    if (is_mine())
      compare(entry.path, checksum_of(read_group_attributes(open.id(), entry.path, largest)),
              entry.checksum);
  for (auto const& entry : skeleton.datasets)
    if (is_mine())
      compare(entry.path, checksum_of(read_dataset(open.id(), entry.path, largest)),
              entry.checksum);
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
