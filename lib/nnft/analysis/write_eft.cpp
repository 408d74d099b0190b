#include "nnft/analysis/analyses.hpp"
#include "nnft/core/error.hpp"
#include "nnft/eft/cutoff_scan.hpp"
#include "nnft/eft/eft_record.hpp"
#include "nnft/eft/fit_couplings.hpp"
#include "nnft/eft/quartic_tree.hpp"
#include "nnft/eft/sextic_coupling.hpp"
#include "nnft/eft/six_point.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace nnft {
namespace {

std::string net_of(Member const& member) {
  return std::string(name_of(member.architecture.activation));
}

//! The connected 4-point function that fits and scans work with. Components that vanish exactly are
//! noise where they are measured: they become the zeros that they are, and so take no part.
std::optional<Estimate> connected_without_zeros(Member const& member) {
  auto const* best = member.best(Quantity::g4_connected);
  if (best == nullptr) return std::nullopt;
  Estimate estimate = *best;
  if (auto const* exact = member.exact_values(Quantity::g4_connected))
    for (Eigen::Index row = 0; row < exact->size(); ++row)
      if ((*exact)[row] == 0) {
        estimate.value[row] = 0;
        if (!estimate.is_exact()) estimate.deviations.col(row).setZero();
      }
  return estimate;
}

//! Adds the sextic coupling where the plan wants it and the integrals exist.
std::optional<eft::SexticCoupling> fit_sextic(RunPlan const& plan, Member const& member,
                                              eft::CouplingFit const& fit,
                                              std::vector<Warning>& warnings) {
  if (!plan.eft->sextic) return std::nullopt;
  auto const& family = *member.family;
  auto const* g6_connected = member.best(Quantity::g6_connected);
  if (g6_connected == nullptr) {
    warnings.push_back({net_of(member), "no sextic coupling: g6_connected is absent"});
    return std::nullopt;
  }
  auto const constant = std::find(fit.terms.begin(), fit.terms.end(), QuarticTerm::constant);
  if (!family.exchange->integrals || constant == fit.terms.end()) {
    warnings.push_back(
        {net_of(member),
         "no sextic coupling: " + (family.exchange->integrals ? std::string("it needs the constant "
                                                                            "quartic term")
                                                              : family.exchange->reason)});
    return std::nullopt;
  }
  auto const term = constant - fit.terms.begin();
  eft::QuarticInput const quartic{
      fit.couplings[term],
      fit.deviations.rows() > 0 ? Eigen::VectorXd(fit.deviations.col(term)) : Eigen::VectorXd()};
  return eft::sextic_coupling(*g6_connected, family.layouts.of(6), quartic,
                              family.fit_integrals->integrals->sextic.row(0),
                              *family.exchange->integrals);
}

} // namespace

void write_couplings(RunPlan const& plan, Member const& member, result::Group& ensemble,
                     std::vector<Warning>& warnings) {
  auto const& family = *member.family;
  if (!family.fit_integrals) return;
  auto const g4_connected = connected_without_zeros(member);
  if (!g4_connected) return;
  if (!family.fit_integrals->integrals) {
    warnings.push_back(
        {net_of(member), "the group eft is absent: " + family.fit_integrals->reason});
    return;
  }
  auto const& layout = family.layouts.of(4);
  auto const design =
      eft::quartic_design(*family.fit_integrals->integrals, 0, layout, plan.eft->quartic);
  // Fixed weights: where lambda is no constant its best value depends on them, and weights from the
  // sample would scatter from run to run by more than any error says.
  auto const fit = eft::fit_couplings(
      *g4_connected, design, plan.eft->quartic, family.gaussian_process.at(Quantity::g4).value,
      eft::nonzero_rows(*g4_connected, layout), eft::Weighting::uniform);
  eft::EftFindings findings{&fit, nullptr, nullptr, plan.eft->cutoff};
  std::optional<eft::SexticCoupling> sextic;
  std::optional<eft::SixPointPrediction> six_point;
  if (plan.has_order(6)) {
    sextic = fit_sextic(plan, member, fit, warnings);
    Eigen::VectorXd const zero = Eigen::VectorXd::Zero(family.layouts.of(6).size());
    six_point = eft::predict_six_point(family.kernel, -design * fit.couplings,
                                       sextic ? sextic->g6_connected_model : zero,
                                       family.gaussian_process.at(Quantity::g6).value,
                                       member.best(Quantity::g6)->value, family.layouts);
    findings.sextic = sextic ? &*sextic : nullptr;
    findings.six_point = &*six_point;
  }
  ensemble.groups["eft"] = eft::record_of(findings);
}

void write_cutoff_scan(RunPlan const& /*plan*/, Member const& member, result::Group& ensemble,
                       std::vector<Warning>& warnings) {
  auto const& family = *member.family;
  if (!family.scan_integrals) return;
  auto const g4_connected = connected_without_zeros(member);
  if (!g4_connected) return;
  if (!family.scan_integrals->integrals) {
    warnings.push_back(
        {net_of(member), "the group cutoff_scan is absent: " + family.scan_integrals->reason});
    return;
  }
  auto const& integrals = *family.scan_integrals->integrals;
  ensemble.groups["cutoff_scan"] = eft::record_of(
      eft::cutoff_scan(member.architecture, *g4_connected, family.layouts.of(4), integrals),
      integrals.method);
}

} // namespace nnft
