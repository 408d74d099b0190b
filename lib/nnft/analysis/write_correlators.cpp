#include "nnft/analysis/analyses.hpp"
#include "nnft/config/plan_text.hpp"
#include "nnft/sampling/block_plan.hpp"
#include "nnft/theory/correlators.hpp"

#include <fmt/format.h>

namespace nnft {
namespace {

//! Matrices beyond this many rows stay out of the file; errors and chi-square do not need them.
constexpr Eigen::Index largest_covariance = 2000;

std::string meaning(Quantity quantity) {
  return fmt::format("{} {}-point function in the rows of layout/order_{}, in units of f^{}",
                     is_connected(quantity) ? "connected" : "full", order_of(quantity),
                     order_of(quantity), order_of(quantity));
}

void write_attributes(RunPlan const& plan, Member const& member, result::Group& ensemble) {
  auto const& a = member.architecture;
  auto& attributes = ensemble.attributes;
  attributes["architecture"] = std::string(name_of(a.activation));
  attributes["d_in"] = std::int64_t{a.d_in};
  attributes["d_out"] = std::int64_t{a.d_out};
  attributes["width"] = a.width;
  attributes["depth"] = std::int64_t{a.depth};
  attributes["sigma_w"] = a.sigma_w;
  attributes["sigma_b"] = a.sigma_b;
  attributes["sigma_w_out"] = a.sigma_w_out;
  attributes["sigma_b_out"] = a.sigma_b_out;
  if (!member.measured) return;
  attributes["networks"] = plan.sampling.networks;
  attributes["experiments"] = std::int64_t{plan.sampling.experiments};
  attributes["estimator"] =
      std::string(estimator_names()[static_cast<std::size_t>(plan.sampling.estimator)]);
  attributes["block"] = networks_per_block(plan.sampling.estimator, a.width);
}

void write_covariance(Estimate const& estimate, std::string const& name, Member const& member,
                      result::Group& ensemble, std::vector<Warning>& warnings) {
  Eigen::MatrixXd const covariance = estimate.covariance();
  if (covariance.allFinite())
    ensemble.at("measured").datasets[name + "_covariance"] =
        result::dataset_of(covariance, "covariance of the components of " + name + ", jackknife");
  else
    warnings.push_back({description(member.architecture),
                        fmt::format("{}_covariance is absent: it is beyond the range of a double; "
                                    "{}_error is not",
                                    name, name)});
}

void write_measured(RunPlan const& plan, Member const& member, result::Group& ensemble,
                    std::vector<Warning>& warnings) {
  for (auto const quantity : reported_quantities(plan)) {
    auto const& estimate = member.measured->at(quantity);
    std::string const name(name_of(quantity));
    auto& measured = ensemble.at("measured").datasets;
    measured[name] = result::dataset_of(estimate.value, "measured " + meaning(quantity) +
                                                            ", pooled over all experiments");
    measured[name + "_error"] = result::dataset_of(
        estimate.error(), "standard error of " + name + ", delete-one-bin jackknife");
    if (estimate.value.size() <= largest_covariance)
      write_covariance(estimate, name, member, ensemble, warnings);
    else
      warnings.push_back({description(member.architecture),
                          fmt::format("{}_covariance is left out of the file ({} components); its "
                                      "diagonal is {}_error squared",
                                      name, estimate.value.size(), name)});
    ensemble.at("experiments").datasets[name] = result::dataset_of(
        estimate.experiments, "each experiment's own estimate: " + meaning(quantity));
  }
}

void write_theory(RunPlan const& plan, Member const& member, result::Group& ensemble,
                  std::vector<Warning>& warnings) {
  for (auto const quantity : reported_quantities(plan)) {
    std::string const name(name_of(quantity));
    if (!is_connected(quantity))
      ensemble.at("gp").datasets[name] =
          result::dataset_of(member.family->gaussian_process.at(quantity).value,
                             "Gaussian process (infinite width, Wick): " + meaning(quantity));
    if (auto const* exact = member.exact_values(quantity)) {
      auto dataset = result::dataset_of(*exact, "exact at this width: " + meaning(quantity));
      dataset.attributes["method"] = member.family->neuron_moments->method;
      dataset.attributes["accuracy"] = member.exact_accuracy.at(quantity);
      ensemble.at("exact").datasets[name] = std::move(dataset);
    } else if (member.family->neuron_moments) {
      warnings.push_back(
          {description(member.architecture),
           fmt::format("exact/{} and what needs it are absent: its terms cancel and leave a "
                       "relative accuracy of {:.1g}, {:.0g} is needed",
                       name, member.exact_accuracy.at(quantity), sufficient_accuracy)});
    }
  }
  if (auto const& moments = member.family->neuron_moments) {
    ensemble.at("exact").attributes["method"] = moments->method;
    ensemble.at("exact").attributes["accuracy"] = moments->accuracy;
  } else {
    warnings.push_back(
        {std::string(name_of(member.architecture.activation)),
         "the exact theory cannot be computed for these points and sigmas (its moments "
         "overflow, or their quadrature is beyond its budget): the groups exact and "
         "comparison are absent"});
  }
}

} // namespace

void write_correlators(RunPlan const& plan, Member const& member, result::Group& ensemble,
                       std::vector<Warning>& warnings) {
  write_attributes(plan, member, ensemble);
  if (member.measured) write_measured(plan, member, ensemble, warnings);
  write_theory(plan, member, ensemble, warnings);
}

} // namespace nnft
