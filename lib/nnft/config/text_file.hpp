#pragma once
#include <filesystem>
#include <string>

namespace nnft::config {

struct TextFile {
  std::string text;
  std::string failure; //!< why it cannot be read; empty if it was
};

//! Reads a file of at most 16 MiB. Never throws for what the file system holds.
[[nodiscard]] TextFile load_text(std::filesystem::path const& file);

} // namespace nnft::config
