#include "nnft/store/commit.hpp"
#include "nnft/store/read_record.hpp"
#include "nnft/store/write_part.hpp"
#include "nnft/store/write_record.hpp"

#include <hdf5.h>

#include <gmock/gmock.h>
#include <optional>
#include <unistd.h>

#include "shared_folder.hpp"
#include "trees.hpp"

namespace nnft::store {
namespace {

using result::Group;
using test::bytes_of;
using test::example_record;
using test::SharedFolder;
using test::world;
using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

//! Checksums of all objects: equal trees, NaN included.
std::vector<std::pair<std::string, std::uint64_t>> digest(Group const& record) {
  auto const skeleton = skeleton_of(record);
  std::vector<std::pair<std::string, std::uint64_t>> digest;
  for (auto const& entry : skeleton.groups)
    digest.emplace_back(entry.path, entry.checksum);
  for (auto const& entry : skeleton.datasets)
    digest.emplace_back(entry.path, entry.checksum);
  return digest;
}

Group on_root(Group const& record) {
  return world().rank() == 0 ? record : Group{};
}

//! A record that can be compared with ==.
Group small_record() {
  Group record;
  record.attributes = {{"filetype", std::string("nnft-result")},
                       {"format_version", std::vector<std::int64_t>{1, 0}}};
  record.at("measured").datasets["g2"] = {{3}, std::vector<double>{1, 2, 3}, "two-point", {}};
  return record;
}

class ChunkSizes : public testing::TestWithParam<std::uint64_t> {};
// 24 and 25 bytes: a row of three doubles, and not a multiple; 8: parts of a row; 2^20: one chunk
INSTANTIATE_TEST_SUITE_P(Store, ChunkSizes, testing::Values(8U, 24U, 25U, 200U, 1U << 20));

TEST_P(ChunkSizes, WhatIsReadIsWhatWasWritten) {
  SharedFolder const folder;
  auto const record = example_record(17);
  write_record(world(), folder / "r.h5", on_root(record), {GetParam(), {}});
  EXPECT_EQ(digest(read_record(folder / "r.h5")), digest(record));
  EXPECT_FALSE(std::filesystem::exists(folder / "r.h5.part"));
}

TEST_P(ChunkSizes, BytesDoNotDependOnTheNumberOfRanks) {
  SharedFolder const folder;
  auto const record = example_record(17);
  std::optional<std::string> alone;
  for (int n = 1; n <= world().size(); ++n) {
    auto const file = folder / (std::to_string(n) + ".h5");
    auto const team = world().split(world().rank() < n ? 0 : 1);
    if (world().rank() < n) write_record(team, file, on_root(record), {GetParam(), {}});
    world().barrier();
    if (!alone) alone = bytes_of(file);
    EXPECT_TRUE(*alone == bytes_of(file)) << n << " ranks";
  }
  EXPECT_GT(alone->size(), 70'000U);
}

//! HDF5 holds less than 64 KiB in the header of an object.
TEST_P(ChunkSizes, NoLargeArrayIsPutIntoAHeader) {
  SharedFolder const folder;
  auto record = small_record();
  record.at("measured").datasets["g4"] = {{9000}, std::vector<double>(9000, 0.5), "four-point", {}};
  auto const chunk_bytes = std::max<std::uint64_t>(GetParam(), 200); // else chunks by the thousand
  write_record(world(), folder / "r.h5", on_root(record), {chunk_bytes, {}});
  EXPECT_EQ(read_record(folder / "r.h5"), record);
}

TEST(WriteRecord, SecondWriteReplacesTheFirst) {
  SharedFolder const folder;
  auto const file = folder / "r.h5";
  write_record(world(), file, on_root(example_record(40)));
  write_record(world(), file, on_root(small_record()));
  EXPECT_EQ(read_record(file), small_record());
  write_record(world(), folder / "fresh.h5", on_root(small_record()));
  EXPECT_TRUE(bytes_of(file) == bytes_of(folder / "fresh.h5"));
}

TEST(WriteRecord, ALeftOverPartDoesNotShow) {
  SharedFolder const folder;
  write_record(world(), folder / "a.h5", on_root(small_record()));
  if (world().rank() == 0) test::put_bytes(folder / "b.h5.part", std::string(100'000, 'x'));
  world().barrier();
  write_record(world(), folder / "b.h5", on_root(small_record()));
  EXPECT_TRUE(bytes_of(folder / "a.h5") == bytes_of(folder / "b.h5"));
}

TEST(WriteRecord, TreesThatNoFileCanHoldAreRefusedByAllRanks) {
  SharedFolder const folder;
  auto const refused = [&](auto&& spoil) {
    auto record = small_record();
    spoil(record);
    EXPECT_THROW(write_record(world(), folder / "r.h5", on_root(record)), WriteError);
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
    world().barrier();
  };
  refused([](Group& r) { r.groups["a/b"]; });
  refused([](Group& r) { r.datasets[""]; });
  refused([](Group& r) { r.datasets["scalar"] = {{}, std::vector<double>{1}, "", {}}; });
  refused([](Group& r) { r.datasets["short"] = {{2, 2}, std::vector<double>{1, 2, 3}, "", {}}; });
  refused([](Group& r) { r.attributes["title"] = std::string("a\0b", 3); });
  refused([](Group& r) { r.at("measured").groups["g2"]; });
}

TEST(WriteRecord, MissingFolderFailsOnAllRanks) {
  SharedFolder const folder;
  EXPECT_THROW(write_record(world(), folder / "no/r.h5", on_root(small_record())), WriteError);
}

TEST(ChunkOf, WholeRowsThenPartsOfARow) {
  using Shape = std::vector<std::uint64_t>;
  EXPECT_EQ(chunk_of({10, 3}, 8, 1000), (Shape{10, 3}));
  EXPECT_EQ(chunk_of({10, 3}, 8, 240), (Shape{10, 3}));
  EXPECT_EQ(chunk_of({10, 3}, 8, 239), (Shape{5, 3}));
  EXPECT_EQ(chunk_of({10, 3}, 8, 119), (Shape{3, 3})); // four pieces, not three of 4, 4 and 2 rows
  EXPECT_EQ(chunk_of({7, 3}, 8, 47), (Shape{1, 3}));   // not more pieces than rows
  EXPECT_EQ(chunk_of({462, 462}, 8, 1 << 16), (Shape{15, 462}));
  EXPECT_EQ(chunk_of({10, 3}, 8, 24), (Shape{1, 3}));
  EXPECT_EQ(chunk_of({10, 3}, 8, 23), (Shape{1, 2}));
  EXPECT_EQ(chunk_of({10, 3, 5}, 8, 41), (Shape{1, 1, 5}));
  EXPECT_EQ(chunk_of({10, 3}, 8, 1), (Shape{1, 1}));
}

//! Writes root attributes and gives the text of the FormatError of reading; "" if there is none.
std::string complaint(std::filesystem::path const& file, Attributes const& root) {
  Group record;
  record.attributes = root;
  write_record(world(), file, on_root(record));
  try {
    static_cast<void>(read_record(file));
    return "";
  } catch (FormatError const& e) {
    return e.what();
  }
}

TEST(ReadRecord, OtherFormatsAreDeclinedWithTheirName) {
  SharedFolder const folder;
  auto const file = folder / "r.h5";
  std::string const ours = "nnft-result";
  using Version = std::vector<std::int64_t>;
  EXPECT_EQ(complaint(file, {{"filetype", ours}, {"format_version", Version{1, 99}}}), "");
  world().barrier(); // nobody reads what is being replaced
  EXPECT_THAT(complaint(file, {{"filetype", ours}, {"format_version", Version{2, 3}}}),
              AllOf(StartsWith(file.string() + ": "), HasSubstr("2.3"), HasSubstr("1.x")));
  world().barrier();
  EXPECT_THAT(complaint(file, {{"filetype", ours}, {"format_version", Version{1}}}),
              HasSubstr("format_version"));
  world().barrier();
  EXPECT_THAT(complaint(file, {{"filetype", ours}}), HasSubstr("format_version"));
  world().barrier();
  EXPECT_THAT(complaint(file, {{"filetype", std::string("x")}}), HasSubstr("not a result"));
  world().barrier();
  EXPECT_THAT(complaint(file, {}), HasSubstr("not a result"));
}

TEST(RequireWritable, SaysWhyNotAndLeavesNothing) {
  if (world().rank() != 0) return; // serial
  auto const folder =
      std::filesystem::temp_directory_path() / ("nnft-writable-" + std::to_string(::getpid()));
  std::filesystem::create_directory(folder);
  auto const complaint_of = [](std::filesystem::path const& file) -> std::string {
    try {
      require_writable(file);
      return "";
    } catch (InvalidInput const& e) {
      return e.what();
    }
  };
  EXPECT_EQ(complaint_of(folder / "r.h5"), "");
  test::put_bytes(folder / "old.h5", "old");
  EXPECT_EQ(complaint_of(folder / "old.h5"), "");
  EXPECT_EQ(bytes_of(folder / "old.h5"), "old");
  std::filesystem::remove(folder / "old.h5");
  EXPECT_EQ(complaint_of("/proc/x/r.h5"), "/proc/x/r.h5: cannot be written (No such file or "
                                          "directory). Choose another -o or output.file.");
  EXPECT_THAT(complaint_of(folder), HasSubstr("directory"));
  EXPECT_THAT(complaint_of(""), HasSubstr("directory"));
  EXPECT_THAT(complaint_of("/dev/null"), HasSubstr("regular"));
  EXPECT_THAT(complaint_of("/proc/version"), HasSubstr("cannot be written"));
  EXPECT_THAT(complaint_of(folder / std::string(250, 'a')), HasSubstr("too long"));
  EXPECT_TRUE(std::filesystem::is_empty(folder));
  std::filesystem::create_directory(folder / "r.h5.part"); // an empty folder: not ours to remove
  EXPECT_THAT(complaint_of(folder / "r.h5"), HasSubstr("r.h5.part"));
  EXPECT_TRUE(std::filesystem::is_directory(folder / "r.h5.part"));
  std::filesystem::remove_all(folder);
}

TEST(WriteRecord, LeavesAFolderInItsWayAlone) {
  SharedFolder const folder;
  if (world().rank() == 0) std::filesystem::create_directory(folder / "r.h5.part");
  world().barrier();
  EXPECT_THROW(write_record(world(), folder / "r.h5", on_root(example_record(5))), WriteError);
  world().barrier();
  EXPECT_TRUE(std::filesystem::is_directory(folder / "r.h5.part"));
}

TEST(WriteRecord, TextsAreUtf8OfVariableLengthAndObjectsHaveNoTimes) {
  SharedFolder const folder;
  write_record(world(), folder / "r.h5", on_root(example_record(5)));
  auto const file = H5Fopen((folder / "r.h5").c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
  ASSERT_GE(file, 0);
  auto const attribute = H5Aopen(file, "title", H5P_DEFAULT);
  auto const type = H5Aget_type(attribute);
  EXPECT_GT(H5Tis_variable_str(type), 0);
  EXPECT_EQ(H5Tget_cset(type), H5T_CSET_UTF8);
  H5O_info_t info;
  for (auto const* path : {"/", "/state", "/state/limbs"}) {
    ASSERT_GE(H5Oget_info_by_name2(file, path, &info, H5O_INFO_TIME, H5P_DEFAULT), 0);
    EXPECT_EQ(info.mtime, 0) << path;
    EXPECT_EQ(info.btime, 0) << path;
  }
  EXPECT_EQ(H5Tclose(type), 0);
  EXPECT_EQ(H5Aclose(attribute), 0);
  EXPECT_EQ(H5Fclose(file), 0);
}

} // namespace
} // namespace nnft::store
