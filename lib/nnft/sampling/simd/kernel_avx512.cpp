#include "nnft/sampling/simd/network_kernel.hpp"
#include "nnft/sampling/simd/vector_avx512.hpp"
