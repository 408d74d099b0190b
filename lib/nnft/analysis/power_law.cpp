#include "nnft/analysis/power_law.hpp"

#include "nnft/core/error.hpp"

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>

namespace nnft {
namespace {

//! Regression of log|value| on log width with weights; {log amplitude, exponent}.
Eigen::Vector2d logarithmic_fit(std::vector<FalloffPoint> const& points) {
  Eigen::Matrix2d normal = Eigen::Matrix2d::Zero();
  Eigen::Vector2d right = Eigen::Vector2d::Zero();
  for (auto const& p : points) {
    if (p.value == 0) continue;
    double const relative = p.error / std::abs(p.value);
    double const weight = p.error > 0 ? 1 / (relative * relative) : 1;
    Eigen::Vector2d const row{1, std::log(p.width)};
    normal += weight * row * row.transpose();
    right += weight * std::log(std::abs(p.value)) * row;
  }
  if (!(normal.determinant() > 1e-12 * normal(0, 0) * normal(1, 1)))
    throw NotConverged("a falloff needs values at two different widths");
  return normal.ldlt().solve(right);
}

double sign_of(std::vector<FalloffPoint> const& points) {
  auto const best =
      std::max_element(points.begin(), points.end(), [](auto const& a, auto const& b) {
        return std::abs(a.value) * b.error < std::abs(b.value) * a.error;
      });
  return best->value < 0 ? -1 : 1;
}

//! Residuals over errors, and their derivatives by log amplitude and exponent.
struct Linearised {
  Eigen::VectorXd residual;
  Eigen::MatrixX2d jacobian;
};

Linearised linearise(std::vector<FalloffPoint> const& points, Eigen::Vector2d const& at,
                     double sign) {
  auto const n = static_cast<Eigen::Index>(points.size());
  Linearised l{Eigen::VectorXd(n), Eigen::MatrixX2d(n, 2)};
  for (Eigen::Index i = 0; i < n; ++i) {
    auto const& p = points[static_cast<std::size_t>(i)];
    double const model = sign * std::exp(at[0] + at[1] * std::log(p.width));
    l.residual[i] = (p.value - model) / p.error;
    l.jacobian.row(i) << model / p.error, model * std::log(p.width) / p.error;
  }
  return l;
}

PowerLaw weighted_fit(std::vector<FalloffPoint> const& points) {
  Eigen::Vector2d at = logarithmic_fit(points);
  double const sign = sign_of(points);
  double chi2 = linearise(points, at, sign).residual.squaredNorm();
  for (int iteration = 0; iteration < 200; ++iteration) {
    auto const l = linearise(points, at, sign);
    Eigen::Vector2d step = l.jacobian.colPivHouseholderQr().solve(l.residual);
    double next = linearise(points, at + step, sign).residual.squaredNorm();
    for (int halving = 0; halving < 60 && !(next <= chi2); ++halving) {
      step /= 2;
      next = linearise(points, at + step, sign).residual.squaredNorm();
    }
    at += step;
    bool const settled = step.norm() < 1e-10 * (1 + at.norm());
    chi2 = next;
    if (!settled) continue;
    auto const final_point = linearise(points, at, sign);
    Eigen::Matrix2d const covariance =
        (final_point.jacobian.transpose() * final_point.jacobian).inverse();
    if (!covariance.allFinite() || !(covariance(1, 1) > 0))
      throw NotConverged("the points do not determine an exponent");
    return {at[1], std::sqrt(covariance(1, 1)), sign * std::exp(at[0]), chi2,
            static_cast<int>(points.size()) - 2};
  }
  throw NotConverged("the weighted fit of a power law did not settle");
}

} // namespace

PowerLaw fit_power_law(std::vector<FalloffPoint> const& points) {
  bool const exact =
      std::all_of(points.begin(), points.end(), [](FalloffPoint const& p) { return p.error == 0; });
  if (!exact) return weighted_fit(points);
  auto const at = logarithmic_fit(points);
  return {at[1], 0, std::exp(at[0]), 0, static_cast<int>(points.size()) - 2};
}

PowerLaw fit_like(std::vector<FalloffPoint> const& measured, std::vector<double> const& values) {
  auto points = measured;
  for (std::size_t i = 0; i < points.size(); ++i)
    points[i].value = values[i];
  return fit_power_law(points);
}

} // namespace nnft
