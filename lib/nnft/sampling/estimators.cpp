#include "nnft/sampling/estimators.hpp"

namespace nnft {

bool goes_by_neurons(Estimator estimator) {
  return estimator == Estimator::neuron || estimator == Estimator::rqmc ||
         estimator == Estimator::importance;
}

bool draws_from_mixture(Estimator estimator, Activation activation) {
  return activation == Activation::gauss &&
         (estimator == Estimator::importance || estimator == Estimator::rqmc);
}

Architecture sampled_architecture(Architecture const& member, Estimator estimator) {
  if (!goes_by_neurons(estimator)) return member;
  Architecture neuron = member;
  neuron.width = 1;
  neuron.d_out = 1;
  neuron.sigma_w_out = 1;
  neuron.sigma_b_out = 0;
  return neuron;
}

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
