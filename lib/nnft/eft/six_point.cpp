#include "nnft/eft/six_point.hpp"

#include "nnft/core/contract.hpp"
#include "nnft/moments/pairings.hpp"

#include <array>
#include <cmath>

namespace nnft::eft {
namespace {

constexpr double vanishing = 1e-12;

using Entries = std::vector<Eigen::Triplet<double>>;

void add_spectators(Eigen::MatrixXd const& kernel, CorrelatorLayout const& four,
                    CorrelatorLayout const& six, std::ptrdiff_t row, Entries& entries) {
  auto const points = six.points(row);
  auto const labels = six.labels(row);
  auto const at = [](std::span<int const> list, int place) {
    return list[static_cast<std::size_t>(place)];
  };
  for (auto const& p : pairs_out_of_6) {
    if (at(labels, p[0]) != at(labels, p[1])) continue;
    std::array<int, 4> rest{};
    std::array<int, 4> rest_labels{};
    for (std::size_t k = 0; k < 4; ++k) {
      rest[k] = at(points, p[k + 2]);
      rest_labels[k] = at(labels, p[k + 2]);
    }
    entries.emplace_back(static_cast<int>(row), static_cast<int>(four.index(rest, rest_labels)),
                         kernel(at(points, p[0]), at(points, p[1])));
  }
}

} // namespace

ConnectedModel exact_model(Eigen::VectorXd g4, Eigen::VectorXd g6) {
  Eigen::MatrixXd const none4 = Eigen::MatrixXd::Zero(0, g4.size());
  Eigen::MatrixXd const none6 = Eigen::MatrixXd::Zero(0, g6.size());
  return {std::move(g4), none4, std::move(g6), none6};
}

SixPointPredictor::SixPointPredictor(Eigen::MatrixXd const& kernel, Eigen::VectorXd wick6,
                                     LayoutSet const& layouts)
    : wick6_(std::move(wick6)) {
  auto const& four = layouts.of(4);
  auto const& six = layouts.of(6);
  NNFT_EXPECT(wick6_.size() == six.size());
  vanishing_ = Eigen::VectorXd::Constant(six.size(), vanishing);
  Entries entries;
  for (std::ptrdiff_t r = 0; r < six.size(); ++r) {
    add_spectators(kernel, four, six, r, entries);
    for (int i : six.points(r))
      vanishing_[r] *= std::sqrt(kernel(i, i));
  }
  spectators_.resize(six.size(), four.size());
  spectators_.setFromTriplets(entries.begin(), entries.end());
}

SixPointPrediction SixPointPredictor::operator()(ConnectedModel const& model,
                                                 Estimate const& g6) const {
  NNFT_EXPECT(model.g4.size() == spectators_.cols());
  NNFT_EXPECT(model.g6.size() == wick6_.size() && g6.value.size() == wick6_.size());
  SixPointPrediction p;
  p.g6 = wick6_ + spectators_ * model.g4 + model.g6;
  p.delta = Eigen::VectorXd::Zero(wick6_.size());
  Eigen::VectorXd weight = p.delta; // mean delta = weight . prediction
  double count = 0;
  for (Eigen::Index r = 0; r < wick6_.size(); ++r) {
    bool const use = std::abs(g6.value[r]) > vanishing_[r];
    p.used.push_back(use ? 1 : 0);
    if (!use) continue;
    p.delta[r] = p.g6[r] / g6.value[r];
    weight[r] = 1 / g6.value[r];
    ++count;
  }
  if (count == 0) return p;
  weight /= count;
  p.mean_delta = p.delta.sum() / count;
  double square = 0;
  for (Eigen::Index r = 0; r < wick6_.size(); ++r)
    if (p.used[static_cast<std::size_t>(r)] != 0) square += std::pow(p.delta[r] - p.mean_delta, 2);
  p.spread = std::sqrt(square / count);
  if (g6.is_exact()) return p;
  NNFT_EXPECT(model.g4_deviations.rows() == g6.deviations.rows());
  NNFT_EXPECT(model.g6_deviations.rows() == g6.deviations.rows());
  Eigen::VectorXd const by_four = spectators_.transpose() * weight;
  p.mean_delta_error = (model.g4_deviations * by_four + model.g6_deviations * weight -
                        g6.deviations * weight.cwiseProduct(p.delta))
                           .norm();
  return p;
}

} // namespace nnft::eft
