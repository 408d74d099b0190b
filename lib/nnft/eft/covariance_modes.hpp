#pragma once
#include "nnft/moments/estimate.hpp"

#include <Eigen/Core>

#include <optional>
#include <vector>

namespace nnft::eft {

//! How well a model describes measured numbers.
struct GoodnessOfFit {
  double chi2 = 0;
  int dof = 0;
  std::optional<double> p_value; //!< absent where the bins are too few, or dof is 0
};

/*!
 * By how much the standard error of a least-squares parameter grows because its weights come from a
 * covariance that was itself estimated (Rao 1967): the naive variance times
 * nu (nu - 1)/((nu - k + p)(nu - k + p - 1)) for k modes, p parameters and nu = bins - 1.
 * \pre nu > k - p + 1
 */
[[nodiscard]] double error_inflation(double nu, double modes, double parameters);

/*!
 * The directions in which the covariance of some measured numbers is known: eigenvectors of their
 * correlation matrix with eigenvalues above 1e-8 of the largest. A covariance from few bins, or of
 * numbers that fluctuate together (rank one for ReLU-net at d_in = 1), is singular; outside the
 * kept directions nothing is known and nothing is used. Where there are no fewer numbers than bins
 * and the bins limit the rank, the directions are fixed ones (fixed_directions), in which
 * Hotelling's test is exact.
 */
class CovarianceModes {
 public:
  //! \param estimate measured (with deviations)
  //! \param rows     the components to look at; their errors are positive
  CovarianceModes(Estimate const& estimate, std::vector<Eigen::Index> const& rows);

  [[nodiscard]] int n_modes() const { return static_cast<int>(whitener_.rows()); }
  [[nodiscard]] int n_bins() const { return static_cast<int>(deviations_.rows()); }
  //! Whether the bins are too few for weights from the kept directions: fewer than 2 modes + 1, or
  //! the directions are fixed ones.
  [[nodiscard]] bool short_of_bins() const {
    return fixed_directions_ || n_bins() < 2 * n_modes() + 1;
  }
  [[nodiscard]] Eigen::VectorXd const& values() const { return values_; } //!< [n_rows]
  [[nodiscard]] Eigen::MatrixXd const& deviations() const {
    return deviations_;
  } //!< [n_bins, n_rows]
  //! [n_modes, n_rows]: whitener times the numbers has unit covariance.
  [[nodiscard]] Eigen::MatrixXd const& whitener() const { return whitener_; }

  /*!
   * Smallest chi-square of values = design * parameters over the parameters, in the kept
   * directions; dof = modes minus rank of the design there. p from Hotelling's F: with nu = bins -
   * 1, F(dof, nu - dof + 1) = chi2 (nu - dof + 1)/(nu dof).
   *
   * It tests the form of the model and is the chi-square of every linear unbiased fit of it: the
   * residual of any of them, measured with its own covariance, has this value.
   *
   * \param design [n_rows, n_parameters]
   */
  [[nodiscard]] GoodnessOfFit goodness_of_fit(Eigen::MatrixXd const& design) const;

 private:
  Eigen::VectorXd values_;
  Eigen::MatrixXd deviations_;
  Eigen::MatrixXd whitener_;
  bool fixed_directions_ = false;
};

} // namespace nnft::eft
