#include "nnft/theory/second_moments.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <numbers>

namespace nnft {
namespace {

using std::numbers::pi;

// (sin p - p cos p)/p^3 * 3 = sum_k (-1)^k 3 (2k + 2)/(2k + 3)! p^(2k); eight terms: 1e-17 at 0.5.
double near_opposite_series(double p2) {
  constexpr double c[] = {1.0,           -1.0 / 10,        1.0 / 280,         -1.0 / 15120,
                          1.0 / 1330560, -1.0 / 172972800, 1.0 / 31135104000, -1.0 / 7410154752000};
  double sum = 0;
  for (auto term = std::rbegin(c); term != std::rend(c); ++term)
    sum = sum * p2 + *term;
  return sum;
}

// Density of Kolmogorov's distribution times k: 8 k^2 sum_j (-1)^(j-1) j^2 exp(-2 j^2 k^2), and the
// form of it that converges at small k (Jacobi's identity).
double kolmogorov_density(double k) {
  double sum = 0;
  if (k > 1) {
    for (int j = 6; j >= 1; --j)
      sum += (j % 2 == 1 ? 1 : -1) * j * j * std::exp(-2 * j * j * k * k);
    return 8 * k * k * sum;
  }
  for (int j = 5; j >= 1; j -= 2) {
    double const a = j * j * pi * pi / (8 * k * k);
    sum += (2 * a - 1) * std::exp(-a);
  }
  return std::sqrt(2 * pi) / k * sum;
}

// k^2 and weights of the trapezoid rule in log k over that density, which falls off doubly
// exponentially on both sides and is analytic for |Im log k| < pi/4: the weights add up to 1 -
// 1e-16.
struct NoiseRule {
  static constexpr double h = 0.12;
  static constexpr int n = 28;
  static constexpr int n_left = 14; // nodes with k < 1
  std::array<double, n> variance{}, weight{};
  std::array<std::size_t, n> begin{}, end{}; // partners of each node, but for products below 1e-19
  NoiseRule() {
    for (int i = 0; i < n; ++i) {
      double const k = std::exp(h * (i - n_left));
      auto const place = static_cast<std::size_t>(i);
      variance[place] = k * k;
      weight[place] = h * kolmogorov_density(k);
    }
    for (std::size_t i = 0; i < n; ++i) {
      auto const negligible = [&](std::size_t j) { return weight[i] * weight[j] < 1e-19; };
      end[i] = n;
      while (end[i] > 0 && negligible(end[i] - 1))
        --end[i];
      while (begin[i] < end[i] && negligible(begin[i]))
        ++begin[i];
    }
  }
};

} // namespace

double erf_second_moment(HiddenPair const& p) {
  return 2 / pi * std::atan2(2 * p.xy, std::sqrt(1 + 2 * p.xx + 2 * p.yy + 4 * p.det));
}

double relu_second_moment(HiddenPair const& p) {
  double const sine = std::sqrt(p.det);                 // |x||y| sin(theta)
  double const from_opposite = std::atan2(sine, -p.xy); // pi - theta
  if (p.xy < 0 && from_opposite < 0.5) {
    double const square = from_opposite * from_opposite;
    return std::sqrt(p.xx * p.yy) * square * from_opposite / 3 * near_opposite_series(square) /
           (2 * pi);
  }
  return (sine + from_opposite * p.xy) / (2 * pi);
}

double tanh_second_moment(HiddenPair const& p) {
  static NoiseRule const rule;
  double sum = 0;
  for (std::size_t i = 0; i < rule.n; ++i) {
    double const first = rule.variance[i];
    double const det = p.det + first * p.yy;
    double row = 0;
    for (std::size_t j = rule.begin[i]; j < rule.end[i]; ++j)
      row += rule.weight[j] * std::atan(p.xy / std::sqrt(det + rule.variance[j] * (p.xx + first)));
    sum += rule.weight[i] * row;
  }
  return 2 / pi * sum;
}

} // namespace nnft
