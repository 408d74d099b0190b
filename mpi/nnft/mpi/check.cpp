#include "nnft/mpi/check.hpp"

#include <mpi.h>

#include <array>
#include <string>

namespace nnft::mpi {

void check(int code, char const* call) {
  if (code == MPI_SUCCESS) return;
  std::array<char, MPI_MAX_ERROR_STRING> text{};
  int length = 0;
  MPI_Error_string(code, text.data(), &length);
  throw MpiError(std::string(call) + ": " +
                 std::string(text.data(), static_cast<std::size_t>(length)));
}

} // namespace nnft::mpi
