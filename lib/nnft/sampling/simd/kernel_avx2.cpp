// The vector types come first: all that follows is written in them.
// clang-format off
#include "nnft/sampling/simd/vector_avx2.hpp"
#include "nnft/sampling/simd/network_kernel.hpp"
// clang-format on
