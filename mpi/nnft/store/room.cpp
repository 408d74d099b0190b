#include "nnft/store/room.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/resource.h>
#include <system_error>
#include <unistd.h>

namespace nnft::store {
namespace {

namespace fs = std::filesystem;

enum class Reserved : std::uint8_t { yes, no, unknown };

//! The signal of a file that is too long would end the process: its limit is looked at first.
bool is_within_limit(std::uint64_t bytes) {
  ::rlimit limit{};
  return ::getrlimit(RLIMIT_FSIZE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY ||
         bytes <= limit.rlim_cur;
}

Reserved reserve(int file, std::uint64_t bytes) {
  if (!is_within_limit(bytes)) return Reserved::no;
  while (::fallocate(file, 0, 0, static_cast<off_t>(bytes)) != 0) {
    if (errno == EINTR) continue;
    bool const full = errno == ENOSPC || errno == EDQUOT || errno == EFBIG;
    return full ? Reserved::no : Reserved::unknown;
  }
  return Reserved::yes;
}

} // namespace

bool has_room(fs::path const& file, std::uint64_t bytes) {
  int const fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
  if (fd < 0) return true; // not a question of room: who writes it will say what it is
  auto const reserved = reserve(fd, bytes);
  static_cast<void>(::ftruncate(fd, 0));
  ::close(fd);
  if (reserved != Reserved::unknown) return reserved == Reserved::yes;
  std::error_code error;
  auto const space = fs::space(file, error);
  return error || space.available >= bytes;
}

bool reserve(fs::path const& file, std::uint64_t bytes) {
  int const fd = ::open(file.c_str(), O_WRONLY | O_CLOEXEC);
  if (fd < 0) return false;
  auto const reserved = reserve(fd, bytes);
  ::close(fd);
  return reserved == Reserved::yes;
}

} // namespace nnft::store
