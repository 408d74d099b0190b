#pragma once
#include "nnft/eft/covariance_modes.hpp"

#include <Eigen/Core>

namespace nnft::eft {

//! One number for many components y_r = values_r/divisor_r.
struct WeightedMean {
  double value = 0;
  double error = 0;         //!< statistical
  double excess_spread = 0; //!< tau: spread of the components beyond their statistical errors
  Eigen::VectorXd weights;  //!< of the y_r; their sum is 1
  GoodnessOfFit constant;   //!< of "all y_r are one constant"
};

/*!
 * Weighted mean of y_r = values_r/divisor_r with the full covariance of the values.
 *
 * Least squares with the covariance alone would be wrong here: the y_r (couplings from different
 * components) need not be equal, their errors are strongly correlated, and the small eigenvalues
 * would then turn a real difference between two components into an arbitrary shift of the mean,
 * even out of their range. Therefore the y_r are taken as constant + real spread tau (random
 * effects): weights w ~ (C + tau^2 1)^-1 (1, ..., 1), with tau = 0 while chi2 <= dof and else the
 * tau that makes chi2 = dof in the kept directions of the covariance (Mandel and Paule 1970). So w
 * are the weights of generalised least squares where a constant fits, and go to those of the plain
 * mean where the spread exceeds the errors. tau = 0 uses the kept directions only: perfectly
 * correlated numbers of equal value give that value.
 *
 * The error is |deviations w|, times the root of nu (nu - 1)/((nu - k + 1)(nu - k)) for weights
 * from a covariance of k modes that was itself estimated with nu = bins - 1 degrees of freedom.
 * With fewer than 2 k + 1 bins the off-diagonal part is noise: weights are then 1/(C_rr + tau^2).
 *
 * \param divisor [n_rows], nonzero
 */
[[nodiscard]] WeightedMean weighted_mean(CovarianceModes const& modes,
                                         Eigen::VectorXd const& divisor);

} // namespace nnft::eft
