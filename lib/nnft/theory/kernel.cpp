#include "nnft/theory/kernel.hpp"

#include "nnft/core/contract.hpp"
#include "nnft/theory/second_moments.hpp"

#include <cmath>
#include <limits>

namespace nnft {

Kernel::Kernel(Architecture const& architecture)
    : architecture_(architecture), covariance_(architecture),
      output_weight_(architecture.sigma_w_out * architecture.sigma_w_out) {}

double Kernel::weight_part(Eigen::Ref<Eigen::VectorXd const> const& x,
                           Eigen::Ref<Eigen::VectorXd const> const& y) const {
  NNFT_EXPECT(x.size() == architecture_.d_in && y.size() == architecture_.d_in);
  auto const gauss = [&] { return std::exp(-covariance_.weight() / 2 * (x - y).squaredNorm()); };
  switch (architecture_.activation) {
  case Activation::erf:
    return output_weight_ * erf_second_moment(covariance_.pair(x, y));
  case Activation::relu:
    return output_weight_ * relu_second_moment(covariance_.pair(x, y));
  case Activation::gauss:
    return output_weight_ * gauss();
  case Activation::cos:
    return output_weight_ * gauss() / 2;
  case Activation::tanh:
    return output_weight_ * tanh_second_moment(covariance_.pair(x, y));
  }
  throw ContractViolation("an activation without a kernel");
}

Eigen::MatrixXd Kernel::weight_part(InputSet const& inputs) const {
  Eigen::MatrixXd k(inputs.size(), inputs.size());
  for (int i = 0; i < inputs.size(); ++i)
    for (int j = 0; j <= i; ++j)
      k(i, j) = k(j, i) = weight_part(inputs.x.col(i), inputs.x.col(j));
  return k;
}

Eigen::MatrixXd Kernel::full(InputSet const& inputs) const {
  return (weight_part(inputs).array() + architecture_.sigma_b_out * architecture_.sigma_b_out)
      .matrix();
}

double Kernel::accuracy() const {
  if (architecture_.activation == Activation::tanh) return tanh_second_moment_accuracy;
  return 8 * std::numeric_limits<double>::epsilon();
}

} // namespace nnft
