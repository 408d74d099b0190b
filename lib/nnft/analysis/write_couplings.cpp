#include "nnft/analysis/analyses.hpp"
#include "nnft/analysis/eft_numbers.hpp"
#include "nnft/eft/diagnostics.hpp"
#include "nnft/eft/eft_record.hpp"
#include "nnft/eft/quartic_tree.hpp"
#include "nnft/eft/replicates.hpp"
#include "nnft/theory/correlators.hpp"

#include <fmt/format.h>

#include <cmath>

namespace nnft {
namespace {

//! Everything about the couplings of one member at the cutoff of the fit.
class CouplingAnalysis {
 public:
  CouplingAnalysis(EftPlan const& plan, Member const& member)
      : plan_(plan), member_(member), family_(*member.family),
        integrals_(*family_.fit_integrals->integrals), layout_(family_.layouts.of(4)),
        design_(eft::quartic_design(integrals_, 0, layout_, plan.quartic)) {}

  [[nodiscard]] result::Group operator()(EftNumbers const& numbers) const {
    auto const used = eft::nonzero_rows(numbers.g4_connected, layout_);
    auto const fit = eft::fit_couplings(numbers.g4_connected, design_, plan_.quartic, wick4(), used,
                                        plan_.weights);
    eft::EftFindings findings{&fit, nullptr, nullptr, plan_.cutoff, plan_.weights, nullptr,
                              {},   {},      {}};
    auto sextic = sextic_of(fit, numbers);
    if (sextic) findings.sextic = &*sextic;
    if (!integrals_.replicates.empty()) {
      findings.cubature_error = cubature_error(findings.sextic, numbers, used);
      if (sextic) sextic->cubature_error = findings.cubature_error.tail(1)[0];
    }
    std::optional<eft::SixPointPrediction> six_point;
    if (numbers.g6 != nullptr) {
      six_point = predict(fit, findings.sextic, numbers);
      findings.six_point = &*six_point;
      if (numbers.g6_connected != nullptr)
        findings.shares = eft::six_point_shares(numbers.g6->value, numbers.g6_connected->value,
                                                *six_point, findings.sextic);
    }
    auto const test = test_of(fit);
    if (test) findings.test = &*test;
    findings.one_loop_ratio = loop_of(numbers, used);
    return eft::record_of(findings);
  }

 private:
  [[nodiscard]] Eigen::VectorXd const& wick4() const {
    return family_.gaussian_process.at(Quantity::g4).value;
  }

  [[nodiscard]] std::optional<eft::SexticCoupling> sextic_of(eft::CouplingFit const& fit,
                                                             EftNumbers const& numbers) const {
    if (!plan_.sextic || !family_.exchange->integrals || numbers.g6_connected == nullptr)
      return std::nullopt;
    return eft::sextic_coupling(*numbers.g6_connected, family_.layouts.of(6),
                                {fit.couplings, fit.deviations}, integrals_.contact(0),
                                *family_.exchange->integrals);
  }

  //! Errors of the couplings from the randomised integrals: all of it again without each replicate.
  [[nodiscard]] Eigen::VectorXd cubature_error(eft::SexticCoupling const* sextic,
                                               EftNumbers const& numbers,
                                               std::vector<std::uint8_t> const& used) const {
    auto const terms = static_cast<Eigen::Index>(plan_.quartic.size());
    auto const n = static_cast<Eigen::Index>(integrals_.replicates.size());
    Eigen::MatrixXd couplings(n, terms + (sextic != nullptr ? 1 : 0));
    Eigen::ArrayXd const known = (integrals_.contact(0).array() != 0).cast<double>();
    for (Eigen::Index k = 0; k < n; ++k) {
      auto const rest = integrals_.without(static_cast<std::size_t>(k));
      couplings.row(k).head(terms) =
          eft::fit_couplings(numbers.g4_connected,
                             eft::quartic_design(rest, 0, layout_, plan_.quartic), plan_.quartic,
                             wick4(), used, plan_.weights)
              .couplings.transpose();
      if (sextic == nullptr) continue;
      Eigen::VectorXd const contact = (rest.sextic.row(0).transpose().array() * known).matrix();
      couplings(k, terms) =
          eft::sextic_coupling(
              without_errors(*numbers.g6_connected), family_.layouts.of(6),
              {couplings.row(k).head(terms).transpose(), Eigen::MatrixXd::Zero(0, terms)}, contact,
              *family_.exchange->integrals)
              .kappa;
    }
    Eigen::VectorXd error = eft::jackknife_error(couplings);
    if (sextic != nullptr) error[terms] = std::hypot(error[terms], sextic->cubature_error);
    return error;
  }

  [[nodiscard]] eft::SixPointPrediction predict(eft::CouplingFit const& fit,
                                                eft::SexticCoupling const* sextic,
                                                EftNumbers const& numbers) const {
    auto const n6 = numbers.g6->value.size();
    auto const n_bins = fit.deviations.rows();
    eft::ConnectedModel model{-design_ * fit.couplings, -fit.deviations * design_.transpose(),
                              Eigen::VectorXd::Zero(n6), Eigen::MatrixXd::Zero(n_bins, n6)};
    if (sextic != nullptr) {
      model.g6 = sextic->g6_connected_model;
      model.g6_deviations = sextic->model_deviations;
    }
    return eft::SixPointPredictor(family_.kernel, family_.gaussian_process.at(Quantity::g6).value,
                                  family_.layouts)(model, *numbers.g6);
  }

