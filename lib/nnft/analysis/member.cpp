#include "nnft/analysis/member.hpp"

#include "nnft/core/error.hpp"
#include "nnft/theory/correlators.hpp"
#include "nnft/theory/kernel.hpp"

#include <algorithm>
#include <utility>

namespace nnft {
namespace {

//! A quadrature that gives up is a reason for absence, not for the end of a run.
eft::VertexIntegralsOutcome integrals_or_reason(Architecture const& a, InputSet const& inputs,
                                                std::vector<double> const& cutoffs,
                                                eft::SexticIntegrals sextic) {
  try {
    return eft::vertex_integrals(a, inputs, cutoffs, sextic);
  } catch (NotConverged const& problem) {
    return {std::nullopt, problem.what()};
  }
}

TestSet make_test_set(Architecture const& a, EftPlan const& eft) {
  LayoutSet layouts(4, eft.test.size(), a.d_out);
  auto const process = gaussian_process_correlators(Kernel(a).full(eft.test), layouts);
  return {eft.test, layouts, process.at(Quantity::g4).value, neuron_moments(a, eft.test, 4),
          integrals_or_reason(a, eft.test, {eft.cutoff}, eft::SexticIntegrals::leave_out)};
}

//! Integrals over two vertices, where there are integrals over one. With terms, for the sextic
//! coupling: precise; without, to say how large a loop is: good enough.
std::optional<eft::ExchangeIntegralsOutcome>
exchange_for(Family const& family, Architecture const& a,
             std::optional<eft::VertexIntegralsOutcome> const& vertices,
             std::vector<QuarticTerm> const& terms) {
  if (!vertices || !vertices->integrals) return std::nullopt;
  eft::CubatureEffort const precise{8, a.d_in == 2 ? 1024 : 2048};
  constexpr eft::CubatureEffort rough{4, 256};
  return eft::exchange_integrals(a, family.inputs, *vertices->integrals, family.layouts, terms,
                                 terms.empty() ? rough : precise);
}

bool same_family(Architecture a, Architecture const& b) {
  a.width = b.width;
  return a == b;
}

} // namespace

Estimate const* Member::best(Quantity quantity) const {
  Correlators const& from = measured ? *measured : exact;
  auto const entry = from.find(quantity);
  return entry == from.end() ? nullptr : &entry->second;
}

Eigen::VectorXd const* Member::exact_values(Quantity quantity) const {
  auto const entry = exact.find(quantity);
  return entry == exact.end() ? nullptr : &entry->second.value;
}

std::vector<Quantity> reported_quantities(RunPlan const& plan) {
  std::vector<Quantity> quantities;
  for (auto const quantity : all_quantities)
    if (plan.has_order(order_of(quantity))) quantities.push_back(quantity);
  return quantities;
}

Family make_family(RunPlan const& plan, Architecture const& any_width) {
  Kernel const kernel(any_width);
  int const highest = plan.highest_order();
  Family family{plan.inputs,
                LayoutSet(highest, plan.inputs.size(), any_width.d_out),
                kernel.full(plan.inputs),
                kernel.weight_part(plan.inputs),
                kernel.accuracy(),
                {},
                neuron_moments(any_width, plan.inputs, highest),
                {},
                {},
                {},
                {},
                {}};
  family.gaussian_process = gaussian_process_correlators(family.kernel, family.layouts);
  if (!plan.eft) return family;
  auto const sextic =
      plan.eft->sextic ? eft::SexticIntegrals::compute : eft::SexticIntegrals::leave_out;
  family.scan_integrals = integrals_or_reason(any_width, plan.inputs, plan.cutoffs, sextic);
  family.fit_integrals = integrals_or_reason(any_width, plan.inputs, {plan.eft->cutoff}, sextic);
  auto const terms = plan.eft->sextic ? plan.eft->quartic : std::vector<QuarticTerm>{};
  family.exchange = exchange_for(family, any_width, family.fit_integrals, terms);
  if (plan.eft->sextic)
    family.scan_exchange =
        exchange_for(family, any_width, family.scan_integrals, {QuarticTerm::constant});
  if (plan.eft->test.size() > 0) family.test = make_test_set(any_width, *plan.eft);
  return family;
}

std::vector<Member> make_members(RunPlan const& plan,
                                 std::function<void(Architecture const&)> const& before_family) {
  std::vector<Member> members;
  for (auto const& architecture : plan.members()) {
    auto const relative = std::find_if(members.begin(), members.end(), [&](Member const& m) {
      return same_family(m.architecture, architecture);
    });
    std::shared_ptr<Family const> family;
    if (relative != members.end()) {
      family = relative->family;
    } else {
      before_family(architecture);
      family = std::make_shared<Family const>(make_family(plan, architecture));
    }
    Member member{architecture, family, {}, {}, 0};
    if (family->neuron_moments) {
      auto theory = exact_theory(architecture, *family->neuron_moments, family->layouts);
      member.exact = std::move(theory.correlators);
      member.exact_accuracy = std::move(theory.accuracy);
    }
    members.push_back(std::move(member));
  }
  return members;
}

} // namespace nnft
