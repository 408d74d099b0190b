#include "nnft/analysis/tail_reach.hpp"

#include <cmath>

namespace nnft {

bool variance_beyond_sample(Architecture const& a, InputSet const& inputs, int order,
                            double networks) {
  if (a.activation != Activation::gauss) return false;
  double const x2 = inputs.x.colwise().squaredNorm().maxCoeff();
  double const s = std::sqrt(a.sigma_b * a.sigma_b + a.sigma_w * a.sigma_w * x2 / a.d_in);
  double const farthest = std::sqrt(2 * std::log(networks * static_cast<double>(a.width)));
  return 2 * order * s > farthest;
}

} // namespace nnft
