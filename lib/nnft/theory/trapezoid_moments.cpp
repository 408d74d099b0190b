/*
 * Product trapezoid rule for <s(z1) ... s(zn)>, s = tanh or erf, with z_i = c_i . u, u standard
 * normal in the span of the lifted points, c_i their coordinates along the principal axes. With A
 * the largest |c_ik| along axis k, a step h leaves an error
 *
 *   tanh: (2 pi/(h A))^(n-1)/(n-1)! exp(-pi^2/(A h) + pi^2/(8 A^2)), exp(-2 pi^2/h^2) (2
 * pi/h)^n/(n-1)!! for small A, erf:  exp(-pi^2/(h^2 (n A^2 + 1/2))),
 *
 * from the poles of order n of tanh at distance pi/(2 A), and from the growth exp(n A^2 y^2) of erf
 * in the complex plane. The rule is applied twice, on a grid and on the grid moved by half a step
 * along all axes: the errors are opposite to leading order. The result is the mean, the accuracy
 * half of the difference.
 */
#include "nnft/core/contract.hpp"
#include "nnft/moments/layout.hpp"
#include "nnft/theory/hidden_covariance.hpp"
#include "nnft/theory/independence.hpp"
#include "nnft/theory/monomial_sums.hpp"
#include "nnft/theory/point_moments.hpp"

#include <Eigen/SVD>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <span>
#include <utility>
#include <vector>

namespace nnft {
namespace {

constexpr double radius = 9;           // exp(-81/2) = 3e-18
constexpr double work_budget = 1.5e10; // multiplications: some twenty seconds

// -log of the error of step h along an axis of largest coefficient a, for n factors, relative to
// the moment (n - 1)!! size^n of small pre-activations, or to 1 where they are not small.
double digits_of_step(Activation activation, double h, double a, double size, int n) {
  using std::numbers::pi;
  if (activation == Activation::erf) return pi * pi / (h * h * (n * a * a + 0.5));
  double const double_factorial = n == 2 ? 1 : n == 4 ? 3 : 15;
  double const pole = pi / (2 * a);
  if (pole >= 2 * pi / h) // the Gaussian alone limits; its n-th power of u costs (2 pi/h)^n
    return 2 * pi * pi / (h * h) - n * std::log(2 * pi / h) + std::log(double_factorial);
  double const moment = std::min(1.0, double_factorial * std::pow(size, n));
  return pi * pi / (a * h) - pole * pole / 2 - (n - 1) * std::log(2 * pi / (h * a)) +
         std::lgamma(n) + std::log(moment);
}

// Largest step for an error exp(-digits).
double step_for(Activation activation, double digits, double a, double size, int n) {
  double fine = 0;
  double coarse = std::numbers::pi * std::sqrt(2 / digits);
  for (int k = 0; k < 60; ++k) {
    double const h = (fine + coarse) / 2;
    (digits_of_step(activation, h, a, size, n) > digits ? fine : coarse) = h;
  }
  return fine;
}

// The half of the grid with u_0 >= 0 (even orders: the other half is equal), inside |u| <= radius.
class HalfBall {
 public:
  //! \param coefficients [r, m]; \param steps [r]; \param shift 0 or 1/2, of a step
  HalfBall(Activation activation, Eigen::MatrixXd coefficients, Eigen::VectorXd steps, double shift,
           int highest_order)
      : activation_(activation), coefficients_(std::move(coefficients)), steps_(std::move(steps)),
        shift_(shift), sums_(static_cast<int>(coefficients_.cols()), even_degrees(highest_order)),
        values_(chunk, coefficients_.cols()), weights_(chunk) {
    auto const r = static_cast<double>(steps_.size());
    double const density = steps_.prod() * std::pow(2 * std::numbers::pi, -r / 2);
    descend(0, Eigen::VectorXd::Zero(coefficients_.cols()), radius * radius, density);
    flush();
  }
  [[nodiscard]] Eigen::VectorXd moments(int order) const { return sums_.sums(order); }

 private:
  static constexpr Eigen::Index chunk = 256;

  static std::vector<int> even_degrees(int highest_order) {
    std::vector<int> degrees;
    for (int n = 2; n <= highest_order; n += 2)
      degrees.push_back(n);
    return degrees;
  }

  // z: the pre-activations from the axes before this one; left: radius^2 - |u|^2 of those.
  void descend(Eigen::Index axis, Eigen::VectorXd const& z, double left, double weight) {
    double const h = steps_[axis];
    auto const last = static_cast<int>(std::floor(std::sqrt(left) / h - shift_));
    int const first = axis == 0 ? 0 : -static_cast<int>(std::floor(std::sqrt(left) / h + shift_));
    for (int k = first; k <= last; ++k) {
      double const u = (k + shift_) * h;
      double const twice = axis == 0 && u > 0 ? 2 : 1;
      double const w = weight * twice * std::exp(-u * u / 2);
      if (axis + 1 < steps_.size())
        descend(axis + 1, z + u * coefficients_.row(axis).transpose(), std::max(left - u * u, 0.0),
                w);
      else
        add_node(z, u, w);
    }
  }

