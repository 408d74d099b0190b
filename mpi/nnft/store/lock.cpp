#include "nnft/store/lock.hpp"

#include "nnft/core/error.hpp"

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string_view>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <utility>

namespace nnft::store {
namespace {

namespace fs = std::filesystem;
using Milliseconds = std::chrono::milliseconds;

constexpr auto patience = Milliseconds(2000); // for a holder that is about to end

//! Who holds a lock, as it stands in the file: one "key value" a line.
struct Holder {
  std::string host;
  long process = 0;
  std::string start; //!< of the process, in the clock ticks of its machine
  std::string boot;
  std::string job;   //!< SLURM's; "-" outside
  long restarts = 0; //!< of the job
};

std::string first_word_of(fs::path const& file) {
  std::ifstream in(file);
  std::string word;
  in >> word;
  return word;
}

//! State ("R", "Z", ...) and start of a process, from /proc/PID/stat; empty if there is none.
std::pair<std::string, std::string> state_and_start(long process) {
  std::ifstream in("/proc/" + std::to_string(process) + "/stat");
  std::string line;
  std::getline(in, line);
  auto const after_name = line.rfind(')');
  if (after_name == std::string::npos) return {};
  std::istringstream words(line.substr(after_name + 1));
  std::pair<std::string, std::string> found;
  words >> found.first;
  constexpr int words_between = 18; // fields 4 to 21
  for (int i = 0; i < words_between; ++i)
    words >> found.second;
  words >> found.second;
  return found;
}

std::string environment(char const* name, char const* otherwise) {
  char const* const value = std::getenv(name);
  return value == nullptr || *value == '\0' ? otherwise : value;
}

Holder this_process() {
  Holder me;
  std::string name(256, '\0');
  if (::gethostname(name.data(), name.size() - 1) == 0) me.host = name.c_str();
  me.process = ::getpid();
  me.start = state_and_start(me.process).second;
  me.boot = first_word_of("/proc/sys/kernel/random/boot_id");
  me.job = environment("SLURM_JOB_ID", "-");
  me.restarts = std::strtol(environment("SLURM_RESTART_COUNT", "0").c_str(), nullptr, 10);
  return me;
}

std::string text_of(Holder const& holder) {
  std::ostringstream text;
  text << "host " << holder.host << "\nprocess " << holder.process << "\nstart " << holder.start
       << "\nboot " << holder.boot << "\njob " << holder.job << "\nrestarts " << holder.restarts
       << '\n';
  return text.str();
}

Holder holder_in(std::string const& text) {
  Holder holder;
  std::istringstream in(text);
  std::string key;
  std::string value;
  while (in >> key >> value) {
    if (key == "host") holder.host = value;
    if (key == "process") holder.process = std::strtol(value.c_str(), nullptr, 10);
    if (key == "start") holder.start = value;
    if (key == "boot") holder.boot = value;
    if (key == "job") holder.job = value;
    if (key == "restarts") holder.restarts = std::strtol(value.c_str(), nullptr, 10);
  }
  return holder;
}

bool is_stale(Holder const& holder, Holder const& me) {
  if (me.job != "-" && holder.job == me.job && holder.restarts < me.restarts) return true;
  if (holder.host != me.host) return false;
  if (holder.boot != me.boot) return true;
  auto const [state, start] = state_and_start(holder.process);
  return state.empty() || state == "Z" || state == "X" || start != holder.start;
}

fs::path own_name_beside(fs::path const& file) {
  auto own = file;
  own += ".";
  return own += std::to_string(::getpid());
}

//! Whether the file was made. By a link to a complete one where the file system has links, so that
//! nobody sees half of a lock.
bool make(fs::path const& file, std::string const& text) {
  auto const draft = own_name_beside(file);
  std::ofstream out(draft);
  out << text;
  out.close();
  std::error_code error;
  if (!out) error.assign(errno, std::generic_category());
  if (!error) fs::create_hard_link(draft, file, error);
  std::error_code ignored;
  fs::remove(draft, ignored);
  if (!error) return true;
  if (error == std::errc::file_exists) return false;
  std::FILE* const exclusive = std::fopen(file.c_str(), "wx");
  if (exclusive == nullptr) {
    if (errno == EEXIST) return false;
    throw std::system_error(errno, std::generic_category(), file.string());
  }
  bool const written = std::fputs(text.c_str(), exclusive) >= 0;
  if (std::fclose(exclusive) != 0 || !written)
    throw std::system_error(EIO, std::generic_category(), file.string());
  return true;
}

std::string contents(fs::path const& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

//! Whether a file of that name is somebody else's. What a crash has left of a lock, its beginning
//! or bytes that never came to the disk, is not.
bool is_foreign(std::string const& text) {
  constexpr std::string_view begin = "host ";
  return !text.starts_with(begin) && !begin.starts_with(text) &&
         text.find_first_not_of('\0') != std::string::npos;
}

//! Takes a stale lock away. Should it have become another's in between, that one is put back.
void take_away(fs::path const& file, std::string const& judged) {
  auto const away = own_name_beside(file);
  std::error_code ignored;
  fs::rename(file, away, ignored);
  if (contents(away) != judged) fs::create_hard_link(away, file, ignored);
  fs::remove(away, ignored);
}

} // namespace

fs::path Lock::file_of(fs::path const& output) {
  auto file = output;
  return file += ".lock";
}

Lock::Lock(fs::path const& output) : file_(file_of(output)) {
  auto const me = this_process();
  auto const end = std::chrono::steady_clock::now() + patience;
  while (!make(file_, text_of(me))) {
    auto const text = contents(file_);
    if (is_foreign(text))
      throw InvalidInput(file_.string() + ": is no lock of nnft (it does not begin like one). Move "
                                          "it away, or choose another -o.");
    auto const holder = holder_in(text);
    bool const late = std::chrono::steady_clock::now() > end;
    bool const unreadable = holder.process <= 0 || holder.host.empty(); // half of one, from a crash
    if (unreadable ? late : is_stale(holder, me)) {
      take_away(file_, text);
      continue;
    }
    if (late)
      throw InvalidInput(output.string() + ": is in use (process " +
                         std::to_string(holder.process) + " on " + holder.host +
                         (holder.job == "-" ? "" : ", job " + holder.job) +
                         " is writing it). Wait for it, choose another -o, or remove " +
                         file_.string() + " if it does not run any more.");
    std::this_thread::sleep_for(Milliseconds(50));
  }
}

Lock::~Lock() {
  std::error_code ignored;
  if (!file_.empty()) fs::remove(file_, ignored);
}

Lock::Lock(Lock&& other) noexcept : file_(std::exchange(other.file_, {})) {}

Lock& Lock::operator=(Lock&& other) noexcept {
  std::swap(file_, other.file_);
  return *this;
}

} // namespace nnft::store
