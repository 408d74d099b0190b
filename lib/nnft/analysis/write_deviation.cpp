#include "nnft/analysis/analyses.hpp"
#include "nnft/analysis/deviations.hpp"

#include <fmt/format.h>

namespace nnft {

void write_deviation(RunPlan const& plan, Member const& member, result::Group& ensemble,
                     std::vector<Warning>& /*warnings*/) {
  for (auto const quantity : reported_quantities(plan)) {
    auto const d = deviation_of(member, quantity);
    if (!d) continue;
    auto& group = ensemble.at("deviation");
    int const order = order_of(quantity);
    auto const name = deviation_name(quantity);
    auto dataset = result::dataset_of(
        d->value, is_connected(quantity)
                      ? fmt::format("|connected G{0}|/|G{0} of the Gaussian process|", order)
                      : fmt::format("|G{0} - G{0} of the Gaussian process|/|the latter|", order));
    dataset.attributes["mean"] = d->mean;
    dataset.attributes["signed_mean"] = d->signed_mean;
    if (member.measured) dataset.attributes["signed_mean_error"] = d->signed_mean_error;
    group.datasets[name] = std::move(dataset);
    if (d->background.size() == 0) continue;
    auto background = result::dataset_of(
        d->background, fmt::format("background of {}: standard deviation over experiments "
                                   "(ddof = 0)/|G{} of the Gaussian process|",
                                   name, order));
    background.attributes["mean"] = d->background_mean;
    group.datasets[name + "_background"] = std::move(background);
  }
}

} // namespace nnft
