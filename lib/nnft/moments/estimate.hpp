#pragma once
#include "nnft/moments/quantity.hpp"

#include <Eigen/Core>

#include <map>

namespace nnft {

//! Euclidean norms of the columns, also where their squares leave the range of a double.
[[nodiscard]] inline Eigen::VectorXd column_norms(Eigen::MatrixXd const& m) {
  Eigen::VectorXd norms(m.cols());
  for (Eigen::Index c = 0; c < m.cols(); ++c) {
    double const largest = m.rows() > 0 ? m.col(c).cwiseAbs().maxCoeff() : 0;
    bool const squares_fit = largest == 0 || (largest > 1e-140 && largest < 1e140);
    norms[c] = squares_fit ? m.col(c).norm() : largest * (m.col(c) / largest).norm();
  }
  return norms;
}

/*!
 * A vector of numbers with its statistical uncertainty, measured or exact.
 *
 * The covariance is kept as its factor: covariance = deviations^T deviations, where row b holds
 * what bin b contributes (delete-one-bin jackknife, already divided by the number of bins as it
 * must be). An error of any linear function l of the values is then |deviations l|. Exact numbers
 * have no rows.
 */
struct Estimate {
  Eigen::VectorXd value;      //!< [n]
  Eigen::MatrixXd deviations; //!< [n_bins, n]; 0 rows for exact numbers
  Eigen::MatrixXd
      experiments; //!< [n_experiments, n] each experiment's own estimate; 0 rows if exact

  [[nodiscard]] bool is_exact() const { return deviations.rows() == 0; }
  //! Standard error, [n]; zeros for exact numbers.
  [[nodiscard]] Eigen::VectorXd error() const {
    if (is_exact()) return Eigen::VectorXd::Zero(value.size());
    return column_norms(deviations);
  }
  //! [n, n], symmetric; zeros for exact numbers.
  [[nodiscard]] Eigen::MatrixXd covariance() const {
    if (is_exact()) return Eigen::MatrixXd::Zero(value.size(), value.size());
    return deviations.transpose() * deviations;
  }
};

//! The same numbers without their uncertainty.
[[nodiscard]] inline Estimate without_errors(Estimate const& e) {
  return {e.value, Eigen::MatrixXd::Zero(0, e.value.size()), {}};
}

//! n-point functions in the rows of their layouts; a quantity that was not asked for is absent.
using Correlators = std::map<Quantity, Estimate>;

} // namespace nnft
