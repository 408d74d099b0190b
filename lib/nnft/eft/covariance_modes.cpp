#include "nnft/eft/covariance_modes.hpp"

#include "nnft/core/contract.hpp"
#include "nnft/moments/fixed_directions.hpp"
#include "nnft/moments/hotelling.hpp"

#include <Eigen/Eigenvalues>
#include <Eigen/QR>

#include <cmath>

namespace nnft::eft {
namespace {

constexpr double kept_part = 1e-8; // of the largest eigenvalue of the correlation matrix

// [n_modes, n_columns]: maps numbers with these deviations to unit covariance, in the kept
// eigenspace.
Eigen::MatrixXd whitener_of(Eigen::MatrixXd const& deviations) {
  Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> const eigen(deviations.transpose() * deviations);
  auto const& value = eigen.eigenvalues(); // ascending
  Eigen::Index first = 0;
  while (value[first] < kept_part * value[value.size() - 1])
    ++first;
  Eigen::Index const kept = value.size() - first;
  return value.tail(kept).cwiseSqrt().cwiseInverse().asDiagonal() *
         eigen.eigenvectors().rightCols(kept).transpose();
}

} // namespace

double error_inflation(double nu, double modes, double parameters) {
  double const freedom = nu - modes + parameters;
  return std::sqrt(nu * (nu - 1) / (freedom * (freedom - 1)));
}

CovarianceModes::CovarianceModes(Estimate const& estimate, std::vector<Eigen::Index> const& rows)
    : values_(estimate.value(rows)), deviations_(estimate.deviations(Eigen::all, rows)) {
  Eigen::VectorXd const error = column_norms(deviations_);
  NNFT_EXPECT(!rows.empty() && error.minCoeff() > 0);
  Eigen::MatrixXd const scaled = deviations_ * error.cwiseInverse().asDiagonal();
  whitener_ = whitener_of(scaled);
  fixed_directions_ = scaled.cols() >= n_bins() && n_modes() > n_bins() / 2;
  if (fixed_directions_) {
    Eigen::MatrixXd const directions = fixed_directions(scaled.cols(), n_bins());
    whitener_ = whitener_of(scaled * directions) * directions.transpose();
  }
  whitener_ = whitener_ * error.cwiseInverse().asDiagonal();
}

GoodnessOfFit CovarianceModes::goodness_of_fit(Eigen::MatrixXd const& design) const {
  NNFT_EXPECT(design.rows() == values_.size());
  Eigen::VectorXd rest = whitener_ * values_;
  GoodnessOfFit fit;
  fit.dof = n_modes();
  if (design.cols() > 0) {
    Eigen::MatrixXd a = whitener_ * design;
    Eigen::VectorXd const norms = column_norms(a);
    for (Eigen::Index c = 0; c < a.cols(); ++c)
      if (norms[c] > 0) a.col(c) /= norms[c];
    Eigen::ColPivHouseholderQR<Eigen::MatrixXd> qr(a);
    qr.setThreshold(1e-10);
    fit.dof -= static_cast<int>(qr.rank());
    rest -= a * qr.solve(rest).eval();
  }
  if (fit.dof > 0) fit.chi2 = rest.squaredNorm();
  fit.p_value = hotelling_p_value(fit.chi2, fit.dof, n_bins());
  return fit;
}

} // namespace nnft::eft
