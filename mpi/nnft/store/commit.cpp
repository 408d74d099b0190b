#include "nnft/store/commit.hpp"

#include "nnft/core/error.hpp"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <string>
#include <string_view>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace nnft::store {
namespace {

namespace fs = std::filesystem;

//! Owns a file descriptor.
class Descriptor {
 public:
  Descriptor(fs::path const& path, int flags) : fd_(::open(path.c_str(), flags | O_CLOEXEC, 0666)) {
    if (fd_ < 0) throw std::system_error(errno, std::generic_category(), path.string());
  }
  ~Descriptor() { ::close(fd_); }
  Descriptor(Descriptor const&) = delete;
  Descriptor& operator=(Descriptor const&) = delete;

  //! All bytes, or an exception.
  void write(std::string_view bytes, fs::path const& path) const {
    while (!bytes.empty()) {
      auto const written = ::write(fd_, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) // a disk that takes nothing is full, whatever it says
        throw std::system_error(written < 0 ? errno : ENOSPC, std::generic_category(),
                                path.string());
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
  }

  //! Waits until what was written is on the disk. Some file systems refuse it for folders.
  void sync(fs::path const& path) const {
    if (::fsync(fd_) != 0 && errno != EINVAL)
      throw std::system_error(errno, std::generic_category(), path.string());
  }

 private:
  int fd_;
};

fs::path folder_of(fs::path const& file) {
  return file.has_parent_path() ? file.parent_path() : fs::path(".");
}

void sync_folder_of(fs::path const& file) {
  auto const folder = folder_of(file);
  Descriptor(folder, O_RDONLY | O_DIRECTORY).sync(folder);
}

//! The file has both names until it is replaced; where a file system has no links, only the new
//! one.
void keep_as(fs::path const& file, fs::path const& previous) {
  std::error_code error;
  fs::remove(previous, error);
  if (!error) fs::create_hard_link(file, previous, error);
  if (error) fs::rename(file, previous);
}

//! Files of a run beside its result: as it is written, its checkpoints, its lock. Nobody writes
//! through a link of one of these names, nor removes a folder.
constexpr std::array names_beside = {".part", ".checkpoint", ".checkpoint.part",
                                     ".checkpoint.previous", ".lock"};

std::string why_not_writable(fs::path const& file) {
  std::error_code error;
  auto const status = fs::status(file, error);
  if (!file.has_filename() || fs::is_directory(status)) return "it is a directory";
  if (fs::exists(status)) {
    if (!fs::is_regular_file(status)) return "it is no regular file";
    if (::access(file.c_str(), W_OK) != 0) return std::generic_category().message(errno);
  }
  for (auto const* ending : names_beside) {
    auto beside = file;
    beside += ending;
    auto const there = fs::symlink_status(beside, error);
    if (fs::exists(there) && !fs::is_regular_file(there))
      return beside.filename().string() + ", a name that is needed beside it, is no regular file";
  }
  // longer than any name that a run makes beside its result
  auto probe = file;
  probe += ".checkpoint.probe." + std::to_string(::getpid());
  try {
    Descriptor const made(probe, O_WRONLY | O_CREAT | O_EXCL);
  } catch (std::system_error const& e) {
    return e.code().message();
  }
  fs::remove(probe, error);
  return error ? error.message() : "";
}

} // namespace

fs::path behind_links(fs::path file) {
  constexpr int most_links = 40; // as many as the kernel follows
  std::error_code error;         // whatever it is, who writes the file will say it
  for (int k = 0; k < most_links && fs::is_symlink(file, error); ++k) {
    auto const target = fs::read_symlink(file, error);
    if (error) break;
    file = file.parent_path() / target;
  }
  return file;
}

void require_writable(fs::path const& file) {
  auto const why = why_not_writable(file);
  if (why.empty()) return;
  throw InvalidInput(file.string() + ": cannot be written (" + why +
                     "). Choose another -o or output.file.");
}

void replace_file(fs::path const& part, fs::path const& file) {
  Descriptor(part, O_RDWR).sync(part);
  fs::rename(part, file);
  sync_folder_of(file);
}

void write_file(fs::path const& file, std::string_view bytes, fs::path const& previous) {
  auto part = file;
  part += ".part";
  try {
    {
      Descriptor const out(part, O_WRONLY | O_CREAT | O_TRUNC);
      out.write(bytes, part);
      out.sync(part);
    }
    if (fs::file_size(part) != bytes.size())
      throw std::system_error(EIO, std::generic_category(), part.string());
    if (!previous.empty() && fs::exists(file)) keep_as(file, previous);
    replace_file(part, file);
  } catch (std::system_error const&) {
    std::error_code ignored;
    fs::remove(part, ignored);
    throw;
  }
}

void remove_file(fs::path const& file) {
  if (fs::remove(file)) sync_folder_of(file);
}

} // namespace nnft::store
