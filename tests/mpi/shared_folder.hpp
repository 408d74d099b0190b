#pragma once
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <system_error>

#include "mpi_main.hpp"
#include "new_folder.hpp"

namespace nnft::test {

//! A folder that all ranks of the test share; collective, gone at the end.
class SharedFolder {
 public:
  SharedFolder() {
    path_ = new_folder(world());
    if (path_.empty()) throw std::runtime_error("no temporary folder could be made");
  }
  ~SharedFolder() {
    world().barrier();
    std::error_code ignored;
    if (world().rank() == 0) std::filesystem::remove_all(path_, ignored);
  }
  SharedFolder(SharedFolder const&) = delete;
  SharedFolder& operator=(SharedFolder const&) = delete;

  [[nodiscard]] std::filesystem::path operator/(std::string const& name) const {
    return path_ / name;
  }
  [[nodiscard]] std::filesystem::path const& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline void put_bytes(std::filesystem::path const& file, std::string const& bytes) {
  std::filesystem::remove(file); // a new file is written faster than an old one anew
  std::ofstream(file, std::ios::binary) << bytes;
}

} // namespace nnft::test
