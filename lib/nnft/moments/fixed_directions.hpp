#pragma once
#include <Eigen/Core>

namespace nnft {

/*!
 * Directions for a test of n numbers whose covariance comes from n_bins <= n bins: where the bins
 * and not the spectrum limit the rank, Hotelling's T^2 in the sample's own eigenspace does not
 * follow F (p-values crowd at 1). In directions that know nothing of the sample it does: fixed
 * pseudo-random ones, half as many as bins (Lopes, Jacob and Wainwright, NIPS 2011).
 *
 * \return [n, n_bins/2], entries nearly normal, the same on every machine
 */
[[nodiscard]] Eigen::MatrixXd fixed_directions(Eigen::Index n, Eigen::Index n_bins);

} // namespace nnft
