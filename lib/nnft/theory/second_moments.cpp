#include "nnft/theory/second_moments.hpp"

#include <cmath>
#include <cstddef>
#include <iterator>
#include <numbers>
#include <vector>

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
// exponentially on both sides and is analytic for |Im log k| < pi/4: the sum of the weights differs
// from 1 by some 100 exp(-pi^2/(2 h)), by 1e-16 for h = 0.12.
struct NoiseRule {
  std::vector<double> variance, weight;
  std::vector<std::size_t> begin, end; // partners of each node, but for negligible products
  NoiseRule(double h, int n_left, int n_right, double negligible) {
    for (int i = -n_left; i < n_right; ++i) {
      double const k = std::exp(h * i);
      variance.push_back(k * k);
      weight.push_back(h * kolmogorov_density(k));
    }
    std::size_t const n = weight.size();
    for (std::size_t i = 0; i < n; ++i) {
      auto const nothing = [&](std::size_t j) { return weight[i] * weight[j] < negligible; };
      std::size_t last = n;
      while (last > 0 && nothing(last - 1))
        --last;
      std::size_t first = 0;
      while (first < last && nothing(first))
        ++first;
      begin.push_back(first);
      end.push_back(last);
    }
  }
};

NoiseRule const& noise_rule(TanhRule rule) {
  static NoiseRule const exact(0.12, 14, 14, 1e-19);
  static NoiseRule const rough(0.25, 6, 6, 1e-9);
  return rule == TanhRule::exact ? exact : rough;
}

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

double noisy_sign_moment(HiddenPair const& p, double first, double second) {
  return 2 / pi * std::atan(p.xy / std::sqrt(p.det + first * p.yy + second * (p.xx + first)));
}

double kolmogorov_variance(double uniform) {
  auto const& rule = noise_rule(TanhRule::exact);
  double left = uniform;
  for (std::size_t i = 0; i + 1 < rule.weight.size(); ++i) {
    left -= rule.weight[i];
    if (left < 0) return rule.variance[i];
  }
  return rule.variance.back();
}

double tanh_second_moment(HiddenPair const& p, TanhRule accuracy) {
  auto const& rule = noise_rule(accuracy);
  double sum = 0;
  for (std::size_t i = 0; i < rule.weight.size(); ++i) {
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
