#pragma once
#include "nnft/mpi/communicator.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace nnft::test {

//! Makes a temporary folder and tells all ranks its name; "" if none could be made. Collective.
inline std::string new_folder(mpi::Communicator const& team) {
  auto const template_of_mkdtemp = "nnft-" + std::string(6, 'X');
  std::string name = (std::filesystem::temp_directory_path() / template_of_mkdtemp).string();
  if (team.rank() == 0 && ::mkdtemp(name.data()) == nullptr) name.clear();
  team.broadcast(name);
  return name;
}

inline std::string bytes_of(std::filesystem::path const& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

} // namespace nnft::test
