#pragma once
#include <stdexcept>

namespace nnft::mpi {

//! A call of MPI failed. Text: "<call>: <what MPI says>".
class MpiError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

//! The one place that looks at a status code of MPI: throws MpiError unless it is MPI_SUCCESS.
void check(int code, char const* call);

} // namespace nnft::mpi
