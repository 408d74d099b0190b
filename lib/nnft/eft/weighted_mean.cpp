#include "nnft/eft/weighted_mean.hpp"

#include "nnft/core/contract.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>

#include <algorithm>
#include <cmath>

namespace nnft::eft {
namespace {

// chi-square of "one constant" for independent numbers with variances base_r + tau2 extra_r:
// z_r = a_r constant.
double chi_square(Eigen::ArrayXd const& z, Eigen::ArrayXd const& a,
                  Eigen::ArrayXd const& variance) {
  double const constant = (a * z / variance).sum() / (a * a / variance).sum();
  return ((z - a * constant).square() / variance).sum();
}

// tau^2 with chi_square = target; 0 if it is below that without a spread.
double spread_for(Eigen::ArrayXd const& z, Eigen::ArrayXd const& a, Eigen::ArrayXd const& base,
                  Eigen::ArrayXd const& extra, double target) {
  auto const excess = [&](double tau2) { return chi_square(z, a, base + tau2 * extra) - target; };
  if (target <= 0 || excess(0) <= 0) return 0;
  double high = base.mean() / extra.mean();
  for (int k = 0; k < 200 && excess(high) > 0; ++k)
    high *= 4;
  double low = high;
  while (excess(low) < 0)
    low /= 4;
  while (high > low * (1 + 1e-14)) {
    double const middle = std::sqrt(low * high);
    if (middle <= low || middle >= high) break;
    (excess(middle) > 0 ? low : high) = middle;
  }
  return high;
}

struct Components {
  Eigen::VectorXd y;          // values/divisor
  Eigen::MatrixXd deviations; // of y
};

// Weights from the diagonal: what is left when the bins are too few.
void weigh_by_errors(Components const& c, WeightedMean& mean) {
  Eigen::ArrayXd const one = Eigen::ArrayXd::Ones(c.y.size());
  Eigen::ArrayXd const variance = c.deviations.colwise().squaredNorm().transpose();
  double const tau2 = spread_for(c.y, one, variance, one, static_cast<double>(c.y.size() - 1));
  mean.excess_spread = std::sqrt(tau2);
  mean.weights = (variance + tau2).inverse();
  mean.weights /= mean.weights.sum();
  mean.error = (c.deviations * mean.weights).norm();
}

// Generalised least squares with C + tau2.
void weigh_with_spread(Components const& c, double tau2, double n_modes, WeightedMean& mean) {
  Eigen::MatrixXd covariance = c.deviations.transpose() * c.deviations;
  covariance.diagonal().array() += tau2;
  Eigen::LLT<Eigen::MatrixXd> const cholesky(covariance);
  mean.weights = cholesky.solve(Eigen::VectorXd::Ones(c.y.size()));
  mean.weights /= mean.weights.sum();
  // trace of C (C + tau2)^-1: how many modes the errors weigh rather than the spread
  double const modes =
      std::min(n_modes, cholesky.matrixL().solve(c.deviations.transpose()).squaredNorm());
  auto const nu = static_cast<double>(c.deviations.rows() - 1);
  mean.error = (c.deviations * mean.weights).norm() * error_inflation(nu, modes, 1);
  mean.excess_spread = std::sqrt(tau2);
}

} // namespace

WeightedMean weighted_mean(CovarianceModes const& modes, Eigen::VectorXd const& divisor) {
  NNFT_EXPECT(divisor.size() == modes.values().size() && divisor.cwiseAbs().minCoeff() > 0);
  Components const c{modes.values().cwiseQuotient(divisor),
                     modes.deviations() * divisor.cwiseInverse().asDiagonal()};
  WeightedMean mean;
  mean.constant = modes.goodness_of_fit(divisor);
  if (modes.short_of_bins()) {
    weigh_by_errors(c, mean);
  } else {
    Eigen::VectorXd const z = modes.whitener() * modes.values();
    Eigen::VectorXd const a = modes.whitener() * divisor;
    double tau2 = 0;
    if (mean.constant.chi2 > mean.constant.dof) {
      Eigen::MatrixXd const spread = modes.whitener() * divisor.asDiagonal();
      Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> const eigen(spread * spread.transpose());
      tau2 = spread_for(eigen.eigenvectors().transpose() * z, eigen.eigenvectors().transpose() * a,
                        Eigen::ArrayXd::Ones(z.size()),
                        eigen.eigenvalues().cwiseMax(1e-14 * eigen.eigenvalues().maxCoeff()),
                        mean.constant.dof);
    }
    if (tau2 > 0) {
      weigh_with_spread(c, tau2, modes.n_modes(), mean);
    } else {
      mean.weights = (modes.whitener().transpose() * a).cwiseProduct(divisor) / a.squaredNorm();
      mean.error = error_inflation(modes.n_bins() - 1, modes.n_modes(), 1) / a.norm();
    }
  }
  mean.value = mean.weights.dot(c.y);
  return mean;
}

} // namespace nnft::eft
