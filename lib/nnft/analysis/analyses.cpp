#include "nnft/analysis/analyses.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace nnft {
namespace {

bool has_nan(result::Dataset const& dataset) {
  auto const* values = std::get_if<std::vector<double>>(&dataset.values);
  return values != nullptr &&
         std::any_of(values->begin(), values->end(), [](double x) { return std::isnan(x); });
}

bool is_nan(result::Attribute const& attribute) {
  auto const* value = std::get_if<double>(&attribute);
  return value != nullptr && std::isnan(*value);
}

//! What cannot be computed is absent from a result, never NaN; says what was left out.
void leave_out_nan(result::Group& group, std::string const& path, std::vector<Warning>& warnings) {
  auto const leave_out = [&](std::string const& name) {
    warnings.push_back({path, name + " is absent: it cannot be computed in finite numbers"});
    return true;
  };
  std::erase_if(group.datasets,
                [&](auto const& entry) { return has_nan(entry.second) && leave_out(entry.first); });
  std::erase_if(group.attributes, [&](auto const& entry) {
    return is_nan(entry.second) && leave_out("attribute " + entry.first);
  });
  for (auto& [name, dataset] : group.datasets) {
    auto const& of = name;
    std::erase_if(dataset.attributes, [&](auto const& entry) {
      return is_nan(entry.second) && leave_out("attribute " + entry.first + " of " + of);
    });
  }
  for (auto& [name, child] : group.groups)
    leave_out_nan(child, fmt::format("{}/{}", path, name), warnings);
}

} // namespace

std::span<MemberAnalysis const> member_analyses() {
  static constexpr std::array<MemberAnalysis, 5> all{{{"correlators", write_correlators},
                                                      {"comparison", write_comparison},
                                                      {"deviation", write_deviation},
                                                      {"couplings", write_couplings},
                                                      {"cutoff scan", write_cutoff_scan}}};
  return all;
}

std::span<RunAnalysis const> run_analyses() {
  static constexpr std::array<RunAnalysis, 2> all{
      {{"layout", write_layout}, {"falloff", write_falloff}}};
  return all;
}

std::vector<Warning> analyse(RunPlan const& plan, std::span<Member const> members,
                             result::Group& root) {
  std::vector<Warning> warnings;
  for (std::size_t i = 0; i < members.size(); ++i)
    for (auto const& analysis : member_analyses())
      analysis.write(plan, members[i], root.at(fmt::format("ensembles/{:04}", i)), warnings);
  for (auto const& analysis : run_analyses())
    analysis.write(plan, members, root, warnings);
  for (auto const* part : {"ensembles", "falloff"})
    if (root.groups.contains(part)) leave_out_nan(root.at(part), part, warnings);
  std::vector<Warning> once;
  for (auto const& warning : warnings)
    if (std::find(once.begin(), once.end(), warning) == once.end()) once.push_back(warning);
  return once;
}

} // namespace nnft
