#include "nnft/eft/eft_record.hpp"

#include "nnft/core/contract.hpp"

#include <string>
#include <vector>

namespace nnft::eft {
namespace {

std::string const lambda_units = "units of [f]^-4 [x]^-d_in";

void add_couplings(EftFindings const& findings, result::Group& group) {
  auto const& fit = *findings.fit;
  std::vector<std::string> names;
  for (auto const term : fit.terms)
    names.emplace_back(name_of(term));
  Eigen::VectorXd couplings = fit.couplings;
  Eigen::MatrixXd deviations = fit.deviations;
  if (auto const* sextic = findings.sextic) {
    names.emplace_back("sextic");
    couplings.conservativeResize(couplings.size() + 1);
    couplings.tail(1)[0] = sextic->kappa;
    deviations.conservativeResize(Eigen::NoChange, couplings.size());
    deviations.rightCols(1) = sextic->deviations;
    group.attributes["sextic_spread"] = sextic->spread;
  }
  Eigen::MatrixXd const covariance = deviations.transpose() * deviations;
  auto& values = group.datasets["couplings"] = result::dataset_of(
      couplings, "couplings of the action S = S_GP + int [lambda0 + lambda2 |y|^2] "
                 "f^4 + lambdaNL (int f^2)^2 + kappa int f^6, Wick-ordered, in the "
                 "box of the cutoff; order as in the attribute names");
  values.attributes["names"] = names;
  group.datasets["covariance"] =
      result::dataset_of(covariance, "covariance of the couplings; zeros for exact correlators");
  group.attributes["names"] = names;
  group.attributes["rank"] = std::int64_t{fit.rank};
  group.attributes["condition"] = fit.condition;
  group.attributes["mape_g4_connected"] = fit.mape_g4_connected;
  group.attributes["mape_g4"] = fit.mape_g4;
  if (fit.goodness) {
    group.attributes["chi2"] = fit.goodness->chi2;
    group.attributes["dof"] = std::int64_t{fit.goodness->dof};
    if (fit.goodness->p_value) group.attributes["p_value"] = *fit.goodness->p_value;
  }
}

void add_line(CutoffScan::Line const& line, result::Group& group) {
  group.attributes["slope"] = line.slope;
  group.attributes["slope_error"] = line.slope_error;
  group.attributes["intercept"] = line.intercept;
  if (line.r_squared) group.attributes["r_squared"] = *line.r_squared;
  group.attributes["slope_of_mean"] = line.slope_of_mean;
  group.attributes["slope_last"] = line.slope_last;
}

} // namespace

result::Group record_of(EftFindings const& findings) {
  result::Group group;
  group.attributes["cutoff"] = findings.cutoff;
  if (findings.fit != nullptr) add_couplings(findings, group);
  if (auto const* six = findings.six_point) {
    group.datasets["g6_prediction"] = result::dataset_of(
        six->g6, "G6 from the couplings: Wick6 + sum_15 K G4c_model (+ sextic), units of [f]^6");
    group.datasets["delta"] = result::dataset_of(
        six->delta, "g6_prediction/G6, dimensionless; 0 in rows where G6 vanishes");
    group.attributes["delta_mean"] = six->mean_delta;
  }
  return group;
}

result::Group record_of(CutoffScan const& scan, std::string const& method) {
  result::Group group;
  auto const add = [&group](std::string const& name, auto const& values, std::string text) {
    group.datasets[name] = result::dataset_of(values, std::move(text));
  };
  add("cutoff", scan.cutoffs, "half-width Lambda of the box [-Lambda, Lambda]^d_in, units of [x]");
  add("quartic_tensor", scan.tensor,
      "-G4_connected/(24 I4) row by row (two pairs of labels: 8 for 24), " + lambda_units +
          "; 0 in rows not in use");
  group.datasets["used"] = {{scan.used.size()},
                            scan.used,
                            "1: in use; 0: G4_connected or the vertex integral vanishes",
                            {}};
  group.attributes["method"] = method;
  group.attributes["slope_expected"] = scan.slope_expected;
  if (scan.quartic.size() == 0) return group;
  add("quartic", scan.quartic,
      "weighted mean over rows in use, full covariance and real spread; exact correlators: plain "
      "mean; " +
          lambda_units);
  add("quartic_error", scan.quartic_error, "statistical error of quartic; 0 for exact correlators");
  add("quartic_mean", scan.mean, "plain mean over rows in use, " + lambda_units);
  add("quartic_median", scan.median, "median over rows in use, " + lambda_units);
  add("quartic_spread", scan.spread, "standard deviation over rows in use, ddof = 0");
  add("beta_quartic", scan.beta,
      "d quartic/d log Lambda at fixed weights, exact derivative of I4; 0 at infinite Lambda");
  if (scan.chi2.size() > 0) {
    add("chi2", scan.chi2, "chi-square of 'all rows in use have one lambda', full covariance");
    group.datasets["dof"] = {{scan.dof.size()},
                             std::vector<std::int64_t>(scan.dof.begin(), scan.dof.end()),
                             "degrees of freedom of chi2: kept modes of the covariance minus one",
                             {}};
  }
  if (scan.line) add_line(*scan.line, group);
  return group;
}

} // namespace nnft::eft
