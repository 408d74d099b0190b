// One run at a time on one output; a lock of a run that is gone is taken over.
#include "nnft/core/error.hpp"
#include "nnft/store/lock.hpp"

#include <csignal>
#include <cstdlib>
#include <gmock/gmock.h>
#include <optional>
#include <sys/wait.h>
#include <unistd.h>

#include "shared_folder.hpp"

namespace nnft::store {
namespace {

namespace fs = std::filesystem;
using test::bytes_of;
using test::put_bytes;
using test::SharedFolder;

std::string replaced(std::string text, std::string const& key, std::string const& value) {
  auto const at = text.find(key + " ") + key.size() + 1;
  return text.replace(at, text.find('\n', at) - at, value);
}

class OutputLock : public testing::Test {
 protected:
  [[nodiscard]] bool is_refused() const {
    try {
      Lock const lock(output_);
      return false;
    } catch (InvalidInput const& e) {
      EXPECT_THAT(e.what(), testing::HasSubstr("is in use (process "));
      return true;
    }
  }
  SharedFolder folder_;
  fs::path output_ = folder_ / "r.h5";
  fs::path file_ = Lock::file_of(output_);
};

TEST_F(OutputLock, ExcludesOthersWhileItLives) {
  {
    Lock const lock(output_);
    EXPECT_TRUE(is_refused());
    EXPECT_TRUE(fs::exists(file_));
  }
  EXPECT_TRUE(fs::is_empty(folder_.path()));
  EXPECT_FALSE(is_refused());
}

TEST_F(OutputLock, MovesWithItsOwner) {
  std::optional<Lock> owner(std::in_place, output_);
  Lock moved(std::move(*owner));
  owner.reset();
  EXPECT_TRUE(fs::exists(file_));
}

TEST_F(OutputLock, OfAKilledProcessIsTakenOver) {
  auto const child = ::fork();
  if (child == 0) {
    auto* const lock = new Lock(output_); // never released
    ::pause();
    delete lock;
    ::_exit(0);
  }
  while (!fs::exists(file_))
    ::usleep(1000);
  EXPECT_TRUE(is_refused());
  ::kill(child, SIGKILL);
  EXPECT_FALSE(is_refused()); // not even waited for: a zombie writes nothing
  ::waitpid(child, nullptr, 0);
}

TEST_F(OutputLock, IsStaleIfItsProcessIsAnotherOneNow) {
  std::string mine;
  {
    Lock const lock(output_);
    mine = bytes_of(file_);
  }
  put_bytes(file_, mine);
  EXPECT_TRUE(is_refused());
  for (auto const& [key, value] :
       {std::pair{"start", "1"}, {"boot", "other"}, {"process", "2147483000"}}) {
    put_bytes(file_, replaced(mine, key, value));
    EXPECT_FALSE(is_refused()) << key;
  }
  put_bytes(file_, "");
  EXPECT_FALSE(is_refused()); // a crash while it was written
  put_bytes(file_, replaced(mine, "host", "another-machine"));
  EXPECT_TRUE(is_refused()); // cannot be judged from here
  fs::remove(file_);
}

TEST_F(OutputLock, OfAnEarlierStartOfTheSameJobIsTakenOver) {
  ::setenv("SLURM_JOB_ID", "17", 1);
  ::setenv("SLURM_RESTART_COUNT", "2", 1);
  std::string mine;
  {
    Lock const lock(output_);
    mine = replaced(bytes_of(file_), "host", "another-machine");
  }
  put_bytes(file_, mine);
  EXPECT_TRUE(is_refused());
  put_bytes(file_, replaced(mine, "restarts", "1"));
  EXPECT_FALSE(is_refused());
  put_bytes(file_, replaced(replaced(mine, "restarts", "1"), "job", "18"));
  EXPECT_TRUE(is_refused());
  ::unsetenv("SLURM_JOB_ID");
  ::unsetenv("SLURM_RESTART_COUNT");
}

} // namespace
} // namespace nnft::store
