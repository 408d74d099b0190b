#include "nnft/eft/cube_nodes.hpp"

#include "nnft/core/contract.hpp"

#include <boost/random/sobol.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <random>
#include <vector>

namespace nnft::eft {
namespace {

// The first n points of the Sobol sequence, the origin among them, under one digital shift and
// folded: in (0, 1)^d, [d, n].
Eigen::MatrixXd folded_sobol(int d, Eigen::Index n, std::mt19937_64& random) {
  std::vector<std::uint64_t> shift(static_cast<std::size_t>(d));
  for (auto& s : shift)
    s = random();
  boost::random::sobol sequence(static_cast<std::size_t>(d)); // begins behind the origin
  Eigen::MatrixXd points(d, n);
  for (Eigen::Index m = 0; m < n; ++m)
    for (Eigen::Index k = 0; k < d; ++k) {
      std::uint64_t const word = (m == 0 ? 0 : sequence()) ^ shift[static_cast<std::size_t>(k)];
      double const x = (static_cast<double>(word >> 12U) + 0.5) * 0x1p-52;
      points(k, m) = 1 - std::abs(2 * x - 1);
    }
  return points;
}

} // namespace

CubeNodes::CubeNodes(int d, Eigen::Index n, std::uint64_t seed) {
  NNFT_EXPECT(d >= 1 && n >= 1);
  auto const share = static_cast<std::uint64_t>(n) / static_cast<std::uint64_t>(2 * d);
  auto const on_face = static_cast<Eigen::Index>(std::bit_floor(std::max<std::uint64_t>(share, 8)));
  direction_.resize(d, 2 * d * on_face);
  fraction_.resize(direction_.cols());
  std::mt19937_64 random(seed);
  for (int face = 0; face < 2 * d; ++face) {
    int const axis = face / 2;
    Eigen::MatrixXd net = folded_sobol(d, on_face, random);
    fraction_.segment(face * on_face, on_face) = net.row(0).transpose().array();
    auto y = direction_.middleCols(face * on_face, on_face);
    int row = 1;
    for (int k = 0; k < d; ++k)
      if (k != axis) y.row(k) = (2 * net.row(row++).array() - 1).matrix();
    y.row(axis).setConstant(face % 2 == 0 ? 1 : -1);
  }
}

CubatureNodes CubeNodes::shell(double t0, double t1) const {
  auto const d = static_cast<double>(direction_.rows());
  double const inner = std::pow(t0 / t1, d);
  Eigen::ArrayXd const t = t1 * (inner + fraction_ * (1 - inner)).pow(1 / d);
  double const volume = std::pow(2 * t1, d) * (1 - inner);
  auto const n = direction_.cols();
  return {direction_ * t.matrix().asDiagonal(),
          Eigen::VectorXd::Constant(n, volume / static_cast<double>(n))};
}

CubatureNodes CubeNodes::surface(double t) const {
  auto const d = static_cast<double>(direction_.rows());
  auto const n = direction_.cols();
  return {t * direction_,
          Eigen::VectorXd::Constant(n, 2 * d * std::pow(2 * t, d - 1) / static_cast<double>(n))};
}

} // namespace nnft::eft
