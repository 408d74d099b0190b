#include "nnft/core/contract.hpp"
#include "nnft/moments/layout.hpp"
#include "nnft/theory/hidden_covariance.hpp"
#include "nnft/theory/point_moments.hpp"

#include <bit>
#include <cmath>
#include <limits>
#include <span>

namespace nnft {
namespace {

double gauss_moment(HiddenCovariance const& hidden, Eigen::MatrixXd const& x,
                    std::span<int const> points) {
  auto const n = static_cast<double>(points.size());
  Eigen::VectorXd sum = Eigen::VectorXd::Zero(x.rows());
  double squares = 0;
  for (int const i : points) {
    sum += x.col(i);
    squares += x.col(i).squaredNorm();
  }
  return std::exp(hidden.bias() * n * (n / 2 - 1) +
                  hidden.weight() * (sum.squaredNorm() / 2 - squares));
}

// The sign of the first point is fixed to +: the other half of the sum is equal to this one.
double cos_moment(HiddenCovariance const& hidden, Eigen::MatrixXd const& x,
                  std::span<int const> points) {
  auto const n = static_cast<int>(points.size());
  double sum = 0;
  Eigen::VectorXd total(x.rows());
  for (unsigned minus = 0; minus < (1U << n); minus += 2) {
    if (std::popcount(minus) != n / 2) continue;
    total.setZero();
    for (int i = 0; i < n; ++i) {
      auto const point = x.col(points[static_cast<std::size_t>(i)]);
      if ((minus >> i & 1U) != 0)
        total -= point;
      else
        total += point;
    }
    sum += std::exp(-hidden.weight() / 2 * total.squaredNorm());
  }
  return 2 * sum / (1 << n);
}

} // namespace

NeuronMoments closed_form_moments(Architecture const& architecture, InputSet const& distinct,
                                  int highest_order) {
  NNFT_EXPECT(architecture.activation == Activation::gauss ||
              architecture.activation == Activation::cos);
  HiddenCovariance const hidden(architecture);
  auto const moment = architecture.activation == Activation::gauss ? gauss_moment : cos_moment;
  NeuronMoments moments;
  moments.method = "closed form";
  for (int order = 2; order <= highest_order; order += 2) {
    CorrelatorLayout const layout(order, distinct.size(), 1);
    auto& m = of_order(moments, order);
    m.resize(layout.size());
    for (std::ptrdiff_t row = 0; row < layout.size(); ++row)
      m[row] = moment(hidden, distinct.x, layout.points(row));
  }
  // exp(e) carries the rounding of its exponent, which is about as large as log of the moment
  auto const& highest = of_order(moments, highest_order);
  double const exponent = std::abs(std::log(highest.cwiseAbs().maxCoeff()));
  moments.accuracy = 8 * std::numeric_limits<double>::epsilon() * (1 + exponent);
  return moments;
}

} // namespace nnft