  //! The fitted couplings against the exact theory at other points.
  [[nodiscard]] std::optional<eft::CouplingTest> test_of(eft::CouplingFit const& fit) const {
    if (!family_.test || !family_.test->integrals.integrals || !family_.test->neuron_moments)
      return std::nullopt;
    auto const& test = *family_.test;
    auto const& layout = test.layouts.of(4);
    auto const theory = exact_correlators(member_.architecture, *test.neuron_moments, test.layouts);
    auto const found = theory.find(Quantity::g4_connected);
    if (found == theory.end()) return std::nullopt; // too few digits are left of it
    auto const& exact = found->second;
    Eigen::VectorXd predicted =
        -eft::quartic_design(*test.integrals.integrals, 0, layout, plan_.quartic) * fit.couplings;
    auto const errors = eft::percentage_errors(exact.value, predicted, test.wick4,
                                               eft::nonzero_rows(exact, layout));
    return eft::CouplingTest{test.inputs, exact.value, std::move(predicted), errors};
  }

  //! Of the best constant coupling, whatever else the action has.
  [[nodiscard]] std::optional<double> loop_of(EftNumbers const& numbers,
                                              std::vector<std::uint8_t> const& used) const {
    if (!family_.exchange->integrals) return std::nullopt;
    std::vector const constant{QuarticTerm::constant};
    auto const fit = eft::fit_couplings(numbers.g4_connected,
                                        eft::quartic_design(integrals_, 0, layout_, constant),
                                        constant, wick4(), used, Weighting::uniform);
    if (fit.rank == 0) return std::nullopt;
    return eft::one_loop_ratio(fit.couplings[0], integrals_.vertex(0),
                               family_.exchange->integrals->mean(0).bubble, layout_, used);
  }

  EftPlan const& plan_;
  Member const& member_;
  Family const& family_;
  eft::VertexIntegrals const& integrals_;
  CorrelatorLayout const& layout_;
  Eigen::MatrixXd design_;
};

//! (measured - exact)/error of every coupling; 0 where both vanish.
void add_pulls(result::Group& measured) {
  auto const value = result::matrix_of(*measured.dataset("couplings"));
  auto const exact = result::matrix_of(*measured.dataset("exact/couplings"));
  auto const covariance = result::matrix_of(*measured.dataset("covariance"));
  if (exact.rows() != value.rows()) return;
  Eigen::VectorXd pull = Eigen::VectorXd::Zero(value.rows());
  for (Eigen::Index i = 0; i < pull.size(); ++i)
    if (covariance(i, i) > 0) pull[i] = (value(i, 0) - exact(i, 0)) / std::sqrt(covariance(i, i));
  measured.datasets["pull"] = result::dataset_of(
      pull, "(couplings - exact/couplings)/error; with weights from the sample these are other "
            "averages of a coupling that is no constant");
}

void warn(EftPlan const& plan, Member const& member, result::Group const& group,
          std::vector<Warning>& warnings) {
  auto const& family = *member.family;
  if (plan.sextic && member.best(Quantity::g6_connected) == nullptr)
    warnings.push_back({net_of(member), "no sextic coupling: g6_connected is absent"});
  if (plan.sextic && !family.exchange->integrals)
    warnings.push_back({net_of(member), "no sextic coupling: " + family.exchange->reason});
  if (family.test && !family.test->integrals.integrals)
    warnings.push_back({net_of(member), "no test of the couplings at eft.test_points: " +
                                            family.test->integrals.reason});
  if (family.test && !family.test->neuron_moments)
    warnings.push_back({net_of(member), "no test of the couplings at eft.test_points: the exact "
                                        "theory cannot be computed there"});
  auto const rank = std::get<std::int64_t>(group.attributes.at("rank"));
  auto const terms = static_cast<std::int64_t>(plan.quartic.size());
  if (rank > 0 && rank < terms)
    warnings.push_back(
        {net_of(member),
         fmt::format("these points cannot tell the {} quartic terms apart (rank {}): the couplings "
                     "are the smallest that fit, eft/free_directions is what may be added to them",
                     terms, rank)});
}

//! Weights from the sample average components that do not agree: no error says how far such
//! averages move.
void warn_of_weights(EftPlan const& plan, Member const& member, result::Group const& group,
                     std::vector<Warning>& warnings) {
  constexpr double does_not_fit = 1e-4;
  auto const entry = group.attributes.find("p_value");
  if (plan.weights == Weighting::uniform || entry == group.attributes.end()) return;
  if (auto const p = std::get<double>(entry->second); p < does_not_fit)
    warnings.push_back(
        {net_of(member),
         fmt::format("no couplings fit all components (p = {:.1g}); with eft.weights from the "
                     "sample their errors are then far too small. Use eft.weights = \"uniform\"",
                     p)});
}

} // namespace

void write_couplings(RunPlan const& plan, Member const& member, result::Group& ensemble,
                     std::vector<Warning>& warnings) {
  auto const& family = *member.family;
  if (!family.fit_integrals) return;
  auto const numbers = best_numbers(member);
  if (!numbers) return;
  if (!family.fit_integrals->integrals) {
    warnings.push_back(
        {net_of(member), "the group eft is absent: " + family.fit_integrals->reason});
    return;
  }
  CouplingAnalysis const analyse(*plan.eft, member);
  auto group = analyse(*numbers);
  if (auto const exact = exact_numbers(member)) {
    group.groups["exact"] = analyse(*exact);
    add_pulls(group);
  }
  warn(*plan.eft, member, group, warnings);
  warn_of_weights(*plan.eft, member, group, warnings);
  ensemble.groups["eft"] = std::move(group);
}

} // namespace nnft
