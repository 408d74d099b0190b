#include "nnft/sampling/simd/vector_avx512.hpp"

#include "nnft/sampling/simd/network_kernel.hpp"
