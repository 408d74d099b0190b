#include "nnft/theory/sign_path.hpp"

#include "nnft/theory/arctangent.hpp"
#include "nnft/theory/gauss_legendre.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace nnft {
namespace {

// The interval of s that t in [0, 1] becomes, half its length, for the path of n variables.
double half_length(int n, double delta) {
  double const a = 1.0 / (n - 1);
  return std::log((1 + a) * (1 + delta) / (a * delta)) / 2;
}

// Nodes for an error exp(-37) by the ellipse of convergence that touches |Im s| = pi.
int nodes_for(int n, double delta) {
  double const reach = std::numbers::pi / half_length(n, delta);
  return static_cast<int>(std::ceil(37 / (2 * std::log(reach + std::sqrt(1 + reach * reach)))));
}

constexpr std::size_t chunk = 32; // nodes whose terms are made together

// Nodes from `begin` on, at most a chunk of them: the integrand without its constant factor. Loops
// over arrays without calls and branches, for vector instructions.
[[gnu::always_inline]] inline double chunk_of_integral(FourMinors const& r, SignPath const& path,
                                                       std::size_t begin) {
  std::size_t const n = std::min(chunk, path.size() - begin);
  double const* const t = path.t.data() + begin;
  double const* const u = path.rest.data() + begin;
  double const pairs = r.pair[0] + r.pair[1] + r.pair[2] + r.pair[3] + r.pair[4] + r.pair[5];
  std::array<double, chunk> scale{};
  std::array<double, chunk> sum{};
  for (std::size_t k = 0; k < n; ++k) {
    double const tt = t[k] * t[k];
    double const tu = t[k] * u[k];
    double const uu = u[k] * u[k];
    double const det =
        uu * uu + 4 * uu * tu + uu * tt * pairs + tt * tu * r.triples + tt * tt * r.all;
    scale[k] = t[k] / std::sqrt(det > 1e-300 ? det : 1e-300);
  }
  for (std::size_t p = 0; p < 6; ++p) {
    double const factor = r.times[p] * r.correlation[p];
    if (factor == 0) continue;
    std::size_t const other = 5 - p;
    for (std::size_t k = 0; k < n; ++k) {
      double const tt = t[k] * t[k];
      double const tu = t[k] * u[k];
      double const uu = u[k] * u[k];
      double const covariance =
          uu * r.correlation[other] + tu * r.given_one[other] + tt * r.given_two[other];
      double const root = 1 / std::sqrt(uu + 2 * tu + tt * r.pair[p]);
      sum[k] += factor * root * arctangent(covariance * scale[k] * root);
    }
  }
  double integral = 0;
  for (std::size_t k = 0; k < n; ++k)
    integral += path.weight[begin + k] * sum[k];
  return integral;
}

[[gnu::always_inline]] inline double integral_of(FourMinors const& r, SignPath const& path) {
  double integral = 0;
  for (std::size_t begin = 0; begin < path.size(); begin += chunk)
    integral += chunk_of_integral(r, path, begin);
  return integral;
}

// The same instructions on longer vectors, and the same bits: AVX2 alone has no fused ones.
#ifdef __x86_64__
[[gnu::target("avx2")]] double long_integral_of(FourMinors const& r, SignPath const& path) {
  return integral_of(r, path);
}
bool has_long_vectors() {
  return __builtin_cpu_supports("avx2") != 0;
}
#else
double long_integral_of(FourMinors const& r, SignPath const& path) {
  return integral_of(r, path);
}
bool has_long_vectors() {
  return false;
}
#endif

} // namespace

SignPath::SignPath(int n, double delta, double more_nodes) {
  double const a = 1.0 / (n - 1);
  double const width = 1 + delta + a;
  int const n_nodes = static_cast<int>(nodes_for(n, delta) * more_nodes) + 1;
  auto const rule = gauss_legendre(n_nodes, std::log(a / (1 + delta)), std::log((1 + a) / delta));
  for (Eigen::Index k = 0; k < rule.size(); ++k) {
    double const up = 1 / (1 + std::exp(-rule.node[k]));
    double const down = 1 / (1 + std::exp(rule.node[k]));
    t.push_back(std::max(width * up - a, 0.0));
    rest.push_back(std::max(width * down - delta, 0.0));
    weight.push_back(rule.weight[k] * width * up * down);
  }
}

double sgn4(FourMinors const& r, SignPath const& path, VectorLength length) {
  constexpr double two_over_pi = 2 / std::numbers::pi;
  static bool const has_long = has_long_vectors();
  bool const use_long = length == VectorLength::longest && has_long;
  double const integral = use_long ? long_integral_of(r, path) : integral_of(r, path);
  return two_over_pi * two_over_pi * integral;
}

} // namespace nnft
