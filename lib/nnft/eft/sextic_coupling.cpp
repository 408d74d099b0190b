#include "nnft/eft/sextic_coupling.hpp"

#include "nnft/core/contract.hpp"
#include "nnft/eft/quartic_tree.hpp"

#include <algorithm>
#include <cmath>

namespace nnft::eft {

SexticCoupling sextic_coupling(Estimate const& g6_connected, CorrelatorLayout const& layout,
                               QuarticInput const& quartic, Eigen::VectorXd const& contact,
                               Eigen::VectorXd const& exchange) {
  NNFT_EXPECT(layout.order() == 6 && g6_connected.value.size() == layout.size());
  NNFT_EXPECT(quartic.deviations.size() == g6_connected.deviations.rows());
  auto const rows = point_rows(layout);
  Eigen::VectorXd const i6 = contact(rows);
  Eigen::VectorXd const e6 = exchange(rows);
  SexticCoupling sextic;
  sextic.tensor = sextic.g6_connected_model = Eigen::VectorXd::Zero(layout.size());
  double const rounding = 1e-14 * i6.cwiseAbs().maxCoeff();
  for (std::ptrdiff_t r = 0; r < layout.size(); ++r) {
    auto const labels = layout.labels(r);
    bool const equal = std::all_of(labels.begin(), labels.end(), [](int l) { return l == 0; });
    sextic.used.push_back(equal && std::abs(i6[r]) > rounding ? 1 : 0);
  }
  auto const in_use = marked(sextic.used);
  if (in_use.empty()) return sextic;

  double const vertex = 24 * quartic.lambda;
  Eigen::ArrayXd const contacts = 720 * i6(in_use).array();
  Eigen::ArrayXd const exchanges = e6(in_use).array();
  Eigen::ArrayXd const kappa =
      (vertex * vertex * exchanges - g6_connected.value(in_use).array()) / contacts;
  auto const n = static_cast<double>(in_use.size());
  sextic.tensor(in_use) = kappa.matrix();
  sextic.kappa = kappa.mean();
  sextic.spread = std::sqrt((kappa - sextic.kappa).square().sum() / n);
  sextic.g6_connected_model(in_use) =
      (vertex * vertex * exchanges - sextic.kappa * contacts).matrix();
  if (!g6_connected.is_exact())
    sextic.deviations =
        2 * 24 * vertex * (exchanges / contacts).mean() * quartic.deviations -
        g6_connected.deviations(Eigen::all, in_use) * contacts.inverse().matrix() / n;
  return sextic;
}

} // namespace nnft::eft
