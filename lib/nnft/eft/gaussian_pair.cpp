#include "nnft/eft/gaussian_pair.hpp"

#include "nnft/eft/gaussian_line.hpp"
#include "nnft/theory/gauss_legendre.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace nnft::eft {
namespace {

// Standard deviations beyond which a Gaussian is nothing: exp(-9^2/2) = 3e-18.
constexpr double reach = 9;

// The Gaussian of two variables over the plane: its mean, covariance and weight.
GaussianPair over_the_plane(GaussianFactors f, double a, double b, double c) {
  double const det = f.to_b * f.line + f.to_b * f.to_c + f.line * f.to_c; // of the precision/a^2
  double const uu = (f.line + f.to_c) / (a * det);
  double const vv = (f.line + f.to_b) / (a * det);
  double const uv = f.line / (a * det);
  double const u = a * (uu * f.to_b * b + uv * f.to_c * c);
  double const v = a * (uv * f.to_b * b + vv * f.to_c * c);
  double const spring = f.to_b * f.line * f.to_c / det; // three springs in series
  double const plain =
      2 * std::numbers::pi / (a * std::sqrt(det)) * std::exp(-a / 2 * spring * (b - c) * (b - c));
  return {plain, plain * (uu + u * u), plain * (vv + v * v),
          plain * ((uu + u * u) * (vv + v * v) + 2 * uv * uv + 4 * u * v * uv), 0};
}

// L times the integral over v with u at both ends of [-L, L].
double at_the_ends(GaussianFactors f, double a, double b, double c, double cutoff) {
  double const inner = f.line + f.to_c;
  double sum = 0;
  for (double const u : {-cutoff, cutoff})
    sum += std::exp(-a / 2 *
                    (f.to_b * (u - b) * (u - b) + f.line * f.to_c / inner * (u - c) * (u - c))) *
           gaussian_line(std::sqrt(a * inner / 2), (f.line * u + f.to_c * c) / inner, cutoff).plain;
  return cutoff * sum;
}

GaussianPair without_flow(GaussianFactors f, double a, double b, double c, double cutoff) {
  // v without u is a Gaussian about (l u + m c)/(l + m); what is left of u is one about `centre`.
  double const inner = f.line + f.to_c;
  double const outer = f.to_b + f.line * f.to_c / inner;
  double const centre = (f.to_b * b + f.line * f.to_c / inner * c) / outer;
  double const width = reach / std::sqrt(a * outer);
  double const widest =
      reach / std::sqrt(a * std::min(outer, f.to_c + f.line * f.to_b / (f.line + f.to_b)));
  if (cutoff > std::max(std::abs(b), std::abs(c)) + widest) return over_the_plane(f, a, b, c);
  double const from = std::max(-cutoff, centre - width);
  double const to = std::min(cutoff, centre + width);
  GaussianPair sum{0, 0, 0, 0, 0};
  if (!(from < to)) return sum;
  int const panels = static_cast<int>(std::ceil((to - from) * std::sqrt(a)));
  double const step = (to - from) / panels;
  static QuadratureRule const rule = gauss_legendre(20, 0, 1);
  for (int p = 0; p < panels; ++p)
    for (Eigen::Index m = 0; m < rule.size(); ++m) {
      double const u = from + step * (p + rule.node[m]);
      double const w =
          step * rule.weight[m] *
          std::exp(-a / 2 *
                   (f.to_b * (u - b) * (u - b) + f.line * f.to_c / inner * (u - c) * (u - c)));
      auto const v =
          gaussian_line(std::sqrt(a * inner / 2), (f.line * u + f.to_c * c) / inner, cutoff);
      sum.plain += w * v.plain;
      sum.u2 += w * u * u * v.plain;
      sum.v2 += w * v.y2;
      sum.u2v2 += w * u * u * v.y2;
    }
  return sum;
}

} // namespace

GaussianPair gaussian_pair(GaussianFactors f, double a, double b, double c, double cutoff) {
  auto pair = without_flow(f, a, b, c, cutoff);
  if (std::isfinite(cutoff))
    pair.flow =
        at_the_ends(f, a, b, c, cutoff) + at_the_ends({f.to_c, f.line, f.to_b}, a, c, b, cutoff);
  return pair;
}

} // namespace nnft::eft
