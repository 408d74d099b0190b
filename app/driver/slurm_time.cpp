#include "driver/slurm_time.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

namespace nnft::app {
namespace {

constexpr std::chrono::seconds patience{5};

//! Reads a pipe until its end or until the patience is over. \return whether the end came
bool read_until_end(int pipe, std::string& text) {
  auto const end = std::chrono::steady_clock::now() + patience;
  while (true) {
    auto const left = std::chrono::duration_cast<std::chrono::milliseconds>(
        end - std::chrono::steady_clock::now());
    if (left.count() <= 0) return false;
    pollfd waiting{pipe, POLLIN, 0};
    int const ready = ::poll(&waiting, 1, static_cast<int>(left.count()));
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return false;
    std::array<char, 256> buffer{};
    auto const count = ::read(pipe, buffer.data(), buffer.size());
    if (count == 0) return true;
    if (count > 0) text.append(buffer.data(), static_cast<std::size_t>(count));
  }
}

//! Standard output of a command, empty if it fails or takes too long.
std::string output_of(char* const* words) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return "";
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t child = 0;
  int const failure = ::posix_spawnp(&child, words[0], &actions, nullptr, words, environ);
  posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  std::string text;
  if (failure == 0) {
    if (!read_until_end(ends[0], text)) {
      ::kill(child, SIGKILL);
      text.clear();
    }
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
  }
  ::close(ends[0]);
  return text;
}

} // namespace

std::optional<double> slurm_seconds(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' '))
    text.remove_suffix(1);
  auto const number = [&text](char until) -> std::optional<double> {
    int value = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    auto const length = static_cast<std::size_t>(end - text.data());
    bool const ends_right =
        until == '\0' ? length == text.size() : length < text.size() && text[length] == until;
    if (error != std::errc() || value < 0 || !ends_right) return std::nullopt;
    text.remove_prefix(std::min(length + 1, text.size()));
    return value;
  };
  double seconds = 0;
  if (text.find('-') != std::string_view::npos) {
    auto const days = number('-');
    if (!days) return std::nullopt;
    seconds = *days * 24;
    if (std::count(text.begin(), text.end(), ':') != 2) return std::nullopt;
  }
  if (text.find(':') == std::string_view::npos) return std::nullopt;
  while (text.find(':') != std::string_view::npos) {
    auto const part = number(':');
    if (!part) return std::nullopt;
    seconds = (seconds + *part) * 60;
  }
  auto const last = number('\0');
  if (!last) return std::nullopt;
  return seconds + *last;
}

std::optional<double> slurm_seconds_left() {
  char const* const job = std::getenv("SLURM_JOB_ID");
  if (job == nullptr) return std::nullopt;
  std::array<std::string, 6> words{"squeue", "-h", "-j", job, "-o", "%L"};
  std::array<char*, 7> arguments{};
  for (std::size_t i = 0; i < words.size(); ++i)
    arguments[i] = words[i].data();
  return slurm_seconds(output_of(arguments.data()));
}

} // namespace nnft::app
