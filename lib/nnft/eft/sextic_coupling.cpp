#include "nnft/eft/sextic_coupling.hpp"

#include "nnft/core/contract.hpp"
#include "nnft/eft/quartic_tree.hpp"
#include "nnft/moments/pairings.hpp"

#include <cmath>

namespace nnft::eft {
namespace {

// kappa with every replicate of the exchange integrals alone; none where there is one only.
Eigen::VectorXd replicated(ExchangeIntegrals const& exchange, std::size_t cutoff,
                           Eigen::VectorXd const& couplings, Eigen::VectorXd const& weights,
                           double contact_only) {
  auto const n = exchange.replicates.size() < 2 ? 0 : exchange.replicates.size();
  Eigen::VectorXd kappa(static_cast<Eigen::Index>(n));
  for (std::size_t r = 0; r < n; ++r)
    kappa[static_cast<Eigen::Index>(r)] =
        contact_only + exchange_part(exchange.only(r), cutoff, couplings).value.dot(weights);
  return kappa;
}

// Standard error of the mean of independent numbers; 0 for none.
double error_of_mean(Eigen::ArrayXd const& values) {
  auto const n = static_cast<double>(values.size());
  return n < 2 ? 0 : std::sqrt((values - values.mean()).square().sum() / (n * (n - 1)));
}

} // namespace

Eigen::VectorXd sextic_label_factors(CorrelatorLayout const& layout) {
  NNFT_EXPECT(layout.order() == 6);
  Eigen::VectorXd factors = Eigen::VectorXd::Zero(layout.size());
  for (Eigen::Index r = 0; r < factors.size(); ++r) {
    auto const labels = layout.labels(r);
    auto const same = [&](int i, int j) {
      return labels[static_cast<std::size_t>(i)] == labels[static_cast<std::size_t>(j)];
    };
    for (auto const& [a, b, c, d, e, f] : pairings_of_6)
      if (same(a, b) && same(c, d) && same(e, f)) factors[r] += 48;
  }
  return factors;
}

SexticCoupling sextic_coupling(Estimate const& g6_connected, CorrelatorLayout const& layout,
                               QuarticInput const& quartic, Eigen::VectorXd const& contact,
                               ExchangeIntegrals const& exchange, std::size_t cutoff) {
  NNFT_EXPECT(layout.order() == 6 && g6_connected.value.size() == layout.size());
  NNFT_EXPECT(quartic.deviations.rows() == g6_connected.deviations.rows());
  Eigen::VectorXd const unit =
      sextic_label_factors(layout).cwiseProduct(contact(point_rows(layout)));
  SexticCoupling sextic;
  sextic.tensor = sextic.contact = sextic.g6_connected_model = Eigen::VectorXd::Zero(layout.size());
  sextic.model_deviations = Eigen::MatrixXd::Zero(g6_connected.deviations.rows(), layout.size());
  for (double const u : unit)
    sextic.used.push_back(u != 0 ? 1 : 0);
  auto const in_use = marked(sextic.used);
  if (in_use.empty()) return sextic;

  auto const part = exchange_part(exchange, cutoff, quartic.couplings);
  Eigen::VectorXd const value = part.value(in_use);
  Eigen::MatrixXd const gradient = part.gradient(in_use, Eigen::all);
  Eigen::VectorXd const contacts = unit(in_use);
  Eigen::VectorXd const measured = g6_connected.value(in_use);
  auto const n = static_cast<double>(in_use.size());
  Eigen::VectorXd const weights = contacts.cwiseInverse() / n; // kappa = weights.(exchange - G6c)
  Eigen::ArrayXd const kappa = (value - measured).cwiseQuotient(contacts).array();
  sextic.tensor(in_use) = kappa.matrix();
  sextic.kappa = kappa.mean();
  sextic.spread = std::sqrt((kappa - sextic.kappa).square().sum() / n);
  sextic.contact_only = -weights.dot(measured);
  sextic.contact(in_use) = sextic.kappa * contacts;
  sextic.g6_connected_model(in_use) = value - sextic.kappa * contacts;
  Eigen::VectorXd by_row = Eigen::VectorXd::Zero(layout.size());
  by_row(in_use) = weights;
  sextic.replicates = replicated(exchange, cutoff, quartic.couplings, by_row, sextic.contact_only);
  sextic.cubature_error = error_of_mean(sextic.replicates);
  if (g6_connected.is_exact()) return sextic;
  Eigen::MatrixXd const of_exchange = quartic.deviations * gradient.transpose();
  sextic.deviations = (of_exchange - g6_connected.deviations(Eigen::all, in_use)) * weights;
  sextic.model_deviations(Eigen::all, in_use) =
      of_exchange - sextic.deviations * contacts.transpose();
  return sextic;
}

} // namespace nnft::eft
