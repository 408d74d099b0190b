#include "nnft/mpi/check.hpp"
#include "nnft/mpi/communicator.hpp"

#include <gmock/gmock.h>
#include <limits>
#include <numeric>

#include "mpi_main.hpp"

namespace nnft::mpi {
namespace {

using test::world;
using testing::HasSubstr;

std::string text_of(int rank, std::size_t length) {
  std::string text(length, '\0');
  for (std::size_t i = 0; i < length; ++i)
    text[i] = static_cast<char>(7 * i + 31U * static_cast<unsigned>(rank));
  return text;
}

class Pieces : public testing::TestWithParam<std::size_t> {};
INSTANTIATE_TEST_SUITE_P(Communicator, Pieces,
                         testing::Values(std::size_t{1}, std::size_t{3},
                                         Communicator::default_piece));

TEST_P(Pieces, SumOfIntegersOnRootForLengthsAroundPieces) {
  Communicator const team(MPI_COMM_WORLD, GetParam());
  std::int64_t const n = team.size();
  for (std::size_t const length : {0U, 1U, 2U, 3U, 4U, 6U, 7U, 1000U}) {
    std::vector<std::int64_t> mine(length);
    for (std::size_t i = 0; i < length; ++i)
      mine[i] = static_cast<std::int64_t>(i) * 1'000'000'007 - team.rank();
    auto const before = mine;
    team.sum_to_root(mine);
    if (team.rank() == 0) { // sum over r of (i c - r) = n i c - n (n - 1)/2
      for (std::size_t i = 0; i < length; ++i)
        EXPECT_EQ(mine[i], n * before[i] - n * (n - 1) / 2);
    } else {
      EXPECT_EQ(mine, before);
    }
  }
}

TEST_P(Pieces, BytesArriveWhole) {
  Communicator const team(MPI_COMM_WORLD, GetParam());
  for (std::size_t const length : {0U, 1U, 3U, 4U, 1001U})
    for (int root = 0; root < team.size(); ++root) {
      auto bytes = text_of(team.rank(), team.rank() == root ? length : 17);
      team.broadcast(bytes, root);
      EXPECT_EQ(bytes, text_of(root, length));
    }
}

TEST_P(Pieces, GatherAndScatterKeepRanksApart) {
  Communicator const team(MPI_COMM_WORLD, GetParam());
  auto const length = [](int rank) { return static_cast<std::size_t>(5 * rank % 7); };
  auto const all = team.gather(text_of(team.rank(), length(team.rank())));
  EXPECT_EQ(all.size(), static_cast<std::size_t>(team.rank() == 0 ? team.size() : 0));
  for (std::size_t r = 0; r < all.size(); ++r)
    EXPECT_EQ(all[r], text_of(static_cast<int>(r), length(static_cast<int>(r))));

  std::vector<std::string_view> const parts(all.begin(), all.end());
  EXPECT_EQ(team.scatter(parts), text_of(team.rank(), length(team.rank())));
}

TEST(Communicator, SumsAndBytesOfManyMegabytes) {
  constexpr std::size_t length = 3'000'001;
  std::vector<std::int64_t> mine(length);
  std::iota(mine.begin(), mine.end(), world().rank());
  world().sum_to_root(mine);
  std::int64_t const n = world().size();
  for (std::size_t i = 0; world().rank() == 0 && i < length; i += 999'999) {
    EXPECT_EQ(mine[i], n * static_cast<std::int64_t>(i) + n * (n - 1) / 2);
  }
  auto bytes = text_of(world().rank(), world().rank() == 0 ? 20'000'003 : 0);
  world().broadcast(bytes);
  EXPECT_TRUE(bytes == text_of(0, 20'000'003));
}

TEST(Communicator, IntegersBeyondDoublePrecisionAddExactly) {
  std::vector<std::int64_t> mine{(std::int64_t{1} << 53) + 1,
                                 std::numeric_limits<std::int64_t>::min() / world().size()};
  auto const one = mine;
  world().sum_to_root(mine);
  if (world().rank() == 0) {
    EXPECT_EQ(mine[0], one[0] * world().size());
    EXPECT_EQ(mine[1], one[1] * world().size());
  }
  EXPECT_EQ(world().sum(one[0]), one[0] * world().size());
}

TEST(Communicator, SpreadOfTimings) {
  auto const spread = world().spread(1.0 + world().rank());
  EXPECT_EQ(spread.min, 1.0);
  EXPECT_EQ(spread.max, world().size());
  EXPECT_EQ(spread.mean, (world().size() + 1) / 2.0); // small integers: exact
}

TEST(Communicator, AgreementNeedsAll) {
  EXPECT_TRUE(world().all_agree(true));
  for (int rank = 0; rank < world().size(); ++rank)
    EXPECT_FALSE(world().all_agree(world().rank() != rank));
  EXPECT_FALSE(world().all_agree(false));
}

TEST(Communicator, SplitKeepsOrderAndParts) {
  auto const half = world().split(world().rank() % 2);
  EXPECT_EQ(half.rank(), world().rank() / 2);
  EXPECT_EQ(half.size(), (world().size() + 1 - world().rank() % 2) / 2);
  EXPECT_EQ(half.sum(world().rank() % 2), world().rank() % 2 == 0 ? 0 : half.size());
}

TEST(Communicator, AllRanksOfATestShareTheMachine) {
  EXPECT_EQ(world().ranks_on_this_node(), world().size());
  EXPECT_FALSE(host_name().empty());
  EXPECT_FALSE(library_version().empty());
}

TEST(Communicator, AFailingCallReturnsAndThrows) {
  Communicator const team(MPI_COMM_WORLD);
  int value = 0;
  try {
    check(MPI_Bcast(&value, 1, MPI_INT, 99, team.handle()), "MPI_Bcast");
    FAIL() << "a broadcast from rank 99 went well";
  } catch (MpiError const& e) {
    EXPECT_THAT(e.what(), HasSubstr("MPI_Bcast: "));
    EXPECT_THAT(e.what(), HasSubstr("root"));
  }
}

TEST(Session, IsTheOnlyOne) {
  int argc = 0;
  char** argv = nullptr;
  EXPECT_THROW(Session(argc, argv), MpiError);
}

} // namespace
} // namespace nnft::mpi
