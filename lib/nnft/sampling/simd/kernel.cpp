#include "nnft/sampling/simd/kernel.hpp"

namespace nnft::simd {

NetworkKernel::~NetworkKernel() = default;
RowMath::~RowMath() = default;

// One definition an instruction set, each in a translation unit of its own.
namespace portable {
std::unique_ptr<NetworkKernel> make_network_kernel(Real real, Problem const& problem);
std::unique_ptr<RowMath> make_row_math();
} // namespace portable

#ifdef __x86_64__
namespace avx2 {
std::unique_ptr<NetworkKernel> make_network_kernel(Real real, Problem const& problem);
std::unique_ptr<RowMath> make_row_math();
} // namespace avx2

namespace avx512 {
std::unique_ptr<NetworkKernel> make_network_kernel(Real real, Problem const& problem);
std::unique_ptr<RowMath> make_row_math();
} // namespace avx512
#endif

std::unique_ptr<NetworkKernel> make_network_kernel(Isa isa, Real real, Problem const& problem) {
#ifdef __x86_64__
  if (isa == Isa::avx512) return avx512::make_network_kernel(real, problem);
  if (isa == Isa::avx2) return avx2::make_network_kernel(real, problem);
#endif
  static_cast<void>(isa);
  return portable::make_network_kernel(real, problem);
}

std::unique_ptr<RowMath> make_row_math(Isa isa) {
#ifdef __x86_64__
  if (isa == Isa::avx512) return avx512::make_row_math();
  if (isa == Isa::avx2) return avx2::make_row_math();
#endif
  static_cast<void>(isa);
  return portable::make_row_math();
}

} // namespace nnft::simd
