#include "nnft/mpi/agreement.hpp"

#include <chrono>
#include <gmock/gmock.h>
#include <thread>
#include <vector>

#include "mpi_main.hpp"

namespace nnft::mpi {
namespace {

using test::world;

TEST(Agreement, TheLargestWordReachesAllWhateverTheirPace) {
  Agreement agreement(world());
  int const rank = world().rank();
  std::vector<int> answers;
  // rank r has work for 3 + 2 r pieces; the last rank asks for something in its second piece
  int pieces = 3 + 2 * rank;
  int rounds = 0;
  while (true) {
    std::this_thread::sleep_for(std::chrono::milliseconds(rank));
    pieces = std::max(0, pieces - 1);
    int word = pieces > 0 ? 1 : 0;
    if (rank + 1 == world().size() && ++rounds == 2) word = 2;
    if (auto const answer = agreement.ask(word)) {
      answers.push_back(*answer);
      world().barrier(); // what follows an answer may be collective
      if (*answer == 0) break;
    }
  }
  EXPECT_EQ(world().sum(static_cast<std::int64_t>(answers.size())),
            static_cast<std::int64_t>(answers.size()) * world().size());
  EXPECT_EQ(answers.back(), 0);
  EXPECT_LE(*std::max_element(answers.begin(), answers.end()), 2);
}

TEST(Agreement, AWordGivenByOneRankIsTheAnswer) {
  for (int speaker = 0; speaker < world().size(); ++speaker) {
    Agreement agreement(world());
    std::optional<int> answer;
    while (!answer)
      answer = agreement.ask(world().rank() == speaker ? 3 : 0);
    EXPECT_EQ(*answer, 3);
  }
}

} // namespace
} // namespace nnft::mpi
