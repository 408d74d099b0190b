#include "driver/until.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "driver/quick_member.hpp"
#include "driver/sampling.hpp"

namespace nnft::app {
namespace {

constexpr auto note =
    "Sampling ended when the data looked precise enough. That favours small errors: error bars and "
    "p-values are biased a little (optional stopping). For a statement at the limit of its error, "
    "repeat with another seed and this fixed number of networks.";

//! Blocks of all widths end at its multiples: it is one of the sizes, and they divide each other.
std::int64_t largest_block(RunPlan const& plan) {
  std::int64_t block = 1;
  for (auto const width : plan.ensemble.width)
    block = std::max(block, networks_per_block(plan.sampling.estimator, width));
  return block;
}

std::int64_t rounded_up(std::int64_t networks, std::int64_t block) {
  return (networks + block - 1) / block * block;
}

} // namespace

std::vector<std::int64_t> looks_of(RunPlan const& plan) {
  auto const& s = plan.sampling;
  if (!s.until) return {s.networks};
  auto const block = largest_block(plan);
  std::vector<std::int64_t> looks;
  auto next = rounded_up(std::max(s.networks, block * s.bins), block);
  for (; next < s.until->max_networks; next = rounded_up(next + next / 4, block))
    looks.push_back(next);
  looks.push_back(s.until->max_networks);
  return looks;
}

Look look_at(RunPlan const& plan, std::vector<CollectedSums> const& sums) {
  auto const& s = plan.sampling;
  auto const members = plan.members();
  Look look{s.networks, 0, false};
  for (std::size_t m = 0; m < members.size(); ++m) {
    auto const moments = binned_moments(sums[m], {s.experiments, s.bins});
    auto const correlators = correlators_of(plan, quick_member(plan, members[m]), moments);
    look.relative_error =
        std::max(look.relative_error, median_relative_error(correlators.at(s.until->quantity)));
  }
  look.reached = look.relative_error <= s.until->relative_error;
  return look;
}

std::string description(Look const& look, UntilPlan const& until) {
  return fmt::format("{}: relative error {:.3g} after {:.3g} networks, {:.3g} is asked for",
                     name_of(until.quantity), look.relative_error,
                     static_cast<double>(look.networks), until.relative_error);
}

void write_until(Look const& look, UntilPlan const& until, result::Group& root) {
  auto& attributes = root.at("until").attributes;
  attributes["quantity"] = std::string(name_of(until.quantity));
  attributes["relative_error_asked"] = until.relative_error;
  attributes["relative_error"] = look.relative_error;
  attributes["max_networks"] = until.max_networks;
  attributes["networks"] = look.networks;
  attributes["verdict"] = std::string(look.reached ? "reached" : "not reached");
  attributes["note"] = std::string(note);
}

RunPlan sampled_plan(RunPlan plan, result::Group const& root) {
  auto const* until = root.find("until");
  if (until == nullptr) return plan;
  auto const entry = until->attributes.find("networks");
  if (entry == until->attributes.end()) return plan;
  if (auto const* networks = std::get_if<std::int64_t>(&entry->second))
    plan.sampling.networks = *networks;
  return plan;
}

} // namespace nnft::app
