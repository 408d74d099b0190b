#include "nnft/eft/six_point_scan.hpp"

#include "nnft/core/contract.hpp"
#include "nnft/eft/flow_limits.hpp"
#include "nnft/eft/quartic_tree.hpp"
#include "nnft/eft/replicates.hpp"
#include "nnft/eft/sextic_coupling.hpp"
#include "nnft/eft/sextic_flow.hpp"

#include <algorithm>
#include <cmath>

namespace nnft::eft {
namespace {

// What one unit of lambda does to -G4c at a cutoff, [n_4].
Eigen::VectorXd vertex_at(VertexIntegrals const& integrals, Eigen::Index cutoff,
                          CorrelatorLayout const& four) {
  return label_factors(four).cwiseProduct(
      integrals.quartic.row(cutoff)(point_rows(four)).transpose());
}

// lambda_r of every component; in rows not in use the model vanishes.
ConnectedModel tensor_model(CutoffScan const& scan, Eigen::Index cutoff,
                            Eigen::VectorXd const& vertex, Estimate const& g4_connected) {
  auto model = exact_model(-vertex.cwiseProduct(scan.tensor.row(cutoff).transpose()), {});
  model.g4_deviations = g4_connected.deviations;
  for (std::size_t r = 0; r < scan.used.size(); ++r)
    if (scan.used[r] == 0) model.g4_deviations.col(static_cast<Eigen::Index>(r)).setZero();
  return model;
}

ConnectedModel mean_model(CutoffScan const& scan, Eigen::Index cutoff,
                          Eigen::VectorXd const& vertex) {
  auto model = exact_model(-vertex * scan.mean[cutoff], {});
  model.g4_deviations = -scan.mean_deviations.col(cutoff) * vertex.transpose();
  return model;
}

void without_sextic(ConnectedModel& model, Estimate const& g6) {
  model.g6 = Eigen::VectorXd::Zero(g6.value.size());
  model.g6_deviations = Eigen::MatrixXd::Zero(g6.deviations.rows(), g6.value.size());
}

SixPointScan::Sextic empty_sextic(Architecture const& architecture, Eigen::Index n) {
  SixPointScan::Sextic s;
  for (auto* v : {&s.kappa, &s.error, &s.spread, &s.contact_only, &s.cubature_error, &s.delta,
                  &s.delta_error, &s.beta, &s.beta_error, &s.beta_cubature_error})
    v->resize(n);
  s.slope_expected = slope_at_large_cutoffs(architecture, 6);
  return s;
}

void note(SexticCoupling const& found, SixPointPrediction const& prediction, Eigen::Index c,
          SixPointScan::Sextic& sextic) {
  sextic.kappa[c] = found.kappa;
  sextic.error[c] = found.deviations.norm();
  sextic.deviations.conservativeResize(found.deviations.size(), sextic.kappa.size());
  sextic.deviations.col(c) = found.deviations;
  sextic.replicates.conservativeResize(found.replicates.size(), sextic.kappa.size());
  sextic.replicates.col(c) = found.replicates;
  sextic.spread[c] = found.spread;
  sextic.contact_only[c] = found.contact_only;
  sextic.cubature_error[c] = found.cubature_error;
  sextic.delta[c] = prediction.mean_delta;
  sextic.delta_error[c] = prediction.mean_delta_error;
}

// Error of kappa from the randomised integrals over one vertex: I6, and I4 by way of lambda.
double vertex_cubature_error(CutoffScan const& scan, SixPointNumbers const& numbers,
                             SixPointTheory const& theory, Eigen::Index c) {
  auto const n = scan.mean_without.rows();
  if (n == 0) return 0;
  auto const g6 = without_errors(*numbers.g6_connected);
  Eigen::ArrayXd const known = (theory.integrals.contact(c).array() != 0).cast<double>();
  Eigen::VectorXd kappa(n);
  for (Eigen::Index k = 0; k < n; ++k) {
    auto const rest = theory.integrals.without(static_cast<std::size_t>(k));
    Eigen::VectorXd const contact = (rest.sextic.row(c).transpose().array() * known).matrix();
    kappa[k] = sextic_coupling(g6, theory.layouts.of(6),
                               {Eigen::VectorXd::Constant(1, scan.mean_without(k, c)),
                                Eigen::MatrixXd::Zero(0, 1)},
                               contact, *theory.exchange, static_cast<std::size_t>(c))
                   .kappa;
  }
  return jackknife_error(kappa)[0];
}

// The slope is linear in small changes of log|kappa|: sum_c a_c log|kappa_c|, a = x/|x|^2 with x
// the centred log L.
double slope_error(std::vector<double> const& cutoffs, SixPointScan::Sextic const& sextic) {
  Eigen::Index const n = sextic.local_slopes.size() + 1; // finite cutoffs
  Eigen::ArrayXd x = Eigen::Map<Eigen::ArrayXd const>(cutoffs.data(), n).log();
  x -= x.mean();
  Eigen::ArrayXd const kappa = sextic.kappa.head(n).array();
  Eigen::ArrayXd const y = kappa.abs().log();
  double const square = x.square().sum();
  Eigen::ArrayXd const residual = y - y.mean() - *sextic.slope * x;
  double const freedom = std::max<double>(1, static_cast<double>(n - 2));
  double const curvature = std::sqrt(residual.square().sum() / freedom / square);
  Eigen::VectorXd const a = (x / square / kappa).matrix();
  double const statistical = (sextic.deviations.leftCols(n) * a).norm();
  double cubature = 0;
  if (auto const r = static_cast<double>(sextic.replicates.rows()); r > 1) {
    Eigen::ArrayXd const slopes = (sextic.replicates.leftCols(n) * a).array();
    cubature = std::sqrt((slopes - slopes.mean()).square().sum() / (r * (r - 1)));
  }
  return std::max(1e-12, std::hypot(curvature, statistical, cubature));
}

void add_slopes(std::vector<double> const& cutoffs, SixPointScan::Sextic& sextic) {
  if ((sextic.kappa.array() == 0).any()) return;
  sextic.local_slopes = local_slopes(cutoffs, sextic.kappa);
  if (sextic.local_slopes.size() == 0) return;
  sextic.slope = slope_of_log(cutoffs, sextic.kappa);
  sextic.slope_error = slope_error(cutoffs, sextic);
}

} // namespace

SixPointScan six_point_scan(Architecture const& architecture, CutoffScan const& scan,
                            SixPointNumbers const& numbers, SixPointTheory const& theory) {
  auto const n = static_cast<Eigen::Index>(scan.cutoffs.size());
  NNFT_EXPECT(scan.mean.size() == n && theory.integrals.cutoffs == scan.cutoffs);
  SixPointScan result;
  for (auto* v : {&result.delta_tensor, &result.delta_tensor_error, &result.delta,
                  &result.delta_error, &result.delta_spread})
    v->resize(n);
  if (theory.exchange != nullptr) result.sextic = empty_sextic(architecture, n);
  for (Eigen::Index c = 0; c < n; ++c) {
    auto const vertex = vertex_at(theory.integrals, c, theory.layouts.of(4));
    auto by_tensor = tensor_model(scan, c, vertex, numbers.g4_connected);
    without_sextic(by_tensor, numbers.g6);
    auto const tensor = theory.predict(by_tensor, numbers.g6);
    result.delta_tensor[c] = tensor.mean_delta;
    result.delta_tensor_error[c] = tensor.mean_delta_error;
    auto model = mean_model(scan, c, vertex);
    without_sextic(model, numbers.g6);
    auto const mean = theory.predict(model, numbers.g6);
    result.delta[c] = mean.mean_delta;
    result.delta_error[c] = mean.mean_delta_error;
    result.delta_spread[c] = mean.spread;
    if (theory.exchange == nullptr) continue;
    auto const found =
        sextic_coupling(*numbers.g6_connected, theory.layouts.of(6),
                        {Eigen::VectorXd::Constant(1, scan.mean[c]), scan.mean_deviations.col(c)},
                        theory.integrals.contact(c), *theory.exchange, static_cast<std::size_t>(c));
    model.g6 = found.g6_connected_model;
    model.g6_deviations = found.model_deviations;
    note(found, theory.predict(model, numbers.g6), c, *result.sextic);
    auto const flow = sextic_beta(*numbers.g6_connected, theory.layouts.of(6),
                                  {scan, c, found, theory.integrals, *theory.exchange});
    result.sextic->beta[c] = flow.beta;
    result.sextic->beta_error[c] = flow.error;
    result.sextic->beta_cubature_error[c] = flow.cubature_error;
    result.sextic->cubature_error[c] =
        std::hypot(found.cubature_error, vertex_cubature_error(scan, numbers, theory, c));
  }
  if (result.sextic) add_slopes(scan.cutoffs, *result.sextic);
  return result;
}

} // namespace nnft::eft
