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
 * The directions in which the covariance of some measured numbers is known: eigenvectors of their
 * correlation matrix with eigenvalues above 1e-8 of the largest. A covariance from few bins, or of
 * numbers that fluctuate together (rank one for ReLU-net at d_in = 1), is singular; outside the
 * kept directions nothing is known and nothing is used.
 */
class CovarianceModes {
 public:
  //! \param estimate measured (with deviations)
  //! \param rows     the components to look at; their errors are positive
  CovarianceModes(Estimate const& estimate, std::vector<Eigen::Index> const& rows);

  [[nodiscard]] int n_modes() const { return static_cast<int>(whitener_.rows()); }
  [[nodiscard]] int n_bins() const { return static_cast<int>(deviations_.rows()); }
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
   * \param design [n_rows, n_parameters]
   */
  [[nodiscard]] GoodnessOfFit goodness_of_fit(Eigen::MatrixXd const& design) const;

 private:
  Eigen::VectorXd values_;
  Eigen::MatrixXd deviations_;
  Eigen::MatrixXd whitener_;
};

} // namespace nnft::eft
