#include "nnft/config/run_plan.hpp"

#include "nnft/sampling/block_plan.hpp"

#include <algorithm>

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

std::int64_t networks_per_block(Estimator estimator, std::int64_t width) {
  if (estimator == Estimator::rqmc) return 2048;
  return block_size(goes_by_neurons(estimator) ? 1 : width);
}

std::vector<Architecture> RunPlan::members() const {
  auto const& e = ensemble;
  // An absent list of the output layer follows the hidden one.
  auto const choices = [](std::vector<double> const& own, std::vector<double> const& followed) {
    std::vector<std::optional<double>> result(own.begin(), own.end());
    if (own.empty() && !followed.empty()) result.emplace_back(std::nullopt);
    return result;
  };
  std::vector<Architecture> result;
  for (auto const b_out : choices(e.sigma_b_out, e.sigma_b))
    for (auto const w_out : choices(e.sigma_w_out, e.sigma_w))
      for (double const b : e.sigma_b)
        for (double const w : e.sigma_w)
          for (auto const width : e.width)
            result.push_back(validated({e.activation, e.d_in, e.d_out, e.depth, width, w, b,
                                        w_out.value_or(w), b_out.value_or(b)}));
  return result;
}

std::vector<std::size_t> RunPlan::sources() const {
  std::vector<Architecture> drawn;
  std::vector<std::size_t> first;
  for (auto const& member : members()) {
    drawn.push_back(sampled_architecture(member, sampling.estimator));
    auto const source = std::find(drawn.begin(), drawn.end(), drawn.back());
    first.push_back(static_cast<std::size_t>(source - drawn.begin()));
  }
  return first;
}

bool RunPlan::has_order(int order) const {
  return std::find(orders.begin(), orders.end(), order) != orders.end();
}

} // namespace nnft
