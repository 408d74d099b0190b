#include "mpi_main.hpp"

#include <cstdlib>
#include <gmock/gmock.h>
#include <iostream>
#include <memory>
#include <string>

namespace nnft::test {
namespace {

mpi::Session const* session = nullptr;

//! Ranks above 0 say nothing but their failures.
class FailurePrinter final : public testing::EmptyTestEventListener {
 public:
  explicit FailurePrinter(int rank) : rank_(rank) {}
  void OnTestPartResult(testing::TestPartResult const& result) override {
    if (!result.failed()) return;
    auto const file = result.file_name() == nullptr ? "?" : result.file_name();
    std::cerr << "rank " + std::to_string(rank_) + ": " + file + ":" +
                     std::to_string(result.line_number()) + ": " + result.message() + "\n";
  }

 private:
  int rank_;
};

} // namespace

mpi::Communicator const& world() {
  return session->world();
}

} // namespace nnft::test

int main(int argc, char** argv) {
  nnft::mpi::Session const session(argc, argv);
  nnft::test::session = &session;
  testing::InitGoogleMock(&argc, argv);
  int const rank = session.world().rank();
  if (rank != 0) {
    auto& listeners = testing::UnitTest::GetInstance()->listeners();
    std::unique_ptr<testing::TestEventListener> const silenced(
        listeners.Release(listeners.default_result_printer()));
    listeners.Append(new nnft::test::FailurePrinter(rank)); // owned by the list
  }
  bool const passed = RUN_ALL_TESTS() == 0;
  return session.world().all_agree(passed) ? EXIT_SUCCESS : EXIT_FAILURE;
}
