#include "nnft/eft/eft_record.hpp"

#include "nnft/config/plan_text.hpp"
#include "nnft/core/contract.hpp"

#include <string>
#include <vector>

namespace nnft::eft {
namespace {

void add_sextic(SexticCoupling const& sextic, std::vector<std::string>& names,
                Eigen::VectorXd& couplings, Eigen::MatrixXd& deviations, result::Group& group) {
  names.emplace_back("sextic");
  couplings.conservativeResize(couplings.size() + 1);
  couplings.tail(1)[0] = sextic.kappa;
  deviations.conservativeResize(Eigen::NoChange, couplings.size());
  deviations.rightCols(1) = sextic.deviations;
  group.attributes["sextic_spread"] = sextic.spread;
  group.attributes["sextic_contact_only"] = sextic.contact_only;
  if (sextic.cubature_error > 0) group.attributes["sextic_cubature_error"] = sextic.cubature_error;
}

void add_couplings(EftFindings const& findings, result::Group& group) {
  auto const& fit = *findings.fit;
  std::vector<std::string> names;
  for (auto const term : fit.terms)
    names.emplace_back(name_of(term));
  Eigen::VectorXd couplings = fit.couplings;
  Eigen::MatrixXd deviations = fit.deviations;
  if (findings.sextic != nullptr) add_sextic(*findings.sextic, names, couplings, deviations, group);
  Eigen::MatrixXd const covariance = deviations.transpose() * deviations;
  auto& values = group.datasets["couplings"] = result::dataset_of(
      couplings, "couplings of the action S = S_GP + int [lambda0 + lambda2 |y|^2] "
                 "f^4 + lambdaNL (int f^2)^2 + kappa int f^6, Wick-ordered, in the "
                 "box of the cutoff; order as in the attribute names");
  values.attributes["names"] = names;
  group.datasets["covariance"] =
      result::dataset_of(covariance, "covariance of the couplings; zeros for exact correlators");
  group.attributes["names"] = names;
  if (findings.cubature_error.size() > 0)
    group.datasets["cubature_error"] = result::dataset_of(
        findings.cubature_error, "errors of the couplings from randomised integrals, in their "
                                 "order; not part of covariance");
}

void add_fit(EftFindings const& findings, result::Group& group) {
  auto const& fit = *findings.fit;
  group.datasets["singular_values"] =
      result::dataset_of(fit.singular_values, "singular values of the weighted design of the "
                                              "quartic couplings, columns scaled to unit norm");
  if (fit.significance.size() > 0)
    group.datasets["significance"] = result::dataset_of(
        fit.significance, "amplitude of each kept direction of the quartic couplings over its "
                          "error, in the order of singular_values");
  if (fit.free_directions.rows() > 0)
    group.datasets["free_directions"] = result::dataset_of(
        fit.free_directions, "changes of the quartic couplings that no component sees, one a row");
  auto& a = group.attributes;
  auto const weights = fit.deviations.rows() > 0 ? findings.weights : Weighting::uniform; // exact
  a["weights"] = std::string(weighting_names()[static_cast<std::size_t>(weights)]);
  a["rank"] = std::int64_t{fit.rank};
  a["condition"] = fit.condition;
  a["mape_g4_connected"] = fit.percentage_errors.g4_connected;
  a["mape_g4"] = fit.percentage_errors.g4;
  if (findings.weights == Weighting::full && fit.deviations.rows() > 0)
    a["shrinkage"] = fit.shrinkage;
  if (!fit.goodness) return;
  a["chi2"] = fit.goodness->chi2;
  a["dof"] = std::int64_t{fit.goodness->dof};
  if (fit.goodness->p_value) a["p_value"] = *fit.goodness->p_value;
}

result::Dataset marks_of(std::vector<std::uint8_t> const& used, std::string description) {
  return {{used.size()}, used, std::move(description), {}};
}

void add_prediction(SixPointPrediction const& six, bool measured, result::Group& group) {
  group.datasets["g6_prediction"] = result::dataset_of(
      six.g6, "G6 from the couplings: Wick6 + sum_15 K G4c_model (+ sextic), units of [f]^6");
  bool any = false;
  for (auto const use : six.used)
    any = any || use != 0;
  if (!any) return; // G6 vanishes in every row: there is no ratio to it
  group.datasets["delta"] =
      result::dataset_of(six.delta, "g6_prediction/G6, dimensionless; rows that delta_used marks");
  group.datasets["delta_used"] =
      marks_of(six.used, "1: delta applies; 0: G6 vanishes there (delta then holds 0)");
  group.attributes["delta_mean"] = six.mean_delta;
  group.attributes["delta_spread"] = six.spread;
  if (measured) group.attributes["delta_error"] = six.mean_delta_error;
}

void add_test(CouplingTest const& test, result::Group& group) {
  auto& part = group.at("test");
  part.datasets["points"] = result::dataset_of(Eigen::MatrixXd(test.points.x.transpose()),
                                               "points of the test, one a row, units of [x]");
  part.datasets["g4_connected_exact"] = result::dataset_of(
      test.exact, "exact connected G4 at the test points, rows as in /layout but for their number "
                  "of points, units of [f]^4");
  part.datasets["g4_connected_prediction"] = result::dataset_of(
      test.predicted, "the same from the fitted quartic couplings, units of [f]^4");
  group.attributes["mape_g4_connected_test"] = test.errors.g4_connected;
  group.attributes["mape_g4_test"] = test.errors.g4;
}

void add_diagnostics(EftFindings const& findings, result::Group& group) {
  auto& a = group.attributes;
  if (findings.one_loop_ratio) a["one_loop_ratio"] = *findings.one_loop_ratio;
  if (!findings.shares) return;
  a["connected_share"] = findings.shares->connected;
  if (findings.shares->exchange) a["exchange_share"] = *findings.shares->exchange;
  if (findings.shares->contact) a["contact_share"] = *findings.shares->contact;
}

} // namespace

result::Group record_of(EftFindings const& findings) {
  result::Group group;
  group.attributes["cutoff"] = findings.cutoff;
  bool const measured = findings.fit != nullptr && findings.fit->deviations.rows() > 0;
  if (findings.fit != nullptr) {
    add_couplings(findings, group);
    add_fit(findings, group);
  }
  if (findings.six_point != nullptr) add_prediction(*findings.six_point, measured, group);
  if (findings.test != nullptr) add_test(*findings.test, group);
  add_diagnostics(findings, group);
  return group;
}

} // namespace nnft::eft
