// Files that were damaged after they were written: each is declined, none is read otherwise.
#include "nnft/store/checksum.hpp"
#include "nnft/store/read_record.hpp"
#include "nnft/store/seal.hpp"
#include "nnft/store/write_record.hpp"

#include <boost/crc.hpp>
#include <hdf5.h>

#include <gmock/gmock.h>
#include <random>

#include "shared_folder.hpp"
#include "trees.hpp"

namespace nnft::store {
namespace {

using test::bytes_of;
using test::put_bytes;
using test::SharedFolder;
using test::world;
using testing::HasSubstr;

result::Group small_record() {
  auto record = test::example_record(4);
  record.attributes["config"] = std::string("[ensemble]\nwidth = [2, 3]\n");
  record.groups.erase("many");
  return record;
}

std::string complaint(std::filesystem::path const& file) {
  try {
    static_cast<void>(read_record(file));
    return "";
  } catch (FormatError const& e) {
    return e.what();
  }
}

class Damage : public testing::Test {
 protected:
  Damage() {
    write_record(world(), file_, small_record());
    whole_ = bytes_of(file_);
  }
  [[nodiscard]] std::string flipped(std::size_t bit) const {
    auto bytes = whole_;
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << (bit % 8)));
    return bytes;
  }
  SharedFolder folder_;
  std::filesystem::path file_ = folder_ / "r.h5";
  std::string whole_;
};

TEST_F(Damage, EveryTruncationIsDeclined) {
  for (std::size_t length = 0; length < whole_.size(); length += length < 1200 ? 1 : 211) {
    put_bytes(file_, whole_.substr(0, length));
    EXPECT_NE(complaint(file_), "") << length;
  }
  put_bytes(file_, whole_ + '\0');
  EXPECT_THAT(complaint(file_), HasSubstr("damaged"));
}

TEST_F(Damage, EverySingleBitFlipIsDeclined) {
  std::mt19937_64 random(7);
  auto const declines = [&](std::size_t bit) {
    put_bytes(file_, flipped(bit));
    EXPECT_NE(complaint(file_), "") << "bit " << bit;
  };
  for (int i = 0; i < 1000; ++i)
    declines(random() % (8 * whole_.size()));
  for (std::size_t bit = 0; bit < 8 * seal_size; bit += 7)
    declines(bit);
  put_bytes(file_, whole_);
  EXPECT_EQ(complaint(file_), "");
}

TEST_F(Damage, BehindAForgedSealNoNumberIsReadWrongly) {
  // The seal is made anew after the flip, so that HDF5's own checksums stand alone. What they do
  // not cover are the texts (variable length, on HDF5's global heap), which is why there is a seal;
  // flips there are left out here because HDF5 trusts the lengths that it finds between them.
  auto const heap = whole_.find("GCOL");
  ASSERT_NE(heap, std::string::npos);
  auto const numbers = [](result::Group const& record) {
    std::vector<std::uint64_t> sums;
    for (auto const* path : {"ensembles/0000/measured/g4", "state/limbs", "layout/order_2"}) {
      auto const* dataset = record.dataset(path);
      sums.push_back(dataset == nullptr
                         ? 0
                         : checksum_of(result::Dataset{dataset->shape, dataset->values, "", {}}));
    }
    return sums;
  };
  auto const expected = numbers(small_record());
  std::mt19937_64 random(11);
  int declined = 0;
  for (int i = 0; i < 300; ++i) {
    auto const bit = 8 * seal_size + random() % (8 * (whole_.size() - seal_size));
    if (bit / 8 >= heap && bit / 8 < heap + 4096) continue;
    put_bytes(file_, flipped(bit));
    write_seal(file_);
    try {
      EXPECT_EQ(numbers(read_record(file_)), expected) << "bit " << bit;
    } catch (FormatError const&) {
      ++declined;
    }
  }
  EXPECT_GT(declined, 0);
}

TEST_F(Damage, ForeignFilesAreDeclined) {
  EXPECT_THAT(complaint(folder_ / "nowhere.h5"), HasSubstr("No such file or directory"));
  EXPECT_THAT(complaint(folder_.path()), HasSubstr("no regular file"));
  EXPECT_THAT(complaint("/dev/zero"), HasSubstr("no regular file"));
  put_bytes(file_, "");
  EXPECT_THAT(complaint(file_), HasSubstr("empty"));
  put_bytes(file_, "title = \"a configuration\"\n");
  EXPECT_THAT(complaint(file_), HasSubstr("not a result"));
  auto const other = H5Fcreate(file_.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
  ASSERT_EQ(H5Fclose(other), 0);
  EXPECT_THAT(complaint(file_), HasSubstr("not a result"));
}

TEST(Crc64, CheckValueOfTheCatalogue) {
  // CRC-64/XZ in the catalogue of parametrised CRC algorithms: check = 995dc9bbdf1939fa
  EXPECT_EQ(crc64("123456789"), 0x995dc9bbdf1939faU);
}

TEST(Crc64, OfAnyLengthInAnyPieces) {
  // second method: Boost.CRC, byte by byte
  using Reference = boost::crc_optimal<64, 0x42F0E1EBA9EA3693, 0xFFFFFFFFFFFFFFFF,
                                       0xFFFFFFFFFFFFFFFF, true, true>;
  std::mt19937_64 random(5);
  std::string bytes(300, '\0');
  for (auto& byte : bytes)
    byte = static_cast<char>(random());
  for (std::size_t length = 0; length <= bytes.size(); ++length) {
    Reference reference;
    reference.process_bytes(bytes.data(), length);
    auto const text = std::string_view(bytes).substr(0, length);
    EXPECT_EQ(crc64(text), reference.checksum()) << length;
    auto const cut = length == 0 ? 0 : random() % length;
    Crc64 in_pieces;
    in_pieces.add(text.substr(0, cut));
    in_pieces.add(text.substr(cut));
    EXPECT_EQ(in_pieces.value(), reference.checksum()) << cut << " and " << length - cut;
  }
}

TEST(Crc64, OfAFileFromAnOffset) {
  SharedFolder const folder;
  put_bytes(folder / "f", "ab123456789");
  EXPECT_EQ(crc64_of_file(folder / "f", 2), 0x995dc9bbdf1939faU);
}

TEST(Checksum, TellsTypesShapesAndSignsOfZeroApart) {
  using result::Dataset;
  Dataset const base{{2}, std::vector<double>{0.0, 1.0}, "d", {}};
  auto const changed = [&](auto&& change) {
    auto other = base;
    change(other);
    EXPECT_NE(checksum_of(other), checksum_of(base));
  };
  changed([](Dataset& d) { d.shape = {2, 1}; });
  changed([](Dataset& d) { d.values = std::vector<double>{-0.0, 1.0}; });
  changed([](Dataset& d) { d.values = std::vector<std::int64_t>{0, 0x3ff0000000000000}; });
  changed([](Dataset& d) { d.description = "e"; });
  changed([](Dataset& d) { d.attributes["a"] = 1.0; });
}

} // namespace
} // namespace nnft::store
