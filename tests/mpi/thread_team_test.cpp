#include <gtest/gtest.h>

#include "nnft_test/thread_team.hpp"

namespace nnft::test {
namespace {

TEST(ThreadTeam, SumsOnRootAsOftenAsAsked) {
  for (int const n : {1, 2, 5}) {
    run_thread_team(n, [n](Team const& team) {
      ASSERT_EQ(team.size(), n);
      for (std::int64_t round = 0; round < 50; ++round) {
        std::vector<std::int64_t> mine{round, team.rank(), 1};
        team.sum_to_root(mine);
        if (team.rank() == 0) {
          EXPECT_EQ(mine, (std::vector<std::int64_t>{n * round, n * (n - 1) / 2, n}));
        } else {
          EXPECT_EQ(mine, (std::vector<std::int64_t>{round, team.rank(), 1}));
        }
      }
    });
  }
}

TEST(ThreadTeam, AFailureReleasesTheOthersAndComesOut) {
  auto const failing = [](Team const& team) {
    std::vector<std::int64_t> mine(3);
    team.sum_to_root(mine);
    if (team.rank() == 1) throw std::out_of_range("rank 1");
    team.sum_to_root(mine);
  };
  EXPECT_THROW(run_thread_team(4, failing), std::out_of_range);
}

TEST(ThreadTeam, DifferentLengthsAreAMistake) {
  EXPECT_THROW(run_thread_team(2,
                               [](Team const& team) {
                                 std::vector<std::int64_t> mine(
                                     static_cast<std::size_t>(1 + team.rank()));
                                 team.sum_to_root(mine);
                               }),
               std::logic_error);
}

} // namespace
} // namespace nnft::test
