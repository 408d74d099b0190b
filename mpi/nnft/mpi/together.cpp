#include "nnft/mpi/together.hpp"

#include "nnft/core/error.hpp"
#include "nnft/mpi/check.hpp"

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <string>
#include <thread>

namespace nnft::mpi {
namespace {

//! What an exception is, in one letter before its text.
std::string packed(std::exception_ptr const& error) {
  try {
    std::rethrow_exception(error);
  } catch (InvalidInput const& e) {
    return std::string("i") + e.what();
  } catch (NotFinite const& e) {
    return std::string("f") + e.what();
  } catch (NotConverged const& e) {
    return std::string("c") + e.what();
  } catch (std::exception const& e) {
    return std::string("t") + e.what();
  } catch (...) {
    return "tunknown failure";
  }
}

[[noreturn]] void throw_packed(std::string const& error) {
  auto const text = error.substr(1);
  switch (error.front()) {
  case 'i':
    throw InvalidInput(text);
  case 'f':
    throw NotFinite(text);
  case 'c':
    throw NotConverged(text);
  default:
    throw TeamError(text);
  }
}

//! Whether a request is done before the time is over.
bool done_in(double seconds, MPI_Request& request) {
  using Clock = std::chrono::steady_clock;
  auto const end = Clock::now() + std::chrono::duration<double>(seconds);
  int done = 0;
  while (true) {
    check(MPI_Test(&request, &done, MPI_STATUS_IGNORE), "MPI_Test");
    if (done != 0) return true;
    if (Clock::now() >= end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

} // namespace

void Patience::abort_team(Communicator const& team, std::string const& why) {
  std::cerr << "nnft: rank " + std::to_string(team.rank()) + ": " + why +
                   " (the other ranks cannot go on without it).\n";
  MPI_Abort(team.handle(), 1);
}

void agree(Communicator const& team, std::exception_ptr const& mine, Patience const* patience) {
  int const failing = mine ? team.rank() : team.size();
  int lowest = 0;
  MPI_Request request = MPI_REQUEST_NULL;
  check(MPI_Iallreduce(&failing, &lowest, 1, MPI_INT, MPI_MIN, team.handle(), &request),
        "MPI_Iallreduce");
  if (mine && patience != nullptr && !done_in(patience->seconds, request)) {
    // NOLINTNEXTLINE(clang-analyzer-optin.mpi.MPI-Checker): nobody is left to wait for
    patience->give_up(team, packed(mine).substr(1));
    std::abort(); // who gives up does not come back
  }
  check(MPI_Wait(&request, MPI_STATUS_IGNORE), "MPI_Wait");
  if (lowest == team.size()) return;
  std::string error = lowest == team.rank() ? packed(mine) : std::string();
  team.broadcast(error, lowest);
  throw_packed(error);
}

} // namespace nnft::mpi
