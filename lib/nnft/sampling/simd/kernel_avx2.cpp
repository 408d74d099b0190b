// The vector types come first: all that follows is written in them.
// clang-format off
#include "nnft/sampling/simd/vector_avx2.hpp"
#include "nnft/sampling/simd/network_kernel.hpp"
#include "nnft/sampling/simd/rows.hpp"
// clang-format on

namespace nnft::simd::avx2 {

std::unique_ptr<NetworkKernel> make_network_kernel(Real real, Problem const& problem) {
  return real == Real::float32 ? make_kernel_of<float>(problem) : make_kernel_of<double>(problem);
}

std::unique_ptr<RowMath> make_row_math() {
  return std::make_unique<Rows>();
}

} // namespace nnft::simd::avx2
