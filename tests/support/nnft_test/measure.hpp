#pragma once
#include "nnft/config/run_plan.hpp"
#include "nnft/moments/estimator.hpp"
#include "nnft/sampling/block_summer.hpp"
#include "nnft/sampling/estimators.hpp"
#include "nnft/theory/kernel.hpp"

namespace nnft::test {

//! What a test samples: one ensemble at a few points, in one process.
struct Experiment {
  Architecture architecture;
  InputSet inputs;
  SamplingPlan sampling;
  int highest_order = 4;
  //! By what the kernel K in Z = Khat - K is multiplied; other than 1 it is only an estimate.
  double kernel_factor = 1;
};

//! \param weight_kernel [n_points, n_points] K_W of what is drawn
[[nodiscard]] inline BinnedMoments sample(Experiment const& e, LayoutSet const& layouts,
                                          Eigen::MatrixXd const& weight_kernel) {
  auto const drawn = sampled_architecture(e.architecture, e.sampling.estimator);
  auto const summer =
      make_block_summer({drawn, e.inputs, e.sampling, detected_isa(), weight_kernel}, layouts);
  BlockPlan const blocks(networks_per_block(e.sampling.estimator, drawn.width),
                         {e.sampling.first_network, e.sampling.networks}, e.sampling.experiments,
                         e.sampling.bins);
  auto const n_cells = static_cast<std::size_t>(e.sampling.experiments * e.sampling.bins);
  BinnedMoments moments{ExactSums(static_cast<std::ptrdiff_t>(n_cells), summer->scale_exponents()),
                        std::vector<std::int64_t>(n_cells), e.sampling.experiments,
                        e.sampling.bins};
  std::vector<double> sums(static_cast<std::size_t>(summer->n_moments()));
  for (std::int64_t k = 0; k < blocks.size(); ++k) {
    auto const block = blocks.block(k);
    (*summer)(block, sums);
    auto const cell = block.experiment.value * e.sampling.bins + block.bin;
    moments.sums.add(cell, sums);
    moments.networks[static_cast<std::size_t>(cell)] += block.count;
  }
  return moments;
}

//! Samples and reads all quantities up to the highest order.
[[nodiscard]] inline Correlators measure(Experiment const& e) {
  LayoutSet const layouts(e.highest_order, e.inputs.size(), e.architecture.d_out);
  auto const kernel_of = [&](Architecture const& a) -> Eigen::MatrixXd {
    double const bias = a.sigma_b_out * a.sigma_b_out;
    return (e.kernel_factor * (Kernel(a).weight_part(e.inputs).array() + bias) - bias).matrix();
  };
  auto const knowledge = e.kernel_factor == 1 ? KernelKnowledge::exact : KernelKnowledge::estimated;
  auto const reader = make_reader(e.sampling.estimator, e.architecture, layouts,
                                  kernel_of(e.architecture), knowledge);
  std::vector<Quantity> quantities;
  for (auto const quantity : all_quantities)
    if (order_of(quantity) <= e.highest_order) quantities.push_back(quantity);
  auto const drawn = sampled_architecture(e.architecture, e.sampling.estimator);
  return estimate(*reader, sample(e, layouts, kernel_of(drawn)), quantities);
}

} // namespace nnft::test
