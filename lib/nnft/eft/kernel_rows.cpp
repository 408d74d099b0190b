#include "nnft/eft/kernel_rows.hpp"

#include "nnft/core/contract.hpp"

#include <cmath>

namespace nnft::eft {
namespace {

template <class Moment>
Eigen::MatrixXd filled(Eigen::MatrixXd const& x, Eigen::MatrixXd const& y, Moment moment) {
  Eigen::MatrixXd k(y.cols(), x.cols());
  for (Eigen::Index i = 0; i < x.cols(); ++i)
    for (Eigen::Index m = 0; m < y.cols(); ++m)
      k(m, i) = moment(x.col(i), y.col(m));
  return k;
}

} // namespace

KernelRows::KernelRows(Architecture const& architecture, InputSet const& inputs, TanhRule rule)
    : architecture_(architecture), covariance_(architecture), x_(inputs.x), rule_(rule) {
  NNFT_EXPECT(inputs.d_in() == architecture.d_in);
}

Eigen::MatrixXd KernelRows::operator()(Eigen::MatrixXd const& y) const {
  NNFT_EXPECT(y.rows() == x_.rows());
  double const factor = architecture_.sigma_w_out * architecture_.sigma_w_out;
  auto const gauss = [this](auto const& x, auto const& z) {
    return std::exp(-covariance_.weight() / 2 * (x - z).squaredNorm());
  };
  switch (architecture_.activation) {
  case Activation::erf:
    return factor * filled(x_, y, [this](auto const& x, auto const& z) {
             return erf_second_moment(covariance_.pair(x, z));
           });
  case Activation::relu:
    return factor * filled(x_, y, [this](auto const& x, auto const& z) {
             return relu_second_moment(covariance_.pair(x, z));
           });
  case Activation::tanh:
    return factor * filled(x_, y, [this](auto const& x, auto const& z) {
             return tanh_second_moment(covariance_.pair(x, z), rule_);
           });
  case Activation::gauss:
    return factor * filled(x_, y, gauss);
  case Activation::cos:
    return factor / 2 * filled(x_, y, gauss);
  }
  throw ContractViolation("an activation without a kernel");
}

} // namespace nnft::eft
