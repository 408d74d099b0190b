#include "nnft/analysis/analyses.hpp"
#include "nnft/analysis/eft_numbers.hpp"
#include "nnft/eft/eft_record.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace nnft {
namespace {

result::Group scan_of(Member const& member, EftNumbers const& numbers) {
  auto const& family = *member.family;
  auto const& integrals = *family.scan_integrals->integrals;
  auto const& four = family.layouts.of(4);
  auto const scan = eft::cutoff_scan(member.architecture, numbers.g4_connected, four, integrals);
  auto const limits = eft::flow_limits(member.architecture, family.inputs,
                                       numbers.g4_connected.value, four, scan.used);
  eft::ScanFindings findings{&scan, &limits, nullptr, &integrals};
  std::optional<eft::SixPointScan> six_point;
  if (numbers.g6 != nullptr && scan.quartic.size() > 0) {
    bool const with_sextic =
        numbers.g6_connected != nullptr && family.scan_exchange && family.scan_exchange->integrals;
    auto const* exchange = with_sextic ? &*family.scan_exchange->integrals : nullptr;
    eft::SixPointPredictor const predict(
        family.kernel, family.gaussian_process.at(Quantity::g6).value, family.layouts);
    six_point = eft::six_point_scan(member.architecture, scan,
                                    {numbers.g4_connected, numbers.g6_connected, *numbers.g6},
                                    {family.layouts, integrals, exchange, predict});
    findings.six_point = &*six_point;
  }
  return eft::record_of(findings);
}

//! A mean over couplings of both signs is a cancellation: its flow is none.
void warn_of_signs(Member const& member, result::Group const& scan,
                   std::vector<Warning>& warnings) {
  auto const* exact = scan.find("exact");
  auto const& from = exact != nullptr ? *exact : scan;
  auto const counts = [&](char const* name) {
    auto const* dataset = from.dataset(name);
    return dataset == nullptr ? std::vector<std::int64_t>{}
                              : std::get<std::vector<std::int64_t>>(dataset->values);
  };
  auto const positive = counts("quartic_positive");
  auto const negative = counts("quartic_negative");
  for (std::size_t c = 0; c < positive.size(); ++c)
    if (positive[c] > 0 && negative[c] > 0) {
      warnings.push_back(
          {net_of(member),
           "the quartic coupling has components of both signs: look at "
           "cutoff_scan/quartic_median, quartic_positive and quartic_negative; for "
           "a clean flow use inputs of one sign (inputs.preset = \"hms_positive\")"});
      return;
    }
}

} // namespace

void write_cutoff_scan(RunPlan const& plan, Member const& member, result::Group& ensemble,
                       std::vector<Warning>& warnings) {
  auto const& family = *member.family;
  if (!family.scan_integrals) return;
  auto const numbers = best_numbers(member);
  if (!numbers) return;
  if (!family.scan_integrals->integrals) {
    warnings.push_back(
        {net_of(member), "the group cutoff_scan is absent: " + family.scan_integrals->reason});
    return;
  }
  if (plan.eft->sextic && !family.scan_exchange->integrals)
    warnings.push_back(
        {net_of(member), "no flow of the sextic coupling: " + family.scan_exchange->reason});
  auto group = scan_of(member, *numbers);
  if (auto const exact = exact_numbers(member)) group.groups["exact"] = scan_of(member, *exact);
  warn_of_signs(member, group, warnings);
  ensemble.groups["cutoff_scan"] = std::move(group);
}

} // namespace nnft
