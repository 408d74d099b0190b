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

template <class T> std::unique_ptr<RowMath<T>> make_row_math() {
  return std::make_unique<Rows<T>>();
}

template std::unique_ptr<RowMath<float>> make_row_math();
template std::unique_ptr<RowMath<double>> make_row_math();

} // namespace nnft::simd::avx2
