#include "nnft/mpi/session.hpp"

#include "nnft/mpi/check.hpp"
#include "nnft/mpi/tcp_sockets.hpp"

#include <array>
#include <cstdlib>

namespace nnft::mpi {

Session::Session(int& argc, char**& argv) {
  int started = 0;
  check(MPI_Initialized(&started), "MPI_Initialized");
  if (started != 0) throw MpiError("MPI_Init_thread: MPI was started before");
  auto const opened_before = tcp_sockets();
  int provided = MPI_THREAD_SINGLE;
  check(MPI_Init_thread(&argc, &argv, MPI_THREAD_FUNNELED, &provided), "MPI_Init_thread");
  for (int const socket : tcp_sockets())
    if (!opened_before.contains(socket)) send_at_once(socket);
  check(MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN), "MPI_Comm_set_errhandler");
  check(MPI_Comm_set_errhandler(MPI_COMM_SELF, MPI_ERRORS_RETURN), "MPI_Comm_set_errhandler");
  world_.emplace(MPI_COMM_WORLD);
}

Session::~Session() {
  world_.reset();
  MPI_Finalize();
}

void Session::abort(int status) const {
  MPI_Abort(MPI_COMM_WORLD, status);
  std::abort(); // MPI_Abort does not promise that it never returns
}

std::string library_version() {
  std::array<char, MPI_MAX_LIBRARY_VERSION_STRING> text{};
  int length = 0;
  check(MPI_Get_library_version(text.data(), &length), "MPI_Get_library_version");
  std::string const all(text.data(), static_cast<std::size_t>(length));
  return all.substr(0, all.find_first_of(",\n"));
}

std::string host_name() {
  std::array<char, MPI_MAX_PROCESSOR_NAME> text{};
  int length = 0;
  check(MPI_Get_processor_name(text.data(), &length), "MPI_Get_processor_name");
  return {text.data(), static_cast<std::size_t>(length)};
}

} // namespace nnft::mpi
