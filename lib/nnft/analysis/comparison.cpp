#include "nnft/analysis/comparison.hpp"

#include "nnft/core/contract.hpp"
#include "nnft/moments/fixed_directions.hpp"
#include "nnft/moments/hotelling.hpp"

#include <Eigen/Eigenvalues>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

namespace nnft {
namespace {

constexpr double smallest_eigenvalue = 1e-8; // of the correlation matrix, relative to the largest
constexpr double rounding = 1e-12;           // relative to the largest exact value

//! Eigenvalues of D^T D that are kept, and the components of a vector along their eigenvectors.
struct Projection {
  Eigen::VectorXd eigenvalues;
  Eigen::VectorXd components;
};

// D is n_bins x n; the smaller of D^T D and D D^T is diagonalised.
// (Rows of D add up to zero, so its rank is n_bins - 1 at most.)
Projection project(Eigen::MatrixXd const& d, Eigen::VectorXd const& z) {
  bool const wide = d.cols() > d.rows();
  Eigen::MatrixXd const gram =
      wide ? Eigen::MatrixXd(d * d.transpose()) : Eigen::MatrixXd(d.transpose() * d);
  Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> const solver(gram);
  Eigen::VectorXd const& lambda = solver.eigenvalues();
  Eigen::Index first = 0;
  while (first < lambda.size() && lambda[first] <= smallest_eigenvalue * lambda[lambda.size() - 1])
    ++first;
  Eigen::Index const kept = lambda.size() - first;
  Projection p{lambda.tail(kept), {}};
  auto const vectors = solver.eigenvectors().rightCols(kept);
  if (wide)
    p.components =
        ((vectors.transpose() * (d * z)).array() / p.eigenvalues.array().sqrt()).matrix();
  else
    p.components = vectors.transpose() * z;
  return p;
}

} // namespace

Comparison compare(Estimate const& measured, Eigen::VectorXd const& exact) {
  NNFT_EXPECT(!measured.is_exact() && measured.value.size() == exact.size());
  Eigen::VectorXd const error = measured.error();
  Eigen::VectorXd const difference = measured.value - exact;
  double const negligible = rounding * exact.cwiseAbs().maxCoeff();
  Comparison result;
  result.pull = Eigen::VectorXd::Zero(exact.size());
  std::vector<Eigen::Index> used;
  for (Eigen::Index i = 0; i < exact.size(); ++i) {
    if (!std::isfinite(error[i]) || !std::isfinite(difference[i])) {
      result.pull[i] = std::numeric_limits<double>::quiet_NaN();
    } else if (error[i] > 0) {
      used.push_back(i);
      result.pull[i] = difference[i] / error[i];
    } else if (std::abs(difference[i]) > negligible) {
      result.pull[i] = std::copysign(std::numeric_limits<double>::infinity(), difference[i]);
    }
  }
  if (result.pull.hasNaN()) {
    result.max_pull = result.chi2 = result.p_value = std::numeric_limits<double>::quiet_NaN();
    return result;
  }
  result.max_pull = exact.size() == 0 ? 0 : result.pull.cwiseAbs().maxCoeff();
  if (!used.empty()) {
    Eigen::MatrixXd const scaled = measured.deviations(Eigen::all, used) *
                                   Eigen::VectorXd(error(used).cwiseInverse()).asDiagonal();
    auto p = project(scaled, result.pull(used));
    Eigen::Index const n_bins = scaled.rows();
    if (scaled.cols() >= n_bins && p.eigenvalues.size() > n_bins / 2) {
      Eigen::MatrixXd const directions = fixed_directions(scaled.cols(), n_bins);
      p = project(scaled * directions, directions.transpose() * result.pull(used));
    }
    result.dof = static_cast<int>(p.eigenvalues.size());
    result.chi2 = (p.components.array().square() / p.eigenvalues.array()).sum();
  }
  if (!std::isfinite(result.max_pull)) result.chi2 = std::numeric_limits<double>::infinity();
  result.p_value =
      hotelling_p_value(result.chi2, result.dof, static_cast<int>(measured.deviations.rows()))
          .value_or(1);
  if (!std::isfinite(result.max_pull)) result.p_value = 0;
  return result;
}

std::string_view name_of(TailVerdict verdict) {
  constexpr std::array<std::string_view, 3> names{"converged", "heavy tail", "undetermined"};
  return names[static_cast<std::size_t>(verdict)];
}

TailDiagnostic diagnose_tail(Estimate const& measured, double networks) {
  auto const n = static_cast<double>(measured.deviations.rows());
  TailDiagnostic tail{networks, 0, 0, TailVerdict::undetermined};
  for (Eigen::Index i = 0; i < measured.deviations.cols(); ++i) {
    double const largest = measured.deviations.col(i).cwiseAbs().maxCoeff();
    if (!(largest > 0)) continue;
    Eigen::ArrayXd const square = (measured.deviations.col(i).array() / largest).square();
    double const sum = square.sum();
    tail.kurtosis = std::max(tail.kurtosis, n * (square / sum).square().sum());
    tail.largest_share = std::max(tail.largest_share, square.maxCoeff() / sum);
  }
  if (tail.kurtosis > 3) tail.effective_sample_size = networks * 3 / tail.kurtosis;
  if (n < 8) return tail;
  bool const heavy = tail.kurtosis > 3 + std::max(0.05 * n, 8 * std::sqrt(24 / n));
  tail.verdict = heavy ? TailVerdict::heavy_tail : TailVerdict::converged;
  return tail;
}

} // namespace nnft
