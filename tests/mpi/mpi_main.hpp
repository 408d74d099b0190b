#pragma once
#include "nnft/mpi/session.hpp"

namespace nnft::test {

//! All ranks of the test.
[[nodiscard]] mpi::Communicator const& world();

} // namespace nnft::test
