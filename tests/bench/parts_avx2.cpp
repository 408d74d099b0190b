// The vector types come first: all that follows is written in them.
// clang-format off
#include "nnft/sampling/simd/vector_avx2.hpp"
#include "parts_of_isa.hpp"
// clang-format on

namespace nnft::simd::avx2 {

std::unique_ptr<bench::Parts> make_parts(Real real) {
  if (real == Real::float32) return std::make_unique<PartsOf<float>>();
  return std::make_unique<PartsOf<double>>();
}

} // namespace nnft::simd::avx2
