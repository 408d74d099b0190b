#pragma once
#include <Eigen/Core>

namespace nnft::eft {

//! A covariance that was pulled towards its diagonal, as the map that makes it the identity.
struct ShrunkWhitener {
  Eigen::MatrixXd whitener; //!< [n_rows, n_rows]
  double shrinkage = 0;     //!< 0: as measured; 1: the diagonal alone
};

/*!
 * For covariances of low rank: correlations r_ij (i != j) are multiplied with 1 - s,
 * s = sum Var(r_ij)/sum r_ij^2 in [0, 1], the variances estimated from the bins (Ledoit and Wolf
 * 2004; Schaefer and Strimmer 2005). The result has full rank unless all correlations are sharp and
 * some are one; a part 1e-8 of the diagonal is always added.
 *
 * \param deviations [n_bins, n_rows], as in Estimate; no column vanishes
 */
[[nodiscard]] ShrunkWhitener shrunk_whitener(Eigen::MatrixXd const& deviations);

} // namespace nnft::eft
