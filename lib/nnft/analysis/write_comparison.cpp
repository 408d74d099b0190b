#include "nnft/analysis/analyses.hpp"
#include "nnft/analysis/comparison.hpp"
#include "nnft/analysis/tail_reach.hpp"

#include <fmt/format.h>

namespace nnft {
namespace {

void write_pull(Member const& member, Quantity quantity, result::Group& comparison) {
  auto const* exact = member.exact_values(quantity);
  if (exact == nullptr) return;
  auto const c = compare(member.measured->at(quantity), *exact);
  auto dataset = result::dataset_of(
      c.pull, fmt::format("(measured - exact)/error of {}, component by component; 0 where error "
                          "and difference both vanish",
                          name_of(quantity)));
  dataset.attributes["chi2"] = c.chi2;
  dataset.attributes["dof"] = std::int64_t{c.dof};
  dataset.attributes["p_value"] = c.p_value;
  dataset.attributes["max_pull"] = c.max_pull;
  comparison.datasets[std::string(name_of(quantity)) + "_pull"] = std::move(dataset);
}

TailDiagnostic tail_of(RunPlan const& plan, Member const& member, Quantity quantity) {
  auto tail = diagnose_tail(member.measured->at(quantity), member.networks);
  auto const estimator = plan.sampling.estimator;
  if (!draws_from_mixture(estimator, member.architecture.activation) &&
      variance_beyond_sample(sampled_architecture(member.architecture, estimator),
                             member.family->inputs, order_of(quantity), member.networks))
    tail.verdict = TailVerdict::heavy_tail;
  return tail;
}

void write_tail(RunPlan const& plan, Member const& member, Quantity quantity, result::Group& tails,
                std::vector<Warning>& warnings) {
  auto const tail = tail_of(plan, member, quantity);
  std::string const name(name_of(quantity));
  tails.attributes[name + "_effective_sample_size"] = tail.effective_sample_size;
  tails.attributes[name + "_verdict"] = std::string(name_of(tail.verdict));
  tails.attributes[name + "_kurtosis"] = tail.kurtosis;
  tails.attributes[name + "_largest_share"] = tail.largest_share;
  if (tail.verdict == TailVerdict::heavy_tail)
    warnings.push_back(
        {description(member.architecture),
         fmt::format("{} is heavy-tailed and not converged: effective sample size "
                     "at most {:.3g} of {:.3g} networks, one bin carries {:.0f} % "
                     "of the squared error; value and error are not to be trusted",
                     name, tail.effective_sample_size, member.networks, 100 * tail.largest_share)});
}

} // namespace

void write_comparison(RunPlan const& plan, Member const& member, result::Group& ensemble,
                      std::vector<Warning>& warnings) {
  if (!member.measured) return;
  auto& comparison = ensemble.at("comparison");
  auto& tails = comparison.at("tail_warning");
  tails.attributes["description"] =
      std::string("do a few bins carry the answer? for each quantity: effective sample size "
                  "(networks), verdict, kurtosis of the bins, largest share of one bin");
  for (auto const quantity : reported_quantities(plan)) {
    write_pull(member, quantity, comparison);
    write_tail(plan, member, quantity, tails, warnings);
  }
}

} // namespace nnft
