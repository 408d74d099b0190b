#pragma once
#include "nnft/analysis/member.hpp"
#include "nnft/result/record.hpp"

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace nnft {

//! Something that an analysis wants the user to see, e.g. that a group is absent and why.
struct Warning {
  std::string subject; //!< the ensemble
  std::string text;
  bool operator==(Warning const&) const = default;
};

//! What rank 0 makes of one ensemble: reads a member, fills groups of its record.
struct MemberAnalysis {
  std::string_view name;
  void (*write)(RunPlan const& plan, Member const& member, result::Group& ensemble,
                std::vector<Warning>& warnings);
};

//! What rank 0 makes of all ensembles together: fills groups of the root.
struct RunAnalysis {
  std::string_view name;
  void (*write)(RunPlan const& plan, std::span<Member const> members, result::Group& root,
                std::vector<Warning>& warnings);
};

//! The analyses in the order in which they run. A new one is one file and one line here.
[[nodiscard]] std::span<MemberAnalysis const> member_analyses();
[[nodiscard]] std::span<RunAnalysis const> run_analyses();

//! Runs them all; "ensembles/0000" and so on, "falloff/0000", inputs and layouts.
//! \param before_each called before each; what it throws ends all
[[nodiscard]] std::vector<Warning> analyse(
    RunPlan const& plan, std::span<Member const> members, result::Group& root,
    std::function<void()> const& before_each = [] {});

// One of these a file, named as the function.
void write_correlators(RunPlan const& plan, Member const& member, result::Group& ensemble,
                       std::vector<Warning>& warnings);
void write_comparison(RunPlan const& plan, Member const& member, result::Group& ensemble,
                      std::vector<Warning>& warnings);
void write_deviation(RunPlan const& plan, Member const& member, result::Group& ensemble,
                     std::vector<Warning>& warnings);
void write_couplings(RunPlan const& plan, Member const& member, result::Group& ensemble,
                     std::vector<Warning>& warnings);
void write_cutoff_scan(RunPlan const& plan, Member const& member, result::Group& ensemble,
                       std::vector<Warning>& warnings);
void write_outputs(RunPlan const& plan, Member const& member, result::Group& ensemble,
                   std::vector<Warning>& warnings);
void write_layout(RunPlan const& plan, std::span<Member const> members, result::Group& root,
                  std::vector<Warning>& warnings);
void write_falloff(RunPlan const& plan, std::span<Member const> members, result::Group& root,
                   std::vector<Warning>& warnings);

} // namespace nnft
