#pragma once
#include "nnft/config/run_plan.hpp"
#include "nnft/eft/exchange_integrals.hpp"
#include "nnft/eft/vertex_integrals.hpp"
#include "nnft/moments/estimate.hpp"
#include "nnft/moments/layout.hpp"
#include "nnft/theory/neuron_moments.hpp"

#include <Eigen/Core>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace nnft {

//! Points at which fitted couplings are tested, with their theory.
struct TestSet {
  InputSet inputs;
  LayoutSet layouts;
  Eigen::VectorXd wick4;
  std::optional<NeuronMoments> neuron_moments;
  eft::VertexIntegralsOutcome integrals; //!< at the cutoff of the fit
};

//! What ensembles that differ in their width only have in common: everything but the factors of N.
struct Family {
  InputSet inputs;
  LayoutSet layouts;
  Eigen::MatrixXd kernel;        //!< [n_points, n_points], output bias included
  Eigen::MatrixXd weight_kernel; //!< the same without the output bias
  double kernel_accuracy = 0;    //!< relative
  Correlators gaussian_process;  //!< g2, g4, g6
  std::optional<NeuronMoments> neuron_moments{};
  std::optional<eft::VertexIntegralsOutcome> scan_integrals{};  //!< where the plan scans
  std::optional<eft::VertexIntegralsOutcome> fit_integrals{};   //!< where the plan fits couplings
  std::optional<eft::ExchangeIntegralsOutcome> exchange{};      //!< where there are fit_integrals
  std::optional<eft::ExchangeIntegralsOutcome> scan_exchange{}; //!< where it scans the sextic one
  std::optional<TestSet> test{};                                //!< where the plan has test points
};

//! One ensemble of a run: what is known of it exactly, and what was measured.
struct Member {
  Architecture architecture;
  std::shared_ptr<Family const> family;
  Correlators exact;                           //!< empty where the theory cannot be afforded
  std::optional<Correlators> measured;         //!< absent in `nnft theory`
  double networks = 0;                         //!< over all experiments
  std::map<Quantity, double> exact_accuracy{}; //!< of ExactTheory: also of what it leaves out

  //! What analyses work with: the measured function, else the exact one, else nothing.
  [[nodiscard]] Estimate const* best(Quantity quantity) const;
  //! The exact values of a quantity, or nothing.
  [[nodiscard]] Eigen::VectorXd const* exact_values(Quantity quantity) const;
};

//! The quantities that a plan with these orders reports: full and connected.
[[nodiscard]] std::vector<Quantity> reported_quantities(RunPlan const& plan);

//! Theory of one family: kernel, Gaussian process, neuron moments, vertex integrals.
[[nodiscard]] Family make_family(RunPlan const& plan, Architecture const& any_width);

//! Every ensemble of the plan, in its order, with its exact theory; families are made once.
//! \param before_family called with the first member of each family before its theory is computed
[[nodiscard]] std::vector<Member>
make_members(RunPlan const& plan, std::function<void(Architecture const&)> const& before_family);

} // namespace nnft
