#include "nnft/eft/shrunk_whitener.hpp"

#include "nnft/moments/estimate.hpp"

#include <Eigen/Cholesky>

#include <algorithm>

namespace nnft::eft {
namespace {

constexpr double least_shrinkage = 1e-8;

// Of numbers whose bins contribute z_bi, sum_b z_bi^2 = 1: r_ij = sum_b z_bi z_bj, and the variance
// of that sum is n/(n - 1) sum_b (z_bi z_bj - r_ij/n)^2.
double shrinkage_of(Eigen::MatrixXd const& z, Eigen::MatrixXd const& correlation) {
  auto const n = static_cast<double>(z.rows());
  auto const off_diagonal = correlation.squaredNorm() - correlation.diagonal().squaredNorm();
  if (!(off_diagonal > 0)) return 1;
  Eigen::ArrayXXd const square = z.array().square();
  double const products =
      square.rowwise().sum().square().sum() - square.square().sum(); // sum_{i != j, b} (z_i z_j)^2
  double const variance = n / (n - 1) * (products - off_diagonal / n);
  return std::clamp(variance / off_diagonal, least_shrinkage, 1.0);
}

} // namespace

ShrunkWhitener shrunk_whitener(Eigen::MatrixXd const& deviations) {
  Eigen::VectorXd const error = column_norms(deviations);
  Eigen::MatrixXd const z = deviations * error.cwiseInverse().asDiagonal();
  Eigen::MatrixXd correlation = z.transpose() * z;
  ShrunkWhitener result;
  result.shrinkage = shrinkage_of(z, correlation);
  correlation *= 1 - result.shrinkage;
  correlation.diagonal().setOnes();
  result.whitener = Eigen::LLT<Eigen::MatrixXd>(correlation)
                        .matrixL()
                        .solve(Eigen::MatrixXd(error.cwiseInverse().asDiagonal()));
  return result;
}

} // namespace nnft::eft
