#include "nnft/analysis/analyses.hpp"

#include <fmt/format.h>

namespace nnft {
namespace {

result::Dataset table_of(CorrelatorLayout const& layout,
                         std::span<int const> (CorrelatorLayout::*row)(std::ptrdiff_t) const,
                         std::string description) {
  std::vector<std::int32_t> values;
  for (std::ptrdiff_t r = 0; r < layout.size(); ++r)
    for (int const v : (layout.*row)(r))
      values.push_back(v);
  return {{static_cast<std::uint64_t>(layout.size()), static_cast<std::uint64_t>(layout.order())},
          std::move(values),
          std::move(description),
          {}};
}

} // namespace

void write_layout(RunPlan const& plan, std::span<Member const> /*members*/, result::Group& root,
                  std::vector<Warning>& /*warnings*/) {
  root.at("inputs").datasets["points"] =
      result::dataset_of(Eigen::MatrixXd(plan.inputs.x.transpose()), "input points, one a row");
  if (!plan.inputs.name.empty()) root.at("inputs").attributes["preset"] = plan.inputs.name;
  LayoutSet const layouts(plan.highest_order(), plan.inputs.size(), plan.ensemble.d_out);
  for (int const order : plan.orders) {
    auto& datasets = root.at("layout").datasets;
    datasets[fmt::format("order_{}", order)] = table_of(
        layouts.of(order), &CorrelatorLayout::points,
        fmt::format("indices of the points of each component of the {}-point functions", order));
    if (plan.ensemble.d_out > 1)
      datasets[fmt::format("labels_{}", order)] =
          table_of(layouts.of(order), &CorrelatorLayout::labels,
                   fmt::format("output labels of each component of the {}-point functions", order));
  }
}

} // namespace nnft
