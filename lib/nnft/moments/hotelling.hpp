#pragma once
#include <optional>

namespace nnft {

/*!
 * p-value of a chi-square whose covariance was estimated from n_bins bins: Hotelling's T^2, so that
 * chi2 (n_bins - dof)/(dof (n_bins - 1)) follows F(dof, n_bins - dof).
 *
 * Nothing for dof < 1 or dof >= n_bins; 0 for a chi2 that is not finite.
 */
[[nodiscard]] std::optional<double> hotelling_p_value(double chi2, int dof, int n_bins);

} // namespace nnft
