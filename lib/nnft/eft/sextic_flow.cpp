#include "nnft/eft/sextic_flow.hpp"

#include "nnft/eft/quartic_tree.hpp"

#include <cmath>

namespace nnft::eft {
namespace {

constexpr double exchange_factor = 24 * 24;

// Rows in use: E6 and E6', both over c_r I6.
struct Ratios {
  Eigen::VectorXd exchange, exchange_flow;
};

Ratios ratios_of(ExchangeIntegrals::AtCutoff const& integrals,
                 std::vector<Eigen::Index> const& rows, Eigen::VectorXd const& contacts) {
  return {exchange_factor * integrals.forms.col(0)(rows).cwiseQuotient(contacts),
          exchange_factor * integrals.forms_flow.col(0)(rows).cwiseQuotient(contacts)};
}

double mean_beta(Ratios const& e, double lambda, double beta, Eigen::VectorXd const& kappa,
                 Eigen::VectorXd const& contact_rate) {
  return (2 * lambda * beta * e.exchange + lambda * lambda * e.exchange_flow -
          kappa.cwiseProduct(contact_rate))
      .mean();
}

} // namespace

SexticBeta sextic_beta(Estimate const& g6_connected, CorrelatorLayout const& layout,
                       SexticFlowInput const& at) {
  auto const rows = marked(at.sextic.used);
  SexticBeta result;
  if (rows.empty()) return result;
  auto const points = point_rows(layout);
  auto const c = at.cutoff;
  auto const place = static_cast<std::size_t>(c);
  Eigen::VectorXd const i6 = at.integrals.sextic.row(c)(points)(rows).transpose();
  Eigen::VectorXd const i6_flow = at.integrals.sextic_flow.row(c)(points)(rows).transpose();
  Eigen::VectorXd const contacts = sextic_label_factors(layout)(rows).cwiseProduct(i6);
  Eigen::VectorXd const contact_rate = i6_flow.cwiseQuotient(i6);
  Eigen::VectorXd const kappa = at.sextic.tensor(rows);
  Eigen::VectorXd const measured = g6_connected.value(rows).cwiseQuotient(contacts);
  double const lambda = at.scan.mean[c];
  double const beta = at.scan.mean_beta[c];
  auto const e = ratios_of(at.exchange.mean(place), rows, contacts);
  result.beta = mean_beta(e, lambda, beta, kappa, contact_rate);

  auto const n = at.exchange.replicates.size();
  if (n > 1) {
    Eigen::ArrayXd replicated(static_cast<Eigen::Index>(n));
    for (std::size_t r = 0; r < n; ++r) {
      auto const own = ratios_of(at.exchange.replicates[r][place], rows, contacts);
      replicated[static_cast<Eigen::Index>(r)] =
          mean_beta(own, lambda, beta, lambda * lambda * own.exchange - measured, contact_rate);
    }
    result.cubature_error = std::sqrt((replicated - replicated.mean()).square().sum() /
                                      static_cast<double>(n * (n - 1)));
  }
  if (g6_connected.is_exact()) return result;
  // d beta = a d lambda + b d beta_lambda + sum_r w_r d G6c_r
  double const by_lambda = (2 * beta * e.exchange + 2 * lambda * e.exchange_flow -
                            2 * lambda * e.exchange.cwiseProduct(contact_rate))
                               .mean();
  double const by_beta = 2 * lambda * e.exchange.mean();
  Eigen::VectorXd const by_g6 =
      contact_rate.cwiseQuotient(contacts) / static_cast<double>(rows.size());
  result.error =
      (by_lambda * at.scan.mean_deviations.col(c) + by_beta * at.scan.mean_beta_deviations.col(c) +
       g6_connected.deviations(Eigen::all, rows) * by_g6)
          .norm();
  return result;
}

} // namespace nnft::eft
