#pragma once
#include "nnft/ensemble/architecture.hpp"
#include "nnft/ensemble/input_set.hpp"

#include <Eigen/Core>

#include <cmath>
#include <limits>

namespace nnft {

//! Covariance of the pre-activations z(x), z(y) of one hidden neuron and its determinant.
struct HiddenPair {
  double xx, yy, xy;
  double det; //!< xx yy - xy^2 as a sum of squares: no cancellation at parallel points
};

/*!
 * Covariance of z(x) = W0 . x + b0 under the prior of the hidden layer,
 * S(x, y) = sigma_b^2 + (sigma_w^2/d_in) x . y. Cos-net has no Gaussian bias: its sigma_b is 0.
 */
class HiddenCovariance {
 public:
  explicit HiddenCovariance(Architecture const& a)
      : bias_(a.activation == Activation::cos ? 0 : a.sigma_b * a.sigma_b),
        weight_(a.sigma_w * a.sigma_w / a.d_in) {}

  [[nodiscard]] double bias() const { return bias_; }     //!< sigma_b^2
  [[nodiscard]] double weight() const { return weight_; } //!< sigma_w^2/d_in

  //! S(x, y); exactly 0 where the bias and the product cancel to rounding, so that independent
  //! pre-activations are seen as such.
  //! \param x, y vectors of d_in numbers
  template <class X, class Y> [[nodiscard]] double operator()(X const& x, Y const& y) const {
    double dot = 0;
    double absolute = 0;
    for (Eigen::Index i = 0; i < x.size(); ++i) {
      double const product = x[i] * y[i];
      dot += product;
      absolute += std::abs(product);
    }
    double const covariance = bias_ + weight_ * dot;
    double const rounding = 4 * std::numeric_limits<double>::epsilon();
    return std::abs(covariance) <= rounding * (bias_ + weight_ * absolute) ? 0 : covariance;
  }

  template <class X, class Y> [[nodiscard]] HiddenPair pair(X const& x, Y const& y) const {
    double distance = 0;
    double area = 0; // of the parallelogram, squared: sum of the 2 x 2 minors
    for (Eigen::Index i = 0; i < x.size(); ++i) {
      distance += (x[i] - y[i]) * (x[i] - y[i]);
      for (Eigen::Index j = 0; j < i; ++j) {
        double const minor = x[i] * y[j] - x[j] * y[i];
        area += minor * minor;
      }
    }
    return {(*this)(x, x), (*this)(y, y), (*this)(x, y),
            bias_ * weight_ * distance + weight_ * weight_ * area};
  }

  //! S between all points, [n_points, n_points].
  [[nodiscard]] Eigen::MatrixXd matrix(InputSet const& inputs) const {
    Eigen::MatrixXd s(inputs.size(), inputs.size());
    for (int i = 0; i < inputs.size(); ++i)
      for (int j = 0; j <= i; ++j)
        s(i, j) = s(j, i) = (*this)(inputs.x.col(i), inputs.x.col(j));
    return s;
  }

  //! Points lifted so that S_ij = lifted_i . lifted_j: (sigma_b, sigma_w x/sqrt(d_in)),
  //! [d_in + 1, n_points]; z_i = lifted_i . u with u standard normal.
  [[nodiscard]] Eigen::MatrixXd lifted(InputSet const& inputs) const {
    Eigen::MatrixXd points(inputs.d_in() + 1, inputs.size());
    points.row(0).setConstant(std::sqrt(bias_));
    points.bottomRows(inputs.d_in()) = std::sqrt(weight_) * inputs.x;
    return points;
  }

 private:
  double bias_, weight_;
};

} // namespace nnft
