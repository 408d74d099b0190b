#include "nnft/config/text_file.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace nnft::config {
namespace {

TEST(TextFile, IsReadByteForByte) {
  auto const file = std::filesystem::path(testing::TempDir()) / "nnft_text_file_test";
  std::string const bytes("a\r\n\0\xff b", 8);
  std::ofstream(file, std::ios::binary) << bytes;
  auto const loaded = load_text(file);
  EXPECT_EQ(loaded.text, bytes);
  EXPECT_EQ(loaded.failure, "");
  std::filesystem::remove(file);
  EXPECT_EQ(load_text(file).failure, "No such file or directory");
}

TEST(TextFile, FoldersAndEndlessFilesAreNoText) {
  EXPECT_EQ(load_text(testing::TempDir()).failure, "is a folder");
  EXPECT_EQ(load_text("/dev/zero").failure, "is larger than 16 MiB");
}

} // namespace
} // namespace nnft::config
