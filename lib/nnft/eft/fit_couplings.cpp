#include "nnft/eft/fit_couplings.hpp"

#include "nnft/core/contract.hpp"
#include "nnft/eft/quartic_tree.hpp"
#include "nnft/eft/shrunk_whitener.hpp"

#include <Eigen/SVD>

#include <algorithm>
#include <cmath>

namespace nnft::eft {
namespace {

constexpr double kept_part = 1e-10; // of the largest singular value

// What the errors of the couplings have to know about the weights.
enum class Origin : std::uint8_t { given, kept_modes, shrunk };

// The map from the rows in use to equations of equal weight.
struct Weights {
  Eigen::MatrixXd map; // [n_equations, n_rows]
  double shrinkage = 0;
  Origin origin = Origin::given;
};

Weights weights_of(CovarianceModes const* modes, Eigen::Index n_rows, Weighting weighting) {
  if (modes == nullptr || weighting == Weighting::uniform)
    return {Eigen::MatrixXd::Identity(n_rows, n_rows), 0, Origin::given};
  if (weighting == Weighting::diagonal)
    return {column_norms(modes->deviations()).cwiseInverse().asDiagonal(), 0, Origin::given};
  if (!modes->short_of_bins()) return {modes->whitener(), 0, Origin::kept_modes};
  auto shrunk = shrunk_whitener(modes->deviations());
  return {std::move(shrunk.whitener), shrunk.shrinkage, Origin::shrunk};
}

struct Solution {
  Eigen::MatrixXd to_couplings; // [n_terms, n_rows]: couplings = -(to_couplings * G4c)
  Eigen::MatrixXd amplitudes;   // [rank, n_terms]: kept directions of the couplings
};

Solution solve(Eigen::MatrixXd const& weights, Eigen::MatrixXd const& design, CouplingFit& fit) {
  Eigen::MatrixXd columns = weights * design;
  Eigen::VectorXd scale = column_norms(columns);
  for (double& s : scale)
    if (s == 0) s = 1;
  columns = columns * scale.cwiseInverse().asDiagonal();
  Eigen::JacobiSVD<Eigen::MatrixXd> svd(columns, Eigen::ComputeThinU | Eigen::ComputeFullV);
  svd.setThreshold(kept_part);
  auto const n_terms = design.cols();
  fit.rank = static_cast<int>(svd.rank());
  fit.singular_values = Eigen::VectorXd::Zero(n_terms);
  fit.singular_values.head(svd.singularValues().size()) = svd.singularValues();
  double const largest = fit.singular_values[0];
  fit.condition = largest / std::max(fit.singular_values[n_terms - 1], 1e-17 * largest);
  Eigen::MatrixXd const directions = svd.matrixV().transpose();
  fit.free_directions =
      directions.bottomRows(n_terms - fit.rank) * scale.cwiseInverse().asDiagonal();
  Eigen::VectorXd const singular = fit.singular_values.head(fit.rank);
  Eigen::MatrixXd const kept = directions.topRows(fit.rank);
  return {scale.cwiseInverse().asDiagonal() *
              (kept.transpose() * singular.cwiseInverse().asDiagonal() *
               (svd.matrixU().leftCols(fit.rank).transpose() * weights))
                  .eval(),
          singular.asDiagonal() * kept * scale.asDiagonal()};
}

// Delete-one-bin jackknife of the whole fit, weights included: what their noise does to the
// couplings is part of their error. Rows of `modes` are deviations: leaving bin b out moves the
// values by deviations_b sqrt(n/(n - 1)).
Eigen::MatrixXd refitted_deviations(CovarianceModes const& modes, Eigen::MatrixXd const& design) {
  Eigen::Index const n = modes.n_bins();
  double const step = std::sqrt(static_cast<double>(n) / static_cast<double>(n - 1));
  Eigen::MatrixXd couplings(n, design.cols());
  for (Eigen::Index b = 0; b < n; ++b) {
    Eigen::MatrixXd rest(n - 1, design.rows());
    rest << modes.deviations().topRows(b), modes.deviations().bottomRows(n - 1 - b);
    Eigen::RowVectorXd const centre = rest.colwise().mean();
    rest.rowwise() -= centre;
    CouplingFit ignored;
    auto const [to_couplings, amplitudes] = solve(shrunk_whitener(rest).whitener, design, ignored);
    couplings.row(b) =
        -(to_couplings * (modes.values() - step * modes.deviations().row(b).transpose()))
             .transpose();
  }
  Eigen::RowVectorXd const mean = couplings.colwise().mean();
  return -(couplings.rowwise() - mean) / step;
}

Eigen::MatrixXd deviations_of(CovarianceModes const& modes, Weights const& weights,
                              Eigen::MatrixXd const& design, Eigen::MatrixXd const& to_couplings,
                              int rank) {
  if (weights.origin == Origin::shrunk) return refitted_deviations(modes, design);
  double const factor = weights.origin == Origin::kept_modes
                            ? error_inflation(modes.n_bins() - 1, modes.n_modes(), rank)
                            : 1;
  return -factor * modes.deviations() * to_couplings.transpose();
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

PercentageErrors percentage_errors(Eigen::VectorXd const& g4_connected,
                                   Eigen::VectorXd const& predicted, Eigen::VectorXd const& wick4,
                                   std::vector<std::uint8_t> const& used) {
  return {mean_percentage_error(g4_connected, predicted, used),
          mean_percentage_error(wick4 + g4_connected, wick4 + predicted, used)};
}

CouplingFit fit_couplings(Estimate const& g4_connected, Eigen::MatrixXd const& design,
                          std::vector<QuarticTerm> const& terms, Eigen::VectorXd const& wick4,
                          std::vector<std::uint8_t> const& used, Weighting weighting) {
  NNFT_EXPECT(design.rows() == g4_connected.value.size());
  NNFT_EXPECT(design.cols() == static_cast<Eigen::Index>(terms.size()));
  CouplingFit fit;
  fit.terms = terms;
  fit.couplings = fit.singular_values = Eigen::VectorXd::Zero(design.cols());
  fit.deviations = Eigen::MatrixXd::Zero(g4_connected.deviations.rows(), design.cols());
  auto const rows = marked(used);
  if (rows.empty()) return fit;

  Eigen::MatrixXd const design_in_use = design(rows, Eigen::all);
  std::optional<CovarianceModes> modes;
  if (!g4_connected.is_exact()) {
    modes.emplace(g4_connected, rows);
    fit.goodness = modes->goodness_of_fit(design_in_use);
  }
  auto const weights = weights_of(modes ? &*modes : nullptr, design_in_use.rows(), weighting);
  fit.shrinkage = weights.shrinkage;
  auto const [to_couplings, amplitudes] = solve(weights.map, design_in_use, fit);
  fit.couplings = -to_couplings * g4_connected.value(rows);
  if (modes) {
    fit.deviations = deviations_of(*modes, weights, design_in_use, to_couplings, fit.rank);
    Eigen::VectorXd const error = column_norms(fit.deviations * amplitudes.transpose());
    fit.significance = (amplitudes * fit.couplings).cwiseAbs().cwiseQuotient(error);
  }
  fit.percentage_errors =
      percentage_errors(g4_connected.value, -design * fit.couplings, wick4, used);
  return fit;
}

} // namespace nnft::eft
