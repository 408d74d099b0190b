#include "nnft/analysis/analyses.hpp"
#include "nnft/analysis/eft_numbers.hpp"
#include "nnft/eft/output_tensors.hpp"

namespace nnft {
namespace {

result::Dataset table_of_points(CorrelatorLayout const& single) {
  std::vector<std::int32_t> values;
  for (std::ptrdiff_t r = 0; r < single.size(); ++r)
    for (int const i : single.points(r))
      values.push_back(i);
  return {{static_cast<std::uint64_t>(single.size()), 4},
          std::move(values),
          "indices of the four points of each row of this group",
          {}};
}

void add(Estimate const& estimate, std::string const& name, std::string text,
         result::Group& group) {
  group.datasets[name] = result::dataset_of(estimate.value, std::move(text));
  if (!estimate.is_exact())
    group.datasets[name + "_error"] =
        result::dataset_of(estimate.error(), "standard error of " + name);
}

void add_test(std::optional<eft::GoodnessOfFit> const& test, std::string const& name,
              result::Group& group) {
  if (!test) return;
  group.attributes[name + "_chi2"] = test->chi2;
  group.attributes[name + "_dof"] = std::int64_t{test->dof};
  if (test->p_value) group.attributes[name + "_p_value"] = *test->p_value;
}

//! The coupling of lambda (f.f)^2 that a combination of outputs gives: mean of -G/(factor I4) over
//! points where neither vanishes.
void add_coupling(Estimate const& g, double factor, Eigen::RowVectorXd const& i4,
                  std::string const& name, result::Group& group) {
  Eigen::VectorXd weight = Eigen::VectorXd::Zero(g.value.size());
  double count = 0;
  for (Eigen::Index r = 0; r < weight.size(); ++r)
    if (g.value[r] != 0 && i4[r] != 0) {
      weight[r] = -1 / (factor * i4[r]);
      ++count;
    }
  if (count == 0) return;
  weight /= count;
  group.attributes[name] = g.value.dot(weight);
  if (!g.is_exact()) group.attributes[name + "_error"] = (g.deviations * weight).norm();
}

result::Group outputs_of(Member const& member, EftNumbers const& numbers) {
  auto const& family = *member.family;
  auto const& layout = family.layouts.of(4);
  auto const tensors = eft::output_tensors(numbers.g4_connected, layout);
  result::Group group;
  group.datasets["points"] = table_of_points(CorrelatorLayout(4, layout.n_points(), 1));
  std::string const what = "of G4c_abcd = d_ab d_cd C_s + d_ac d_bd C_t + d_ad d_bc C_u, [f]^4";
  add(tensors.s, "tensor_s", "C_s " + what, group);
  add(tensors.t, "tensor_t", "C_t " + what, group);
  add(tensors.u, "tensor_u", "C_u " + what, group);
  add(tensors.singlet, "singlet", "sum_ab G4c_aabb/d_out^2 = C_s + (C_t + C_u)/d_out, [f]^4",
      group);
  group.attributes["local_spread"] = tensors.local_spread;
  group.attributes["singlet_correction"] = tensors.singlet_correction;
  add_test(tensors.local, "local", group);
  add_test(tensors.rotations, "rotations", group);
  if (!family.fit_integrals || !family.fit_integrals->integrals) return group;
  Eigen::RowVectorXd const i4 = family.fit_integrals->integrals->quartic.row(0);
  double const n = layout.d_out();
  add_coupling(tensors.equal, 24, i4, "quartic_equal_labels", group);
  add_coupling(tensors.two_pair, 8, i4, "quartic_two_labels", group);
  add_coupling(tensors.singlet, 8 * (n + 2) / n, i4, "quartic_singlet", group);
  return group;
}

} // namespace

void write_outputs(RunPlan const& /*plan*/, Member const& member, result::Group& ensemble,
                   std::vector<Warning>& /*warnings*/) {
  if (member.architecture.d_out < 2) return;
  auto const numbers = best_numbers(member);
  if (!numbers) return;
  auto group = outputs_of(member, *numbers);
  if (auto const exact = exact_numbers(member)) group.groups["exact"] = outputs_of(member, *exact);
  ensemble.groups["outputs"] = std::move(group);
}

} // namespace nnft
