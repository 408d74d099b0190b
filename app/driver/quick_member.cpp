#include "driver/quick_member.hpp"

#include "nnft/theory/kernel.hpp"

#include <algorithm>
#include <cmath>

namespace nnft::app {

Member quick_member(RunPlan const& plan, Architecture const& architecture) {
  Kernel const kernel(architecture);
  auto family = std::make_shared<Family const>(
      Family{plan.inputs,
             LayoutSet(plan.highest_order(), plan.inputs.size(), architecture.d_out),
             kernel.full(plan.inputs),
             kernel.weight_part(plan.inputs),
             kernel.accuracy(),
             {},
             {},
             {},
             {},
             {}});
  return {architecture, std::move(family), {}, {}, 0};
}

double median_relative_error(Estimate const& estimate) {
  Eigen::VectorXd const error = estimate.error();
  std::vector<double> relative;
  for (Eigen::Index i = 0; i < error.size(); ++i)
    if (error[i] > 0 && estimate.value[i] != 0)
      relative.push_back(error[i] / std::abs(estimate.value[i]));
  if (relative.empty()) return 0;
  auto const middle = relative.begin() + static_cast<std::ptrdiff_t>(relative.size() / 2);
  std::nth_element(relative.begin(), middle, relative.end());
  return *middle;
}

} // namespace nnft::app
