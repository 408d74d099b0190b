#include "nnft/core/error.hpp"
#include "nnft/mpi/broadcast_object.hpp"
#include "nnft/mpi/together.hpp"
#include "nnft/store/seal.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "verbs/verbs.hpp"

namespace nnft::app {
namespace {

//! The script beside the program: <prefix>/bin/nnft and <prefix>/share/nnft/report.
std::filesystem::path report_script() {
  auto const program = std::filesystem::read_symlink("/proc/self/exe");
  auto script =
      program.parent_path().parent_path() / "share" / "nnft" / "report" / "nnft_report.py";
  if (!std::filesystem::exists(script))
    throw std::runtime_error(fmt::format("{} is missing (it draws the pictures). Install nnft with "
                                         "cmake --install",
                                         script.string()));
  return script;
}

int run_and_wait(std::vector<std::string> words) {
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (auto& word : words)
    arguments.push_back(word.data());
  arguments.push_back(nullptr);
  pid_t child = 0;
  int const failure =
      posix_spawnp(&child, arguments.front(), nullptr, nullptr, arguments.data(), environ);
  if (failure != 0)
    throw std::runtime_error(fmt::format("{} cannot be started ({}). Install Python 3 with h5py "
                                         "and matplotlib",
                                         words.front(), std::strerror(failure)));
  int status = 0;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) throw std::runtime_error("lost track of the report script");
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

} // namespace

int report_verb(mpi::Session const& session, Command const& command) {
  auto const& team = session.world();
  int status = 0;
  mpi::together(team, [&] {
    if (team.rank() != 0) return;
    for (auto const& file : command.files)
      store::require_seal(file); // Python would draw what a damaged file happens to hold
    std::vector<std::string> words{"python3", report_script().string()};
    if (std::filesystem::exists("/usr/bin/python3")) words.front() = "/usr/bin/python3";
    for (auto const& file : command.files)
      words.push_back(file.string());
    words.insert(words.end(), {"-o", command.output.string()});
    status = run_and_wait(std::move(words));
  });
  mpi::broadcast_object(team, status);
  return status;
}

} // namespace nnft::app
