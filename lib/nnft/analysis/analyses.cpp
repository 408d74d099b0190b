#include "nnft/analysis/analyses.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace nnft {
namespace {

//! Cutoffs alone may be infinite.
bool may_be_infinite(std::string const& name) {
  return name == "cutoff";
}

bool is_number(double x, std::string const& name) {
  return std::isfinite(x) || (may_be_infinite(name) && !std::isnan(x));
}

bool holds_numbers(result::Dataset const& dataset, std::string const& name) {
  auto const* values = std::get_if<std::vector<double>>(&dataset.values);
  return values == nullptr ||
         std::all_of(values->begin(), values->end(), [&](double x) { return is_number(x, name); });
}

bool holds_numbers(result::Attribute const& attribute, std::string const& name) {
  auto const* value = std::get_if<double>(&attribute);
  return value == nullptr || is_number(*value, name);
}

//! What cannot be computed is absent from a result, never NaN or infinite; says what was left out.
void leave_out_what_is_no_number(result::Group& group, std::string const& path,
                                 std::vector<Warning>& warnings) {
  auto const leave_out = [&](std::string const& name) {
    warnings.push_back({path, name + " is absent: it cannot be computed in finite numbers"});
    return true;
  };
  std::erase_if(group.datasets, [&](auto const& entry) {
    return !holds_numbers(entry.second, entry.first) && leave_out(entry.first);
  });
  std::erase_if(group.attributes, [&](auto const& entry) {
    return !holds_numbers(entry.second, entry.first) && leave_out("attribute " + entry.first);
  });
  for (auto& [name, dataset] : group.datasets) {
    auto const& of = name;
    std::erase_if(dataset.attributes, [&](auto const& entry) {
      return !holds_numbers(entry.second, entry.first) &&
             leave_out("attribute " + entry.first + " of " + of);
    });
  }
  for (auto& [name, child] : group.groups)
    leave_out_what_is_no_number(child, fmt::format("{}/{}", path, name), warnings);
}

} // namespace

std::span<MemberAnalysis const> member_analyses() {
  static constexpr std::array<MemberAnalysis, 6> all{{{"correlators", write_correlators},
                                                      {"comparison", write_comparison},
                                                      {"deviation", write_deviation},
                                                      {"couplings", write_couplings},
                                                      {"cutoff scan", write_cutoff_scan},
                                                      {"outputs", write_outputs}}};
  return all;
}

std::span<RunAnalysis const> run_analyses() {
  static constexpr std::array<RunAnalysis, 2> all{
      {{"layout", write_layout}, {"falloff", write_falloff}}};
  return all;
}

std::vector<Warning> analyse(RunPlan const& plan, std::span<Member const> members,
                             result::Group& root, std::function<void()> const& before_each) {
  std::vector<Warning> warnings;
  for (std::size_t i = 0; i < members.size(); ++i)
    for (auto const& analysis : member_analyses()) {
      before_each();
      analysis.write(plan, members[i], root.at(fmt::format("ensembles/{:04}", i)), warnings);
    }
  for (auto const& analysis : run_analyses()) {
    before_each();
    analysis.write(plan, members, root, warnings);
  }
  for (auto const* part : {"ensembles", "falloff"})
    if (root.groups.contains(part)) leave_out_what_is_no_number(root.at(part), part, warnings);
  std::vector<Warning> once;
  for (auto const& warning : warnings)
    if (std::find(once.begin(), once.end(), warning) == once.end()) once.push_back(warning);
  return once;
}

} // namespace nnft
