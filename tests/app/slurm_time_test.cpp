#include <gmock/gmock.h>

#include "driver/slurm_time.hpp"

namespace nnft::app {
namespace {

TEST(SlurmSeconds, ReadsWhatSqueueWrites) {
  // formats of %L in squeue(1): days-hours:minutes:seconds
  EXPECT_EQ(slurm_seconds("9:58\n"), 598);
  EXPECT_EQ(slurm_seconds("0:00"), 0);
  EXPECT_EQ(slurm_seconds("23:59:59"), 86'399);
  EXPECT_EQ(slurm_seconds("1-02:03:04"), 93'784);
  EXPECT_EQ(slurm_seconds("10-00:00:00\n"), 864'000);
}

TEST(SlurmSeconds, WordsAndNonsenseAreNoTime) {
  for (auto const* text : {"UNLIMITED", "NOT_SET", "INVALID", "", "\n", "12", "1-2", "1-2:3", "a:b",
                           "-1:00", "1:", ":1", "1:2:3x", "1--2:3:4"})
    EXPECT_FALSE(slurm_seconds(text)) << text;
}

} // namespace
} // namespace nnft::app
