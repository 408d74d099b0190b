#include "nnft/eft/eft_record.hpp"
#include "nnft/eft/replicates.hpp"

#include <cmath>
#include <string>
#include <vector>

namespace nnft::eft {
namespace {

std::string const lambda_units = "units of [f]^-4 [x]^-d_in";

template <class Values>
void add(result::Group& group, std::string const& name, Values const& values, std::string text) {
  group.datasets[name] = result::dataset_of(values, std::move(text));
}

void add_integers(result::Group& group, std::string const& name, std::vector<std::int64_t> values,
                  std::string text) {
  group.datasets[name] = {{values.size()}, std::move(values), std::move(text), {}};
}

void add_line(CutoffScan::Line const& line, result::Group& group) {
  auto& a = group.attributes;
  a["slope"] = line.slope;
  a["slope_error"] = line.slope_error;
  a["intercept"] = line.intercept;
  if (line.r_squared) a["r_squared"] = *line.r_squared;
  a["slope_of_mean"] = line.slope_of_mean;
  a["slope_last"] = line.slope_last;
  add(group, "quartic_local_slope", line.local_slopes,
      "slope of log|quartic_mean| between each cutoff and the next, finite ones");
}

struct Dimensionless {
  std::vector<double> dimensions;
  Eigen::MatrixXd coupling, beta; // [n_cutoffs, n_dimensions]
};

// g L^Delta and Delta g L^Delta + L^Delta beta, for the two dimensions Delta = d_in (f without
// dimension) and d_in + legs ([f] = [x]); at infinite cutoff they do not exist.
Dimensionless dimensionless(std::vector<double> const& cutoffs, int d_in, int legs,
                            Eigen::VectorXd const& coupling, Eigen::VectorXd const& beta) {
  Dimensionless d{{static_cast<double>(d_in), static_cast<double>(d_in + legs)}, {}, {}};
  d.coupling.resize(coupling.size(), 2);
  d.beta.resize(coupling.size(), 2);
  for (Eigen::Index c = 0; c < coupling.size(); ++c)
    for (Eigen::Index k = 0; k < 2; ++k) {
      double const dimension = d.dimensions[static_cast<std::size_t>(k)];
      double const unit = std::pow(cutoffs[static_cast<std::size_t>(c)], dimension);
      d.coupling(c, k) = unit * coupling[c];
      d.beta(c, k) = dimension * d.coupling(c, k) + unit * beta[c];
    }
  return d;
}

void add_dimensionless(CutoffScan const& scan, int d_in, result::Group& group) {
  if (std::isinf(scan.cutoffs.back())) return;
  auto const d = dimensionless(scan.cutoffs, d_in, 4, scan.quartic, scan.beta);
  group.attributes["dimensions"] = d.dimensions;
  add(group, "quartic_dimensionless", d.coupling,
      "quartic Lambda^Delta, a column for each Delta of the attribute dimensions");
  add(group, "beta_dimensionless", d.beta,
      "d quartic_dimensionless/d log Lambda, at fixed weights, columns alike");
}

void add_sextic_dimensionless(CutoffScan const& scan, int d_in, SixPointScan::Sextic const& sextic,
                              result::Group& group) {
  if (std::isinf(scan.cutoffs.back())) return;
  auto const d = dimensionless(scan.cutoffs, d_in, 6, sextic.kappa, sextic.beta);
  group.attributes["sextic_dimensions"] = d.dimensions;
  add(group, "sextic_dimensionless", d.coupling,
      "sextic Lambda^Delta, a column for each Delta of the attribute sextic_dimensions");
  add(group, "beta_sextic_dimensionless", d.beta,
      "d sextic_dimensionless/d log Lambda, columns alike");
}

void add_means(CutoffScan const& scan, result::Group& group) {
  add(group, "quartic", scan.quartic,
      "weighted mean over rows in use, full covariance and real spread; exact correlators: plain "
      "mean; " +
          lambda_units);
  add(group, "quartic_error", scan.quartic_error,
      "statistical error of quartic; 0 for exact correlators");
  add(group, "quartic_mean", scan.mean, "plain mean over rows in use, " + lambda_units);
  add(group, "quartic_mean_error", scan.mean_error,
      "statistical error of quartic_mean; 0 for exact correlators");
  if (scan.mean_without.rows() > 0)
    add(group, "quartic_cubature_error", jackknife_error(scan.mean_without),
        "error of quartic_mean from the randomised cubature of I4");
  add(group, "quartic_median", scan.median, "median over rows in use, " + lambda_units);
  add(group, "quartic_spread", scan.spread, "standard deviation over rows in use, ddof = 0");
  add_integers(group, "quartic_positive", scan.positive, "rows in use with lambda > 0");
  add_integers(group, "quartic_negative", scan.negative, "rows in use with lambda < 0");
  add(group, "beta_quartic", scan.beta,
      "d quartic/d log Lambda at fixed weights, exact derivative of I4; 0 at infinite Lambda");
  add(group, "beta_quartic_error", scan.beta_error,
      "statistical error of beta_quartic; 0 for exact correlators");
  if (scan.chi2.size() == 0) return;
  add(group, "chi2", scan.chi2, "chi-square of 'all rows in use have one lambda', full covariance");
  add_integers(group, "dof", {scan.dof.begin(), scan.dof.end()},
               "degrees of freedom of chi2: kept modes of the covariance minus one");
  if (scan.p_value.size() == scan.cutoffs.size())
    add(group, "p_value", scan.p_value, "of chi2, Hotelling's F: is lambda one constant?");
}

void add_limits(FlowLimits const& limits, result::Group& group) {
  auto& a = group.attributes;
  a["slope_uv"] = limits.slope_uv;
  a["slope_ir"] = limits.slope_ir;
  if (limits.quartic_uv) a["quartic_uv"] = *limits.quartic_uv;
  if (limits.quartic_ir) a["quartic_ir"] = *limits.quartic_ir;
}

void add_sextic(SixPointScan::Sextic const& s, bool measured, result::Group& group) {
  add(group, "sextic", s.kappa,
      "kappa: mean over rows in use, quartic_mean in the exchange part, units of [f]^-6 [x]^-d_in");
  add(group, "sextic_error", s.error, "statistical error of sextic; 0 for exact correlators");
  add(group, "sextic_spread", s.spread, "standard deviation of kappa over rows in use, ddof = 0");
  add(group, "sextic_contact_only", s.contact_only, "what sextic would be without exchange");
  if ((s.cubature_error.array() > 0).any())
    add(group, "sextic_cubature_error", s.cubature_error,
        "error of sextic from the randomised cubature of the exchange part and, where they are "
        "randomised, too, of I4 and I6");
  add(group, "beta_sextic", s.beta,
      "d sextic/d log Lambda at fixed correlators and plain means, exact derivatives of the "
      "integrals; 0 at infinite Lambda");
  add(group, "beta_sextic_error", s.beta_error,
      "statistical error of beta_sextic; 0 for exact correlators");
  if ((s.beta_cubature_error.array() > 0).any())
    add(group, "beta_sextic_cubature_error", s.beta_cubature_error,
        "error of beta_sextic from the randomised cubature of the exchange part");
  add(group, "delta_sextic", s.delta,
      "prediction with quartic_mean, its exchange part and sextic, over G6; mean over rows");
  if (measured)
    add(group, "delta_sextic_error", s.delta_error, "statistical error of delta_sextic");
  group.attributes["sextic_slope_expected"] = s.slope_expected;
  if (s.local_slopes.size() == 0) return;
  add(group, "sextic_local_slope", s.local_slopes,
      "slope of log|sextic| between each cutoff and the next, finite ones");
  group.attributes["sextic_slope"] = *s.slope;
  group.attributes["sextic_slope_error"] = s.slope_error;
  group.attributes["sextic_slope_last"] = s.local_slopes[s.local_slopes.size() - 1];
}

void add_six_point(SixPointScan const& six, bool measured, result::Group& group) {
  add(group, "delta_tensor", six.delta_tensor,
      "6-point function predicted with quartic_tensor over G6, mean over rows: independent of the "
      "cutoff");
  add(group, "delta", six.delta,
      "6-point function predicted with quartic_mean over G6, mean over rows");
  add(group, "delta_spread", six.delta_spread, "standard deviation of delta over rows, ddof = 0");
  if (measured) {
    add(group, "delta_tensor_error", six.delta_tensor_error, "statistical error of delta_tensor");
    add(group, "delta_error", six.delta_error, "statistical error of delta");
  }
  if (six.sextic) add_sextic(*six.sextic, measured, group);
}

} // namespace

result::Group record_of(ScanFindings const& findings) {
  auto const& scan = *findings.scan;
  result::Group group;
  add(group, "cutoff", scan.cutoffs,
      "half-width Lambda of the box [-Lambda, Lambda]^d_in, units of [x]");
  add(group, "quartic_tensor", scan.tensor,
      "-G4_connected/(24 I4) row by row (two pairs of labels: 8 for 24), " + lambda_units +
          "; 0 in rows not in use");
  group.datasets["used"] = {{scan.used.size()},
                            scan.used,
                            "1: in use; 0: G4_connected or the vertex integral vanishes",
                            {}};
  if (scan.integral_error.rows() > 0)
    add(group, "integral_error", scan.integral_error,
        "relative standard error of I4 from the randomised cubature, row by row as quartic_tensor");
  group.attributes["method"] = findings.integrals->method;
  group.attributes["slope_expected"] = scan.slope_expected;
  if (scan.quartic.size() == 0) return group;
  add_means(scan, group);
  if (scan.line) add_line(*scan.line, group);
  if (findings.limits != nullptr) {
    add_limits(*findings.limits, group);
    add_dimensionless(scan, findings.integrals->d_in, group);
  }
  if (findings.six_point == nullptr) return group;
  add_six_point(*findings.six_point, scan.chi2.size() > 0, group);
  if (findings.six_point->sextic)
    add_sextic_dimensionless(scan, findings.integrals->d_in, *findings.six_point->sextic, group);
  return group;
}

} // namespace nnft::eft
