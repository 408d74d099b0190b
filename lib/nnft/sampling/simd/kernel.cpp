#include "nnft/sampling/simd/kernel.hpp"

namespace nnft::simd {

NetworkKernel::~NetworkKernel() = default;

template <class T> RowMath<T>::~RowMath() = default;
template class RowMath<float>;
template class RowMath<double>;

// One definition an instruction set, each in a translation unit of its own.
namespace portable {
std::unique_ptr<NetworkKernel> make_network_kernel(Real real, Problem const& problem);
template <class T> std::unique_ptr<RowMath<T>> make_row_math();
} // namespace portable

#ifdef __x86_64__
namespace avx2 {
std::unique_ptr<NetworkKernel> make_network_kernel(Real real, Problem const& problem);
template <class T> std::unique_ptr<RowMath<T>> make_row_math();
} // namespace avx2

namespace avx512 {
std::unique_ptr<NetworkKernel> make_network_kernel(Real real, Problem const& problem);
template <class T> std::unique_ptr<RowMath<T>> make_row_math();
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

template <class T> std::unique_ptr<RowMath<T>> make_row_math(Isa isa) {
#ifdef __x86_64__
  if (isa == Isa::avx512) return avx512::make_row_math<T>();
  if (isa == Isa::avx2) return avx2::make_row_math<T>();
#endif
  static_cast<void>(isa);
  return portable::make_row_math<T>();
}

template std::unique_ptr<RowMath<float>> make_row_math(Isa isa);
template std::unique_ptr<RowMath<double>> make_row_math(Isa isa);

} // namespace nnft::simd
