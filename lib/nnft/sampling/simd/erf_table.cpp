#include "nnft/sampling/simd/erf_table.hpp"

#include <cmath>
#include <numbers>

namespace nnft::simd {

ErfTable const& erf_table() {
  static ErfTable const table = [] {
    ErfTable t{};
    for (std::size_t i = 0; i <= erf_table_end; ++i) {
      long double const r = static_cast<long double>(i) / 128;
      t[2 * i] = static_cast<double>(std::erf(r));
      t[2 * i + 1] =
          static_cast<double>(2 * std::numbers::inv_sqrtpi_v<long double> * std::exp(-r * r));
    }
    return t;
  }();
  return table;
}

} // namespace nnft::simd
