#include "nnft/sampling/estimators.hpp"

namespace nnft {

std::unique_ptr<MomentReader> make_reader(Estimator estimator, Architecture const& member,
                                          LayoutSet const& layouts,
                                          Eigen::MatrixXd const& weight_kernel,
                                          KernelKnowledge knowledge) {
  double const bias = member.sigma_b_out * member.sigma_b_out;
  if (estimator == Estimator::direct) return make_direct_reader(layouts);
  if (estimator == Estimator::conditional)
    return make_conditional_reader(layouts, weight_kernel.array() + bias, knowledge);
  return make_neuron_reader(
      layouts, weight_kernel,
      {member.sigma_w_out * member.sigma_w_out, bias, static_cast<double>(member.width)},
      knowledge);
}

} // namespace nnft
