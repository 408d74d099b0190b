#include "nnft/eft/gaussian_line.hpp"

#include "nnft/theory/gauss_legendre.hpp"

#include <cmath>
#include <numbers>

namespace nnft::eft {
namespace {

GaussianLine small_box(double g, double b, double cutoff) {
  static QuadratureRule const rule = gauss_legendre(32);
  GaussianLine sum{0, 0, 0};
  for (Eigen::Index m = 0; m < rule.node.size(); ++m) {
    double const y = cutoff * rule.node[m];
    double const u = g * (y - b);
    double const w = cutoff * rule.weight[m] * std::exp(-u * u);
    sum.plain += w;
    sum.y2 += w * y * y;
  }
  return sum;
}

} // namespace

GaussianLine gaussian_line(double g, double b, double cutoff) {
  double const distance = std::abs(b);
  GaussianLine line{0, 0, 0};
  double const scale = std::sqrt(std::numbers::pi) / (2 * g);
  if (std::isinf(cutoff)) return {2 * scale, 2 * scale * (1 / (2 * g * g) + b * b), 0};
  double const near = g * (cutoff - distance);
  double const far = g * (cutoff + distance);
  double const e_near = std::exp(-near * near);
  double const e_far = std::exp(-far * far);
  if (g * cutoff < 1) {
    line = small_box(g, b, cutoff);
  } else {
    line.plain =
        scale * (near < 0 ? std::erfc(-near) - std::erfc(far) : std::erf(near) + std::erf(far));
    // u = y - b; by parts int u^2 e = plain/(2 g^2) - [u e]/(2 g^2), int u e = -[e]/(2 g^2)
    double const u2 = (line.plain - (near * e_near + far * e_far) / g) / (2 * g * g);
    double const u1 = (e_far - e_near) / (2 * g * g);
    line.y2 = u2 + 2 * distance * u1 + distance * distance * line.plain;
  }
  line.flow = cutoff * (e_near + e_far);
  return line;
}

} // namespace nnft::eft