  void add_node(Eigen::VectorXd const& z, double u, double weight) {
    auto const last = steps_.size() - 1;
    for (Eigen::Index i = 0; i < z.size(); ++i)
      values_(used_, i) = activated(z[i] + u * coefficients_(last, i));
    weights_[used_++] = weight;
    if (used_ == chunk) flush();
  }

  [[nodiscard]] double activated(double z) const {
    return activation_ == Activation::erf ? std::erf(z) : std::tanh(z);
  }

  void flush() {
    if (used_ > 0) sums_.add(values_.topRows(used_), weights_.head(used_));
    used_ = 0;
  }

  Activation activation_;
  Eigen::MatrixXd coefficients_;
  Eigen::VectorXd steps_;
  double shift_;
  MonomialSums sums_;
  Eigen::MatrixXd values_;
  Eigen::VectorXd weights_;
  Eigen::Index used_ = 0;
};

Eigen::VectorXd steps_for(Activation activation, Eigen::MatrixXd const& coefficients, double digits,
                          int n) {
  Eigen::VectorXd steps(coefficients.rows());
  double const size = std::sqrt(coefficients.colwise().squaredNorm().maxCoeff());
  for (Eigen::Index k = 0; k < steps.size(); ++k)
    steps[k] = step_for(activation, digits, coefficients.row(k).cwiseAbs().maxCoeff(), size, n);
  return steps;
}

// Multiplications of both grids: volume of the half ball over that of a cell, a product an order
// and a value of s (as dear as 30 products) a point.
double work(Eigen::VectorXd const& steps, int n_points, int highest_order) {
  auto const r = static_cast<double>(steps.size());
  double const ball =
      std::pow(std::numbers::pi, r / 2) / std::tgamma(r / 2 + 1) * std::pow(radius, r);
  double products = 30.0 * n_points;
  double of_degree = 1;
  for (int k = 1; k <= highest_order; ++k)
    products += of_degree *= (n_points + k - 1.0) / k;
  return ball / steps.prod() * products;
}

} // namespace

std::optional<NeuronMoments> trapezoid_moments(Architecture const& architecture,
                                               InputSet const& distinct, int highest_order) {
  NNFT_EXPECT(architecture.activation == Activation::tanh ||
              architecture.activation == Activation::erf);
  HiddenCovariance const hidden(architecture);
  Eigen::MatrixXd const lifted = hidden.lifted(distinct);
  Eigen::JacobiSVD<Eigen::MatrixXd> const svd(lifted, Eigen::ComputeThinU);
  double const longest = svd.singularValues()[0];
  auto const rank =
      std::max<Eigen::Index>((svd.singularValues().array() > 1e-15 * longest).count(), 1);
  Eigen::MatrixXd const coefficients = svd.matrixU().leftCols(rank).transpose() * lifted;
  double digits = 33;                                                              // 5e-15
  double const least_digits = architecture.activation == Activation::erf ? 30 : 7; // 1e-13, 1e-3
  auto steps = steps_for(architecture.activation, coefficients, digits, highest_order);
  while (work(steps, distinct.size(), highest_order) > work_budget) {
    digits -= 1;
    if (digits < least_digits) return std::nullopt;
    steps = steps_for(architecture.activation, coefficients, digits, highest_order);
  }
  HalfBall const grid(architecture.activation, coefficients, steps, 0, highest_order);
  HalfBall const moved(architecture.activation, coefficients, steps, 0.5, highest_order);
  NeuronMoments moments;
  moments.method = "trapezoid";
  moments.accuracy = 8 * std::numeric_limits<double>::epsilon();
  Eigen::MatrixXd const s = hidden.matrix(distinct);
  for (int order = 2; order <= highest_order; order += 2) {
    CorrelatorLayout const layout(order, distinct.size(), 1);
    Eigen::VectorXd const a = grid.moments(order);
    Eigen::VectorXd const b = moved.moments(order);
    auto& m = of_order(moments, order);
    m = (a + b) / 2;
    double const scale = m.cwiseAbs().maxCoeff();
    if (scale > 0)
      moments.accuracy = std::max(moments.accuracy, (a - b).cwiseAbs().maxCoeff() / 2 / scale);
    for (std::ptrdiff_t row = 0; row < layout.size(); ++row)
      if (odd_moment_vanishes(s, layout.points(row))) m[row] = 0;
  }
  return moments;
}

} // namespace nnft
