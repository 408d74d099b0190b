#include "nnft/sampling/simd/network_kernel.hpp"
#include "nnft/sampling/simd/vector_portable.hpp"
