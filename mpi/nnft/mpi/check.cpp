#include "nnft/mpi/check.hpp"

#include <mpi.h>

#include <algorithm>
#include <array>
#include <string>

namespace nnft::mpi {

void check(int code, char const* call) {
  if (code == MPI_SUCCESS) return;
  std::array<char, MPI_MAX_ERROR_STRING> text{};
  int length = 0;
  MPI_Error_string(code, text.data(), &length);
  std::string reason(text.data(), static_cast<std::size_t>(length));
  std::replace(reason.begin(), reason.end(), '\n', ' '); // MPICH has several lines
  throw MpiError(std::string(call) + ": " + reason);
}

} // namespace nnft::mpi
