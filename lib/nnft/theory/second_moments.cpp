#include "nnft/theory/second_moments.hpp"

#include <algorithm>
#include <cmath>
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

// Step of the trapezoid rule for int phi(v) tanh(m + s v) dv, relative error e^-38: the simple pole
// at distance pi/(2 s) limits it, and the Gaussian itself where s is small.
double trapezoid_step(double s) {
  constexpr double digits = 38;
  double const poles_far = pi / std::sqrt(8 * digits);
  if (s < poles_far) return pi * std::sqrt(2 / digits);
  return pi * pi / (digits * s + pi * pi / (8 * s));
}

// int phi(v) tanh(m + s v) dv, odd in m to the last bit.
double smoothed_tanh(double m, double s, double reach) {
  if (s == 0) return std::tanh(m);
  double const h = trapezoid_step(s);
  double const ratio_of_ratios = std::exp(-h * h);
  double ratio = std::exp(-h * h / 2); // weight of the next node over that of this one
  double weight = h / std::sqrt(2 * pi);
  double sum = weight * std::tanh(m);
  for (int k = 1; k * h <= reach; ++k) {
    weight *= ratio;
    ratio *= ratio_of_ratios;
    sum += weight * (std::tanh(m + s * k * h) + std::tanh(m - s * k * h));
  }
  return sum;
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

double tanh_second_moment(HiddenPair const& p) {
  constexpr double radius = 9; // exp(-81/2) = 3e-18
  constexpr double h = 0.11;   // strip of analyticity |Im t| < pi/4: exp(-2 pi (pi/4)/h) = 3e-20
  double const longer = std::sqrt(std::max(p.xx, p.yy));
  if (longer == 0) return 0;
  double const along = p.xy / longer;
  double const across = std::sqrt(p.det) / longer;
  double const c = std::min(1.0, 1 / longer);
  double sum = 0; // the integrand is even and vanishes at t = 0
  for (int k = 1;; ++k) {
    double const u = c * std::sinh(k * h);
    if (u > radius) break;
    double const reach = std::sqrt(radius * radius - u * u);
    sum += std::cosh(k * h) * std::exp(-u * u / 2) * std::tanh(longer * u) *
           smoothed_tanh(along * u, across, reach);
  }
  return 2 * h * c / std::sqrt(2 * pi) * sum;
}

} // namespace nnft
