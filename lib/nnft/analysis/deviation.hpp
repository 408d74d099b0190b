#pragma once
#include "nnft/moments/estimate.hpp"

namespace nnft {

/*!
 * How far an n-point function is from that of the Gaussian process: m_n = |G_n - G_n^GP|/|G_n^GP|
 * component by component, or |connected|/|G_n^GP| (arXiv 2008.08601; specification 4). Components
 * whose G_n^GP vanishes are 0 and take no part in means.
 */
struct Deviation {
  Eigen::VectorXd value;      //!< [n_k]
  Eigen::VectorXd background; //!< [n_k] spread over experiments (ddof = 0)/|G_n^GP|; empty if exact
  double mean = 0;
  double background_mean = 0;
  /*!
   * Mean of sign(expected deviation) (G_n - G_n^GP)/|G_n^GP|: equal to `mean` for exact numbers,
   * and unlike it unbiased for measured ones, where the mean of |.| cannot fall below the noise.
   */
  double signed_mean = 0;
  double signed_mean_error = 0; //!< jackknife; 0 if exact
};

/*!
 * \param measured  the n-point function, full or connected, measured or exact
 * \param reference [n_k] what is subtracted: G_n^GP for a full function, 0 for a connected one
 * \param scale     [n_k] G_n^GP
 * \param expected  [n_k] exact deviation, for its signs; empty: the signs of the measured one
 */
[[nodiscard]] Deviation deviation(Estimate const& measured, Eigen::VectorXd const& reference,
                                  Eigen::VectorXd const& scale, Eigen::VectorXd const& expected);

} // namespace nnft
