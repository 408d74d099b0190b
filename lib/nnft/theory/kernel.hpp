#pragma once
#include "nnft/ensemble/architecture.hpp"
#include "nnft/ensemble/input_set.hpp"
#include "nnft/theory/hidden_covariance.hpp"

#include <Eigen/Core>

namespace nnft {

/*!
 * Two-point function of an ensemble, K(x, y) = sigma_b_out^2 + K_W(x, y) with
 * K_W = sigma_w_out^2 M2(x, y), M2 the second moment <s(x) s(y)> of one neuron. It is the same at
 * every width: the kernel of the Gaussian process is the exact 2-point function.
 *
 * Formulas: specification of finite-width theory, section 0 (table of nets); Erf-net: Williams
 * 1997; ReLU-net: Cho and Saul 2009 (arc-cosine kernel of order 1).
 */
class Kernel {
 public:
  explicit Kernel(Architecture const& architecture);

  //! K_W(x, y), the part that carries the output weights; the legs of every vertex use it.
  //! \pre x and y have d_in rows
  [[nodiscard]] double weight_part(Eigen::Ref<Eigen::VectorXd const> const& x,
                                   Eigen::Ref<Eigen::VectorXd const> const& y) const;
  //! K_W between all points, [n_points, n_points], symmetric.
  [[nodiscard]] Eigen::MatrixXd weight_part(InputSet const& inputs) const;
  //! K = sigma_b_out^2 + K_W between all points, [n_points, n_points], symmetric.
  [[nodiscard]] Eigen::MatrixXd full(InputSet const& inputs) const;
  //! Relative accuracy: rounding for closed forms, the measured quadrature error for Tanh-net.
  [[nodiscard]] double accuracy() const;

 private:
  Architecture architecture_;
  HiddenCovariance covariance_;
  double output_weight_; // sigma_w_out^2
};

} // namespace nnft
