#include "nnft/eft/diagnostics.hpp"

#include "nnft/eft/quartic_tree.hpp"

#include <cmath>

namespace nnft::eft {
namespace {

double mean_share(Eigen::VectorXd const& part, Eigen::VectorXd const& whole,
                  std::vector<Eigen::Index> const& rows) {
  if (rows.empty()) return 0;
  double sum = 0;
  for (auto const r : rows)
    sum += std::abs(part[r] / whole[r]);
  return sum / static_cast<double>(rows.size());
}

} // namespace

double one_loop_ratio(double lambda, Eigen::VectorXd const& quartic, Eigen::VectorXd const& bubble,
                      CorrelatorLayout const& layout, std::vector<std::uint8_t> const& used) {
  auto const points = point_rows(layout);
  Eigen::VectorXd const factors = label_factors(layout);
  double sum = 0;
  double count = 0;
  for (auto const r : marked(used)) {
    if (factors[r] != 24) continue;
    auto const p = points[static_cast<std::size_t>(r)];
    if (quartic[p] == 0) continue;
    sum += 32 * (layout.d_out() + 8) / 24.0 * std::abs(lambda * bubble[p] / quartic[p]);
    ++count;
  }
  return count > 0 ? sum / count : 0;
}

SixPointShares six_point_shares(Eigen::VectorXd const& g6, Eigen::VectorXd const& g6_connected,
                                SixPointPrediction const& prediction,
                                SexticCoupling const* sextic) {
  SixPointShares shares;
  shares.connected = mean_share(g6_connected, g6, marked(prediction.used));
  if (sextic == nullptr) return shares;
  std::vector<Eigen::Index> rows;
  for (auto const r : marked(sextic->used))
    if (prediction.used[static_cast<std::size_t>(r)] != 0) rows.push_back(r);
  shares.contact = mean_share(sextic->contact, g6, rows);
  shares.exchange = mean_share(sextic->g6_connected_model + sextic->contact, g6, rows);
  return shares;
}

} // namespace nnft::eft
