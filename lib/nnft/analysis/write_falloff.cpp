#include "nnft/analysis/analyses.hpp"
#include "nnft/analysis/deviations.hpp"
#include "nnft/analysis/power_law.hpp"
#include "nnft/core/error.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace nnft {
namespace {

//! Members of one family with different widths, in the order of the run.
std::vector<std::vector<Member const*>> families_of(std::span<Member const> members) {
  std::vector<std::vector<Member const*>> families;
  for (auto const& member : members) {
    auto const known = std::find_if(families.begin(), families.end(), [&](auto const& f) {
      return f.front()->family == member.family;
    });
    if (known == families.end())
      families.push_back({&member});
    else
      known->push_back(&member);
  }
  return families;
}

struct Curve {
  std::vector<FalloffPoint> points; //!< measured, or exact with error 0
  std::vector<double> exact;        //!< empty where the theory is absent
};

Curve curve_of(std::vector<Member const*> const& family, Quantity quantity) {
  Curve curve;
  for (auto const* member : family) {
    auto const d = deviation_of(*member, quantity);
    if (!d) return {};
    curve.points.push_back(
        {static_cast<double>(member->architecture.width), d->signed_mean, d->signed_mean_error});
    if (auto const exact = exact_deviation_of(*member, quantity))
      curve.exact.push_back(exact->signed_mean);
  }
  if (curve.exact.size() != curve.points.size()) curve.exact.clear();
  return curve;
}

//! Leading power of 1/width at large width: 1 for full functions, k/2 - 1 for connected ones.
double asymptotic_exponent(Quantity quantity) {
  return quantity == Quantity::g6_connected ? -2 : -1;
}

void write_curve(Curve const& curve, Quantity quantity, result::Group& group) {
  auto const name = deviation_name(quantity);
  std::vector<double> values;
  std::vector<double> errors;
  values.reserve(curve.points.size());
  errors.reserve(curve.points.size());
  for (auto const& p : curve.points) {
    values.push_back(p.value);
    errors.push_back(p.error);
  }
  group.datasets[name] = result::dataset_of(
      values, "mean deviation from the Gaussian process with the signs of the exact one");
  group.datasets[name + "_error"] = result::dataset_of(errors, "standard error of " + name);
  if (!curve.exact.empty())
    group.datasets[name + "_exact"] = result::dataset_of(curve.exact, "exact " + name);
}

void write_exponent(Curve const& curve, Quantity quantity, result::Group& group) {
  auto const name = deviation_name(quantity);
  auto const law = fit_power_law(curve.points);
  group.attributes[name + "_exponent"] = law.exponent;
  group.attributes[name + "_exponent_error"] = law.exponent_error;
  group.attributes[name + "_amplitude"] = law.amplitude;
  group.attributes[name + "_exponent_asymptotic"] = asymptotic_exponent(quantity);
  if (law.exponent_error > 0) {
    group.attributes[name + "_chi2"] = law.chi2;
    group.attributes[name + "_dof"] = std::int64_t{law.dof};
  }
  if (!curve.exact.empty())
    group.attributes[name + "_exponent_expected"] = fit_like(curve.points, curve.exact).exponent;
}

void write_family(RunPlan const& plan, std::vector<Member const*> const& family,
                  result::Group& group, std::vector<Warning>& warnings) {
  auto const& a = family.front()->architecture;
  group.attributes["architecture"] = std::string(name_of(a.activation));
  group.attributes["sigma_w"] = a.sigma_w;
  group.attributes["sigma_b"] = a.sigma_b;
  group.attributes["sigma_w_out"] = a.sigma_w_out;
  group.attributes["sigma_b_out"] = a.sigma_b_out;
  std::vector<double> widths;
  widths.reserve(family.size());
  for (auto const* member : family)
    widths.push_back(static_cast<double>(member->architecture.width));
  group.datasets["width"] = result::dataset_of(widths, "hidden neurons N of each ensemble");
  if (family.front()->measured && goes_by_neurons(plan.sampling.estimator))
    warnings.push_back({std::string(name_of(a.activation)),
                        "all widths share one sample of neurons: exponents of connected functions "
                        "are exact by construction, and errors of exponents take the widths as "
                        "independent, which they are not"});
  for (auto const quantity : reported_quantities(plan)) {
    if (quantity == Quantity::g2) continue; // the kernel is the same at every width
    auto const curve = curve_of(family, quantity);
    if (curve.points.empty()) continue;
    write_curve(curve, quantity, group);
    try {
      write_exponent(curve, quantity, group);
    } catch (NotConverged const& problem) {
      warnings.push_back({std::string(name_of(a.activation)),
                          fmt::format("no falloff exponent of {} ({})", deviation_name(quantity),
                                      problem.what())});
    }
  }
}

} // namespace

void write_falloff(RunPlan const& plan, std::span<Member const> members, result::Group& root,
                   std::vector<Warning>& warnings) {
  auto const families = families_of(members);
  for (std::size_t i = 0; i < families.size(); ++i)
    if (families[i].size() >= 2)
      write_family(plan, families[i], root.at(fmt::format("falloff/{:04}", i)), warnings);
}

} // namespace nnft
