#include "nnft/eft/fit_couplings.hpp"

#include "nnft/core/contract.hpp"
#include "nnft/eft/quartic_tree.hpp"

#include <Eigen/SVD>

#include <algorithm>

namespace nnft::eft {
namespace {

constexpr double kept_part = 1e-10; // of the largest singular value

// The map from the rows in use to equations of equal weight, [n_equations, n_rows].
Eigen::MatrixXd weighted_rows(CovarianceModes const* modes, Eigen::Index n_rows,
                              Weighting weighting) {
  if (modes == nullptr || weighting == Weighting::uniform)
    return Eigen::MatrixXd::Identity(n_rows, n_rows);
  if (weighting == Weighting::full) return modes->whitener();
  return column_norms(modes->deviations()).cwiseInverse().asDiagonal();
}

} // namespace

std::string_view name_of(QuarticTerm term) {
  switch (term) {
  case QuarticTerm::constant:
    return "quartic_constant";
  case QuarticTerm::quadratic:
    return "quartic_quadratic";
  case QuarticTerm::nonlocal:
    return "quartic_nonlocal";
  }
  throw ContractViolation("a quartic term without a name");
}

CouplingFit fit_couplings(Estimate const& g4_connected, Eigen::MatrixXd const& design,
                          std::vector<QuarticTerm> const& terms, Eigen::VectorXd const& wick4,
                          std::vector<std::uint8_t> const& used, Weighting weighting) {
  NNFT_EXPECT(design.rows() == g4_connected.value.size());
  NNFT_EXPECT(design.cols() == static_cast<Eigen::Index>(terms.size()));
  CouplingFit fit;
  fit.terms = terms;
  fit.couplings = Eigen::VectorXd::Zero(design.cols());
  fit.deviations = Eigen::MatrixXd::Zero(g4_connected.deviations.rows(), design.cols());
  auto const rows = marked(used);
  if (rows.empty()) return fit;

  Eigen::MatrixXd const design_in_use = design(rows, Eigen::all);
  std::optional<CovarianceModes> modes;
  if (!g4_connected.is_exact()) {
    modes.emplace(g4_connected, rows);
    fit.goodness = modes->goodness_of_fit(design_in_use);
  }
  Eigen::MatrixXd const weights =
      weighted_rows(modes ? &*modes : nullptr, design_in_use.rows(), weighting);
  Eigen::MatrixXd columns = weights * design_in_use;
  Eigen::VectorXd scale = column_norms(columns);
  for (double& s : scale)
    if (s == 0) s = 1;
  columns = columns * scale.cwiseInverse().asDiagonal();
  Eigen::JacobiSVD<Eigen::MatrixXd> svd(columns, Eigen::ComputeThinU | Eigen::ComputeThinV);
  svd.setThreshold(kept_part);
  auto const& singular = svd.singularValues();
  fit.rank = static_cast<int>(svd.rank());
  fit.condition = singular[0] / std::max(singular[singular.size() - 1], 1e-17 * singular[0]);

  Eigen::MatrixXd const to_couplings =
      scale.cwiseInverse().asDiagonal() * svd.solve(weights).eval();
  fit.couplings = -to_couplings * g4_connected.value(rows);
  if (modes) fit.deviations = -modes->deviations() * to_couplings.transpose();

  Eigen::VectorXd const predicted = -design * fit.couplings;
  fit.mape_g4_connected = mean_percentage_error(g4_connected.value, predicted, used);
  fit.mape_g4 = mean_percentage_error(wick4 + g4_connected.value, wick4 + predicted, used);
  return fit;
}

} // namespace nnft::eft
