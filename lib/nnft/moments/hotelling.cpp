#include "nnft/moments/hotelling.hpp"

#include <boost/math/distributions/fisher_f.hpp>

#include <cmath>

namespace nnft {

std::optional<double> hotelling_p_value(double chi2, int dof, int n_bins) {
  if (dof < 1 || dof >= n_bins) return std::nullopt;
  if (!std::isfinite(chi2)) return 0;
  double const f = chi2 * (n_bins - dof) / (static_cast<double>(dof) * (n_bins - 1));
  return boost::math::cdf(
      boost::math::complement(boost::math::fisher_f_distribution<>(dof, n_bins - dof), f));
}

} // namespace nnft
