// Checkpoints: what is written is read back; what is damaged is declined, and the one before it is
// used.
#include "nnft/core/hash.hpp"
#include "nnft/store/checkpoint.hpp"
#include "nnft/store/commit.hpp"

#include <gmock/gmock.h>
#include <random>

#include "shared_folder.hpp"

namespace nnft::store {
namespace {

namespace fs = std::filesystem;
using test::bytes_of;
using test::put_bytes;
using test::SharedFolder;
using testing::HasSubstr;

Checkpoint example(std::int64_t networks) {
  Checkpoint c{
      "ensemble.width = 3\n", "[ensemble]\nwidth = 3\n", networks, Replaces::older_result, {}};
  std::vector<std::int64_t> limbs(2 * 2 * 3 * limbs_per_number);
  for (std::size_t i = 0; i < limbs.size(); ++i)
    limbs[i] = static_cast<std::int64_t>(hash64(std::to_string(i)));
  c.members.push_back(
      {{0, -3, 7}, limbs, {5, 0, 4, 1}, Coverage({{0, 0, 3}, {0, 4, 6}, {1, 0, 5}})});
  c.members.emplace_back(); // of which nothing is there yet
  return c;
}

std::string complaint(fs::path const& file) {
  try {
    static_cast<void>(read_checkpoint(file));
    return "";
  } catch (FormatError const& e) {
    return e.what();
  }
}

class CheckpointFile : public testing::Test {
 protected:
  CheckpointFile() { write_checkpoint(file_, example(1)); }
  SharedFolder folder_;
  fs::path file_ = folder_ / "r.h5.checkpoint";
};

TEST_F(CheckpointFile, ReadsBackWhatWasWritten) {
  EXPECT_EQ(read_checkpoint(file_), example(1));
  EXPECT_FALSE(fs::exists(file_.string() + ".part"));
}

TEST_F(CheckpointFile, TheOneBeforeIsKeptAndUsedWhereTheNewestIsDamagedOrMissing) {
  write_checkpoint(file_, example(2));
  write_checkpoint(file_, example(3));
  auto found = find_checkpoint(file_);
  EXPECT_EQ(found.checkpoint, example(3));
  EXPECT_EQ(found.warning, "");
  auto bytes = bytes_of(file_);
  put_bytes(file_, bytes.substr(0, bytes.size() - 1));
  found = find_checkpoint(file_);
  EXPECT_EQ(found.checkpoint, example(2));
  EXPECT_EQ(found.file, previous_of(file_));
  EXPECT_THAT(found.warning, HasSubstr("damaged"));
  fs::remove(file_);
  found = find_checkpoint(file_);
  EXPECT_EQ(found.checkpoint, example(2));
  EXPECT_THAT(found.warning, HasSubstr("missing"));
  put_bytes(previous_of(file_), "");
  EXPECT_THROW(static_cast<void>(find_checkpoint(file_)), FormatError);
  put_bytes(file_, bytes.substr(0, 300));
  EXPECT_THROW(static_cast<void>(find_checkpoint(file_)), FormatError);
  remove_checkpoint(file_);
  EXPECT_FALSE(find_checkpoint(file_).checkpoint);
  EXPECT_TRUE(fs::is_empty(folder_.path()));
}

TEST_F(CheckpointFile, EveryTruncationAndEveryBitFlipIsDeclined) {
  auto const whole = bytes_of(file_);
  for (std::size_t length = 0; length < whole.size(); ++length) {
    put_bytes(file_, whole.substr(0, length));
    ASSERT_NE(complaint(file_), "") << length;
  }
  put_bytes(file_, whole + '\0');
  EXPECT_THAT(complaint(file_), HasSubstr("damaged"));
  for (std::size_t bit = 0; bit < 8 * whole.size(); ++bit) {
    auto bytes = whole;
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << (bit % 8)));
    put_bytes(file_, bytes);
    ASSERT_NE(complaint(file_), "") << "bit " << bit;
  }
  EXPECT_GT(9 * whole.size(), 10'000U); // so many they were
  put_bytes(file_, whole);
  EXPECT_EQ(complaint(file_), "");
}

TEST_F(CheckpointFile, ADamagedOneDoesNotTakeThePlaceOfTheOneBefore) {
  write_checkpoint(file_, example(2));
  put_bytes(file_, "damaged");
  write_checkpoint(file_, example(3), Older::is_dropped);
  EXPECT_EQ(read_checkpoint(file_), example(3));
  EXPECT_EQ(read_checkpoint(previous_of(file_)), example(1));
}

TEST_F(CheckpointFile, LengthsThatLieAreNotBelieved) {
  auto const whole = bytes_of(file_);
  auto const at = whole.find("length ");
  for (std::string const lie : {"length 99999999999999999", "length 18446744073709551615",
                                "length -1", "length 0", "length x"})
    EXPECT_NE((put_bytes(file_, std::string(whole).replace(at, lie.size(), lie)), complaint(file_)),
              "");
}

TEST_F(CheckpointFile, ForeignAndNewerFilesAreNamed) {
  auto const whole = bytes_of(file_);
  put_bytes(file_, std::string(whole).replace(whole.find("format 1.") + 7, 3, "2.7"));
  EXPECT_THAT(complaint(file_), HasSubstr("checkpoint format 2.7 (this program reads 1.x)"));
  put_bytes(file_, "my notes\n");
  EXPECT_THAT(complaint(file_), HasSubstr("is no checkpoint of nnft"));
  EXPECT_THAT(complaint(folder_ / "none"), HasSubstr("No such file"));
  EXPECT_THAT(complaint(folder_.path()), HasSubstr("no regular file"));
  EXPECT_THAT(complaint("/dev/zero"), HasSubstr("no regular file"));
}

TEST(WriteFile, LeavesTheOldFileWhereItCannotWrite) {
  SharedFolder const folder;
  auto const file = folder / "f";
  write_file(file, "old");
  fs::create_directory(file.string() + ".part"); // nothing can be written under that name
  EXPECT_THROW(write_file(file, "new"), std::system_error);
  EXPECT_EQ(bytes_of(file), "old");
  EXPECT_THROW(write_file("/dev/full/x", "new"), std::system_error);
}

} // namespace
} // namespace nnft::store
