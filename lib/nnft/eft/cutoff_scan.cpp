#include "nnft/eft/cutoff_scan.hpp"

#include "nnft/core/contract.hpp"
#include "nnft/eft/flow_limits.hpp"
#include "nnft/eft/quartic_tree.hpp"
#include "nnft/eft/weighted_mean.hpp"

#include <algorithm>
#include <cmath>

namespace nnft::eft {
namespace {

constexpr double slope_error_floor = 1e-12;

double median_of(Eigen::VectorXd values) {
  auto const half = values.begin() + values.size() / 2;
  std::nth_element(values.begin(), half, values.end());
  if (values.size() % 2 == 1) return *half;
  return (*half + *std::max_element(values.begin(), half)) / 2;
}

// Number of finite cutoffs.
Eigen::Index finite(std::vector<double> const& cutoffs) {
  return std::count_if(cutoffs.begin(), cutoffs.end(), [](double l) { return l < INFINITY; });
}

// Slope of the least-squares line through the points (x, y).
double slope_of(Eigen::ArrayXd const& x, Eigen::ArrayXd const& y) {
  Eigen::ArrayXd const centred = x - x.mean();
  return (centred * (y - y.mean())).sum() / centred.square().sum();
}

std::optional<CutoffScan::Line> line_through(std::vector<double> const& cutoffs,
                                             Eigen::MatrixXd const& tensor,
                                             Eigen::VectorXd const& mean) {
  auto const n = finite(cutoffs);
  if (n < 2) return std::nullopt;
  Eigen::ArrayXd const x = Eigen::Map<Eigen::ArrayXd const>(cutoffs.data(), n).log();
  Eigen::ArrayXXd const y = tensor.topRows(n).array().abs().log();
  Eigen::ArrayXd const centred = x - x.mean();
  auto const components = static_cast<double>(y.cols());

  CutoffScan::Line line;
  // All components have the same cutoffs, so the common slope is that of their mean.
  line.slope = slope_of(x, y.rowwise().mean());
  line.intercept = y.mean() - line.slope * x.mean();
  double const total = (y - y.mean()).square().sum();
  Eigen::ArrayXXd const within =
      y.rowwise() - (y.colwise().mean()) - (line.slope * centred).replicate(1, y.cols());
  if (total > 0) {
    double const residual =
        ((y - y.mean()) - (line.slope * centred).replicate(1, y.cols())).square().sum();
    line.r_squared = std::max(0.0, 1 - residual / total);
  }
  double const freedom = std::max(1.0, static_cast<double>(y.size()) - components - 1);
  double const curvature =
      std::sqrt(within.square().sum() / freedom / (components * centred.square().sum()));
  line.slope_error = std::max(slope_error_floor, curvature);
  line.slope_of_mean = slope_of_log(cutoffs, mean);
  line.local_slopes = local_slopes(cutoffs, mean);
  line.slope_last = line.local_slopes[n - 2];
  return line;
}

void summarise(CutoffScan& scan, Estimate const& g4_connected, Eigen::MatrixXd const& divisor,
               Eigen::MatrixXd const& log_flow) {
  auto const rows = marked(scan.used);
  auto const n = scan.tensor.rows();
  if (rows.empty()) return;
  std::optional<CovarianceModes> modes;
  if (!g4_connected.is_exact()) {
    modes.emplace(g4_connected, rows);
    scan.chi2.resize(n);
  }
  for (auto* v : {&scan.quartic, &scan.quartic_error, &scan.mean, &scan.mean_error, &scan.median,
                  &scan.spread, &scan.beta, &scan.beta_error, &scan.mean_beta})
    v->resize(n);
  scan.mean_deviations.resize(g4_connected.deviations.rows(), n);
  scan.mean_beta_deviations.resize(g4_connected.deviations.rows(), n);
  for (Eigen::Index c = 0; c < n; ++c) {
    Eigen::VectorXd const lambda = scan.tensor.row(c)(rows).transpose();
    auto const count = static_cast<double>(lambda.size());
    scan.mean[c] = lambda.mean();
    scan.median[c] = median_of(lambda);
    scan.spread[c] = std::sqrt((lambda.array() - scan.mean[c]).square().sum() / count);
    scan.positive.push_back((lambda.array() > 0).count());
    scan.negative.push_back((lambda.array() < 0).count());
    Eigen::VectorXd weights = Eigen::VectorXd::Constant(lambda.size(), 1 / count);
    scan.mean_deviations.col(c) = g4_connected.deviations(Eigen::all, rows) *
                                  weights.cwiseQuotient(divisor.row(c)(rows).transpose());
    scan.mean_error[c] = scan.mean_deviations.col(c).norm();
    scan.quartic[c] = scan.mean[c];
    scan.quartic_error[c] = 0;
    if (modes) {
      auto const weighted = weighted_mean(*modes, divisor.row(c)(rows).transpose());
      weights = weighted.weights;
      scan.quartic[c] = weighted.value;
      scan.quartic_error[c] = weighted.error;
      scan.chi2[c] = weighted.constant.chi2;
      scan.dof.push_back(weighted.constant.dof);
      if (weighted.constant.p_value) scan.p_value.push_back(*weighted.constant.p_value);
    }
    Eigen::VectorXd const rate = -log_flow.row(c)(rows).transpose();
    Eigen::MatrixXd const moved = g4_connected.deviations(Eigen::all, rows) *
                                  rate.cwiseQuotient(divisor.row(c)(rows).transpose()).asDiagonal();
    scan.beta[c] = weights.dot(lambda.cwiseProduct(rate));
    scan.beta_error[c] = (moved * weights).norm();
    scan.mean_beta[c] = lambda.cwiseProduct(rate).mean();
    scan.mean_beta_deviations.col(c) = moved.rowwise().mean();
  }
  scan.line = line_through(scan.cutoffs, scan.tensor(Eigen::all, rows), scan.mean);
}

// Scatter of the slope over the replicates of a randomised cubature: their standard error.
double cubature_error_of_slope(CutoffScan const& scan, VertexIntegrals const& integrals,
                               std::vector<Eigen::Index> const& columns) {
  auto const n = finite(scan.cutoffs);
  auto const replicates = static_cast<Eigen::Index>(integrals.replicates.size());
  Eigen::ArrayXd const x = Eigen::Map<Eigen::ArrayXd const>(scan.cutoffs.data(), n).log();
  Eigen::ArrayXd slopes(replicates);
  for (Eigen::Index r = 0; r < replicates; ++r) {
    Eigen::MatrixXd const i4 =
        integrals.replicates[static_cast<std::size_t>(r)].quartic.topRows(n)(Eigen::all, columns);
    slopes[r] = slope_of(x, -i4.array().abs().log().rowwise().mean());
  }
  auto const count = static_cast<double>(replicates);
  return std::sqrt((slopes - slopes.mean()).square().sum() / (count * (count - 1)));
}

// The mean coupling from the integrals without each of their replicates.
Eigen::MatrixXd means_without(VertexIntegrals const& integrals, Eigen::VectorXd const& g4_connected,
                              CorrelatorLayout const& layout,
                              std::vector<Eigen::Index> const& rows) {
  auto const n = static_cast<Eigen::Index>(integrals.replicates.size());
  Eigen::VectorXd const factors = label_factors(layout)(rows);
  auto const points = point_rows(layout);
  Eigen::MatrixXd means(n, integrals.quartic.rows());
  for (Eigen::Index k = 0; k < n; ++k) {
    Eigen::MatrixXd const i4 =
        integrals.without(static_cast<std::size_t>(k)).quartic(Eigen::all, points);
    for (Eigen::Index c = 0; c < means.cols(); ++c)
      means(k, c) =
          -(g4_connected(rows).array() / (factors.array() * i4.row(c)(rows).transpose().array()))
               .mean();
  }
  return means;
}

} // namespace

Eigen::VectorXd local_slopes(std::vector<double> const& cutoffs, Eigen::VectorXd const& coupling) {
  Eigen::Index const n = finite(cutoffs);
  Eigen::VectorXd slopes(std::max<Eigen::Index>(0, n - 1));
  for (Eigen::Index c = 0; c < slopes.size(); ++c)
    slopes[c] =
        std::log(std::abs(coupling[c + 1] / coupling[c])) /
        std::log(cutoffs[static_cast<std::size_t>(c) + 1] / cutoffs[static_cast<std::size_t>(c)]);
  return slopes;
}

double slope_of_log(std::vector<double> const& cutoffs, Eigen::VectorXd const& coupling) {
  Eigen::Index const n = finite(cutoffs);
  NNFT_EXPECT(n >= 2);
  return slope_of(Eigen::Map<Eigen::ArrayXd const>(cutoffs.data(), n).log(),
                  coupling.head(n).array().abs().log());
}

CutoffScan cutoff_scan(Architecture const& architecture, Estimate const& g4_connected,
                       CorrelatorLayout const& layout, VertexIntegrals const& integrals) {
  NNFT_EXPECT(layout.order() == 4 && g4_connected.value.size() == layout.size());
  auto const rows = point_rows(layout);
  Eigen::VectorXd const factors = label_factors(layout);
  Eigen::MatrixXd const quartic = integrals.quartic(Eigen::all, rows);
  auto const numbers = integrals.quartic_known();
  Eigen::MatrixXd const divisor = -(quartic * factors.asDiagonal());

  CutoffScan scan;
  scan.cutoffs = integrals.cutoffs;
  scan.slope_expected = slope_at_large_cutoffs(architecture, layout.order());
  scan.used = nonzero_rows(g4_connected, layout);
  scan.tensor = Eigen::MatrixXd::Zero(quartic.rows(), quartic.cols());
  Eigen::MatrixXd log_flow = scan.tensor;
  for (Eigen::Index r = 0; r < quartic.cols(); ++r) {
    bool const integrable = numbers.col(rows[static_cast<std::size_t>(r)]).all();
    auto& use = scan.used[static_cast<std::size_t>(r)];
    if (factors[r] == 0 || !integrable) use = 0;
    if (use == 0) continue;
    scan.tensor.col(r) = g4_connected.value[r] * divisor.col(r).cwiseInverse();
    log_flow.col(r) =
        integrals.quartic_flow.col(rows[static_cast<std::size_t>(r)]).cwiseQuotient(quartic.col(r));
  }
  summarise(scan, g4_connected, divisor, log_flow);
  if (integrals.replicates.empty()) return scan;
  scan.integral_error = integrals.quartic_error().cwiseQuotient(integrals.quartic.cwiseAbs());
  scan.integral_error = scan.integral_error(Eigen::all, rows).eval();
  for (Eigen::Index r = 0; r < quartic.cols(); ++r)
    if (scan.used[static_cast<std::size_t>(r)] == 0) scan.integral_error.col(r).setZero();
  if (scan.quartic.size() > 0)
    scan.mean_without = means_without(integrals, g4_connected.value, layout, marked(scan.used));
  if (!scan.line) return scan;
  std::vector<Eigen::Index> columns;
  for (auto const r : marked(scan.used))
    columns.push_back(rows[static_cast<std::size_t>(r)]);
  scan.line->slope_error =
      std::hypot(scan.line->slope_error, cubature_error_of_slope(scan, integrals, columns));
  return scan;
}

} // namespace nnft::eft
