#include "nnft/moments/fixed_directions.hpp"

#include <random>

namespace nnft {

Eigen::MatrixXd fixed_directions(Eigen::Index n, Eigen::Index n_bins) {
  std::mt19937_64 random(20080860); // the sequence of this generator is laid down by the standard
  return Eigen::MatrixXd::NullaryExpr(n, n_bins / 2, [&] {
    double sum = -6; // twelve uniform numbers: nearly normal, and the same everywhere
    for (int i = 0; i < 12; ++i)
      sum += static_cast<double>(random() >> 11U) * 0x1p-53;
    return sum;
  });
}

} // namespace nnft
