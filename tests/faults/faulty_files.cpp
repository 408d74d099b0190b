// A library that is put between a program and its files (LD_PRELOAD): it counts every step that
// changes something in one folder, and at one of them fails or ends the process.
//
//   NNFT_FAULT_FOLDER  only files in this folder count (absolute path)
//   NNFT_FAULT_POINT   the step at which it happens, from 1 on; 0: only count
//   NNFT_FAULT_MODE    fail: the call returns an error, as all later ones of its kind on that file
//                      do; short: a write takes half of its bytes; die: SIGKILL before the call
//   NNFT_FAULT_BYTES   as many bytes can be written in all, then the disk is full; empty: no limit
//   NNFT_FAULT_LOG     file to which each step is appended, one line each
#include <climits>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdarg>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <fcntl.h>
#include <string>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

namespace {

enum class Fault { none, fail, shorten };

std::string setting(char const* name) {
  char const* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

struct Settings {
  std::string folder = setting("NNFT_FAULT_FOLDER");
  std::string mode = setting("NNFT_FAULT_MODE");
  std::string log = setting("NNFT_FAULT_LOG");
  long point = std::strtol(setting("NNFT_FAULT_POINT").c_str(), nullptr, 10);
  bool is_limited = !setting("NNFT_FAULT_BYTES").empty();
  long bytes = std::strtol(setting("NNFT_FAULT_BYTES").c_str(), nullptr, 10);
};

Settings const& settings() {
  static Settings const all;
  return all;
}

std::atomic<long> steps{0};
std::atomic<long> bytes_written{0};

template <class F> F next(char const* name) {
  return reinterpret_cast<F>(::dlsym(RTLD_NEXT, name));
}

std::string absolute(char const* path) {
  if (path == nullptr || *path == '/') return path == nullptr ? "" : path;
  char here[PATH_MAX];
  return ::getcwd(here, sizeof here) == nullptr ? path : std::string(here) + "/" + path;
}

std::string path_of(int fd) {
  char path[PATH_MAX];
  auto const length =
      ::readlink(("/proc/self/fd/" + std::to_string(fd)).c_str(), path, sizeof path);
  return length < 0 ? "" : std::string(path, static_cast<std::size_t>(length));
}

void append_to_log(std::string const& line) {
  static auto const real_open = next<int (*)(char const*, int, ...)>("open");
  static auto const real_write = next<ssize_t (*)(int, void const*, size_t)>("write");
  int const fd = real_open(settings().log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0666);
  if (fd < 0) return;
  static_cast<void>(real_write(fd, line.data(), line.size()));
  ::close(fd);
}

Fault step(char const* call, std::string const& path) {
  auto const& s = settings();
  if (s.folder.empty() || path.rfind(s.folder, 0) != 0) return Fault::none;
  long const number = ++steps;
  if (!s.log.empty())
    append_to_log(std::to_string(number) + " " + call + " " + path.substr(s.folder.size()) + "\n");
  if (number != s.point) return Fault::none;
  if (s.mode == "die") ::kill(::getpid(), SIGKILL);
  if (s.mode == "short") return Fault::shorten;
  errno = EIO;
  return Fault::fail;
}

bool changes(int flags) {
  return (flags & O_ACCMODE) != O_RDONLY || (flags & O_DIRECTORY) != 0;
}

int opened(char const* name, char const* path, int flags, mode_t mode) {
  if (changes(flags) && step("open", absolute(path)) == Fault::fail) return -1;
  return next<int (*)(char const*, int, ...)>(name)(path, flags, mode);
}

//! How many of `size` bytes a disk with a limit still takes.
size_t accepted(std::string const& path, size_t size) {
  auto const& s = settings();
  if (!s.is_limited || s.folder.empty() || path.rfind(s.folder, 0) != 0) return size;
  long const before = bytes_written.fetch_add(static_cast<long>(size));
  long const left = s.bytes - before;
  return left <= 0 ? 0 : std::min(size, static_cast<size_t>(left));
}

//! Whether that many bytes are left to be reserved.
bool has_room(std::string const& path, off64_t size) {
  auto const& s = settings();
  if (!s.is_limited || s.folder.empty() || path.rfind(s.folder, 0) != 0) return true;
  if (size <= s.bytes - bytes_written) return true;
  errno = ENOSPC;
  return false;
}

ssize_t written(char const* call, int fd, size_t size, auto&& act) {
  auto const path = path_of(fd);
  auto const fault = step(call, path);
  if (fault == Fault::fail) return -1;
  if (fault == Fault::shorten && size > 1) size /= 2;
  auto const room = accepted(path, size);
  if (room == 0 && size > 0) {
    errno = ENOSPC;
    return -1;
  }
  return act(room);
}

size_t size_of(iovec const* parts, int count) {
  size_t size = 0;
  for (int i = 0; i < count; ++i)
    size += parts[i].iov_len;
  return size;
}

//! A write of several pieces is taken whole or not at all.
ssize_t written(char const* call, int fd, iovec const* parts, int count, auto&& act) {
  auto const size = size_of(parts, count);
  return written(call, fd, size, [&](size_t room) -> ssize_t {
    if (room < size) errno = ENOSPC;
    return room < size ? -1 : act();
  });
}

} // namespace

extern "C" {

int open(char const* path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  auto const mode = static_cast<mode_t>(va_arg(more, int));
  va_end(more);
  return opened("open", path, flags, mode);
}
int open64(char const* path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  auto const mode = static_cast<mode_t>(va_arg(more, int));
  va_end(more);
  return opened("open64", path, flags, mode);
}
ssize_t write(int fd, void const* data, size_t size) {
  return written("write", fd, size, [&](size_t n) {
    return next<ssize_t (*)(int, void const*, size_t)>("write")(fd, data, n);
  });
}
ssize_t pwrite(int fd, void const* data, size_t size, off_t at) {
  return written("pwrite", fd, size, [&](size_t n) {
    return next<ssize_t (*)(int, void const*, size_t, off_t)>("pwrite")(fd, data, n, at);
  });
}
ssize_t pwrite64(int fd, void const* data, size_t size, off64_t at) {
  return written("pwrite", fd, size, [&](size_t n) {
    return next<ssize_t (*)(int, void const*, size_t, off64_t)>("pwrite64")(fd, data, n, at);
  });
}
ssize_t writev(int fd, iovec const* parts, int count) {
  return written("writev", fd, parts, count, [&] {
    return next<ssize_t (*)(int, iovec const*, int)>("writev")(fd, parts, count);
  });
}
ssize_t pwritev(int fd, iovec const* parts, int count, off_t at) {
  return written("pwritev", fd, parts, count, [&] {
    return next<ssize_t (*)(int, iovec const*, int, off_t)>("pwritev")(fd, parts, count, at);
  });
}
ssize_t pwritev64(int fd, iovec const* parts, int count, off64_t at) {
  return written("pwritev", fd, parts, count, [&] {
    return next<ssize_t (*)(int, iovec const*, int, off64_t)>("pwritev64")(fd, parts, count, at);
  });
}
int ftruncate(int fd, off_t length) noexcept {
  if (step("ftruncate", path_of(fd)) == Fault::fail) return -1;
  return next<int (*)(int, off_t)>("ftruncate")(fd, length);
}
int ftruncate64(int fd, off64_t length) noexcept {
  if (step("ftruncate", path_of(fd)) == Fault::fail) return -1;
  return next<int (*)(int, off64_t)>("ftruncate64")(fd, length);
}
int fallocate(int fd, int mode, off_t at, off_t length) {
  if (step("fallocate", path_of(fd)) == Fault::fail) return -1;
  if (!has_room(path_of(fd), at + length)) return -1;
  return next<int (*)(int, int, off_t, off_t)>("fallocate")(fd, mode, at, length);
}
int fallocate64(int fd, int mode, off64_t at, off64_t length) {
  if (step("fallocate", path_of(fd)) == Fault::fail) return -1;
  if (!has_room(path_of(fd), at + length)) return -1;
  return next<int (*)(int, int, off64_t, off64_t)>("fallocate64")(fd, mode, at, length);
}
int fsync(int fd) {
  if (step("fsync", path_of(fd)) == Fault::fail) return -1;
  return next<int (*)(int)>("fsync")(fd);
}
int rename(char const* from, char const* to) noexcept {
  if (step("rename", absolute(from)) == Fault::fail) return -1;
  return next<int (*)(char const*, char const*)>("rename")(from, to);
}
int link(char const* from, char const* to) noexcept {
  if (step("link", absolute(from)) == Fault::fail) return -1;
  return next<int (*)(char const*, char const*)>("link")(from, to);
}
int unlink(char const* path) noexcept {
  if (step("unlink", absolute(path)) == Fault::fail) return -1;
  return next<int (*)(char const*)>("unlink")(path);
}
int remove(char const* path) noexcept {
  if (step("remove", absolute(path)) == Fault::fail) return -1;
  return next<int (*)(char const*)>("remove")(path);
}

} // extern "C"
