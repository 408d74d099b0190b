#include "nnft/analysis/analyses.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace nnft {

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
  std::vector<Warning> once;
  for (auto const& warning : warnings)
    if (std::find(once.begin(), once.end(), warning) == once.end()) once.push_back(warning);
  return once;
}

} // namespace nnft
