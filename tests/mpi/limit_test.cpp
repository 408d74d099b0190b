// Disks that are full, and ranks of which some or all can write no longer files: nobody hangs, and
// the old file stays. HDF5 does not survive the end of MPI after such failures (the program aborts
// then, too), which is why this test has a main of its own; what counts is its last line.
#include "nnft/mpi/session.hpp"
#include "nnft/store/read_record.hpp"
#include "nnft/store/write_record.hpp"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <string>
#include <sys/mount.h>
#include <sys/resource.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include "new_folder.hpp"
#include "trees.hpp"

namespace nnft {
namespace {

namespace fs = std::filesystem;

using test::bytes_of;

//! This process can write no file beyond that length while this lives.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    ::rlimit const limit{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() { ::setrlimit(RLIMIT_FSIZE, &before_); }
  FileSizeLimit(FileSizeLimit const&) = delete;
  FileSizeLimit& operator=(FileSizeLimit const&) = delete;

 private:
  ::rlimit before_{};
};

class LimitTest {
 public:
  LimitTest(mpi::Session const& session, fs::path folder)
      : session_(session), folder_(std::move(folder)), file_(folder_ / "r.h5") {
    write(test::example_record(3), {});
    old_ = bytes_of(file_);
  }

  void full_file_system() {
    auto const small = folder_ / "small";
    std::string failure;
    if (team().rank() == 0 && !(fs::create_directory(small) && mount(small)))
      failure = std::strerror(errno);
    team().broadcast(failure);
    if (!failure.empty()) {
      if (team().rank() == 0)
        std::cout << "NOT TESTED: a full disk; no small file system can be mounted here ("
                  << failure << ")\n";
      return;
    }
    file_ = small / "r.h5";
    write(test::example_record(3), {});
    old_ = bytes_of(file_);
    require(fails(), "nobody noticed a full disk");
  }

  void all_ranks() {
    for (rlim_t const bytes : {0U, 100U, 600U, 5'000U, 60'000U, 200'000U, 330'000U}) {
      FileSizeLimit const limit(bytes);
      require(fails(), "nobody noticed a limit of " + std::to_string(bytes));
    }
  }

  void last_rank_alone() {
    bool const limited = team().rank() + 1 == team().size();
    FileSizeLimit const limit(limited ? 1000 : RLIM_INFINITY);
    // a rank through which MPI sends nothing far out is not hurt; then the file must be whole
    if (fails()) return;
    require(store::read_record(file_).dataset("noise") != nullptr, "the new file is not whole");
  }

  //! Of the whole test: by the rank that gives up, or by rank 0 for all.
  [[noreturn]] void end() {
    ::umount2((folder_ / "small").c_str(), MNT_DETACH); // fails where nothing was mounted
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
    std::cout << (passed_ ? "every loss was noticed\n" : "FAILED\n") << std::flush;
    session_.abort(passed_ ? EXIT_SUCCESS : EXIT_FAILURE);
  }

  [[nodiscard]] bool passed() const { return passed_; }

 private:
  [[nodiscard]] mpi::Communicator const& team() const { return session_.world(); }

  static bool mount(fs::path const& folder) {
    return ::mount("nnft-test", folder.c_str(), "tmpfs", 0, "size=280k") == 0;
  }

  void write(result::Group const& record, mpi::Patience patience) const {
    store::write_record(team(), file_, team().rank() == 0 ? record : result::Group{},
                        {4096, std::move(patience)});
  }

  [[nodiscard]] bool fails() {
    mpi::Patience const patience{1.0, [this](auto const&, std::string const& why) {
                                   std::cout << "gave up: " + why + "\n";
                                   require_old_file();
                                   end();
                                 }};
    try {
      write(test::noisy_record(), patience);
      return false;
    } catch (store::WriteError const& e) {
      std::string const text = e.what();
      if (team().rank() == 0) std::cout << "noticed: " + text + "\n";
      require(text.starts_with(file_.string() + ": cannot be written ("), text);
      require_old_file();
      team().barrier();
      return true;
    }
  }

  void require_old_file() { require(bytes_of(file_) == old_, "the old file was touched"); }

  void require(bool condition, std::string const& otherwise) {
    if (condition) return;
    std::cout << "FAILED: " + otherwise + "\n";
    passed_ = false;
  }

  mpi::Session const& session_;
  fs::path folder_;
  fs::path file_;
  std::string old_;
  bool passed_ = true;
};

} // namespace
} // namespace nnft

int main(int argc, char** argv) {
  nnft::mpi::Session const session(argc, argv);
  static_cast<void>(std::signal(SIGXFSZ, SIG_IGN));
  auto const folder = nnft::test::new_folder(session.world());
  if (folder.empty()) return EXIT_FAILURE;
  nnft::LimitTest test(session, folder);
  std::string const scene = argc > 1 ? argv[1] : "";
  if (scene == "full_file_system")
    test.full_file_system();
  else if (scene == "all_ranks")
    test.all_ranks();
  else if (scene == "last_rank_alone")
    test.last_rank_alone();
  else
    return EXIT_FAILURE;
  if (!session.world().all_agree(test.passed())) std::cout << "FAILED\n" << std::flush;
  session.world().barrier();
  if (session.world().rank() == 0) test.end();
  session.world().barrier(); // until rank 0 has ended all
  return EXIT_FAILURE;
}
