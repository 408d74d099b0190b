// Data that change on their way to the disk: reading back finds it.
#include "nnft/mpi/together.hpp"
#include "nnft/store/seal.hpp"
#include "nnft/store/write_part.hpp"

#include <gmock/gmock.h>

#include "shared_folder.hpp"
#include "trees.hpp"

namespace nnft::store {
namespace {

using test::bytes_of;
using test::example_record;
using test::SharedFolder;
using test::world;
using testing::HasSubstr;

TEST(Loss, AByteThatChangesAfterWritingIsFoundByReadingBack) {
  SharedFolder const folder;
  auto const record = example_record(3);
  auto const skeleton = skeleton_of(record);
  auto const part = folder / "r.h5.part";
  write_part(world(), part, skeleton, world().rank() == 0 ? record : result::Group{}, {64, {}});
  auto const whole = bytes_of(part);
  world().barrier();
  for (std::size_t const at : {std::size_t{700}, whole.size() / 2, whole.size() - 30}) {
    if (world().rank() == 0) {
      auto bytes = whole;
      bytes[at] = static_cast<char>(bytes[at] ^ 4);
      test::put_bytes(part, bytes);
      write_seal(part); // as if it had been so from the beginning: the seal is right
    }
    world().barrier();
    try {
      verify_part(world(), part, skeleton);
      ADD_FAILURE() << "byte " << at << " was not missed";
    } catch (mpi::TeamError const& e) {
      EXPECT_THAT(e.what(), HasSubstr("what was written does not read back"));
      EXPECT_THAT(e.what(), HasSubstr("disk full"));
    }
  }
}

} // namespace
} // namespace nnft::store
