#include "nnft/eft/six_point.hpp"

#include "nnft/core/contract.hpp"
#include "nnft/moments/pairings.hpp"

#include <array>
#include <cmath>

namespace nnft::eft {
namespace {

constexpr double vanishing = 1e-12;

double spectator_sum(Eigen::MatrixXd const& kernel, Eigen::VectorXd const& g4_model,
                     CorrelatorLayout const& four, CorrelatorLayout const& six,
                     std::ptrdiff_t row) {
  auto const points = six.points(row);
  auto const labels = six.labels(row);
  auto const at = [](std::span<int const> list, int place) {
    return list[static_cast<std::size_t>(place)];
  };
  double sum = 0;
  for (auto const& p : pairs_out_of_6) {
    if (at(labels, p[0]) != at(labels, p[1])) continue;
    std::array<int, 4> rest{};
    std::array<int, 4> rest_labels{};
    for (std::size_t k = 0; k < 4; ++k) {
      rest[k] = at(points, p[k + 2]);
      rest_labels[k] = at(labels, p[k + 2]);
    }
    sum += kernel(at(points, p[0]), at(points, p[1])) * g4_model[four.index(rest, rest_labels)];
  }
  return sum;
}

} // namespace

SixPointPrediction predict_six_point(Eigen::MatrixXd const& kernel, Eigen::VectorXd const& g4_model,
                                     Eigen::VectorXd const& g6_connected_model,
                                     Eigen::VectorXd const& wick6, Eigen::VectorXd const& g6,
                                     LayoutSet const& layouts) {
  auto const& four = layouts.of(4);
  auto const& six = layouts.of(6);
  NNFT_EXPECT(g4_model.size() == four.size());
  NNFT_EXPECT(wick6.size() == six.size() && g6.size() == six.size());
  NNFT_EXPECT(g6_connected_model.size() == six.size());
  SixPointPrediction prediction{wick6 + g6_connected_model, Eigen::VectorXd::Zero(six.size())};
  double count = 0;
  for (std::ptrdiff_t r = 0; r < six.size(); ++r) {
    prediction.g6[r] += spectator_sum(kernel, g4_model, four, six, r);
    double scale = vanishing;
    for (int i : six.points(r))
      scale *= std::sqrt(kernel(i, i));
    if (std::abs(g6[r]) <= scale) continue;
    prediction.delta[r] = prediction.g6[r] / g6[r];
    prediction.mean_delta += prediction.delta[r];
    ++count;
  }
  if (count > 0) prediction.mean_delta /= count;
  return prediction;
}

} // namespace nnft::eft
