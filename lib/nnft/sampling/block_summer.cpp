#include "nnft/sampling/block_summer.hpp"

#include "nnft/sampling/neuron_summer.hpp"
#include "nnft/sampling/planned_summer.hpp"

#include <algorithm>
#include <cmath>

namespace nnft {
namespace {

Eigen::VectorXd full_variances(SummerSetting const& s) {
  double const bias = s.architecture.sigma_b_out * s.architecture.sigma_b_out;
  return s.weight_kernel.diagonal().array() + bias;
}

//! Products of outputs.
class DirectSummer final : public PlannedSummer {
 public:
  DirectSummer(SummerSetting const& setting, LayoutSet const& layouts)
      : PlannedSummer(setting, direct_moments(layouts)),
        scales_(nnft::scale_exponents(setting, layouts, full_variances(setting), 0)) {}

  std::vector<int> scale_exponents() const override { return scales_; }

 private:
  void fill(ExperimentId experiment, NetworkId first, std::int64_t n, std::int64_t at) override {
    sampler().outputs(experiment, first, row(0) + at, chunk);
    int const n_base = sampler().n_points() * sampler().d_out();
    for (int r = 0; r < n_base; ++r)
      std::fill(row(r) + at + n, row(r) + at + batch, 0.0);
  }

  std::vector<int> scales_;
};

//! Contractions of Z = Khat - K, Khat = sigma_b_out^2 + sigma_w_out^2/N sum_j s_j s_j.
class ConditionalSummer final : public PlannedSummer {
 public:
  ConditionalSummer(SummerSetting const& s, LayoutSet const& layouts)
      : PlannedSummer(s, conditional_moments(layouts)),
        scales_(nnft::scale_exponents(s, layouts, s.weight_kernel.diagonal(), -0.5)),
        weight_(s.architecture.sigma_w_out * s.architecture.sigma_w_out /
                static_cast<double>(s.architecture.width)) {
    for (Eigen::Index i = 0; i < s.weight_kernel.rows(); ++i)
      for (Eigen::Index k = i; k < s.weight_kernel.cols(); ++k)
        weight_kernel_.push_back(s.weight_kernel(i, k));
  }

  std::vector<int> scale_exponents() const override { return scales_; }

 private:
  void fill(ExperimentId experiment, NetworkId first, std::int64_t n, std::int64_t at) override {
    sampler().neuron_products(experiment, first, row(0) + at, chunk);
    auto const n_pairs = static_cast<int>(weight_kernel_.size());
    for (int p = 0; p < n_pairs; ++p) {
      double* const z = row(p) + at;
      for (std::int64_t l = 0; l < n; ++l)
        z[l] = z[l] * weight_ - weight_kernel_[static_cast<std::size_t>(p)];
      std::fill(z + n, z + batch, 0.0);
    }
    std::fill(row(n_pairs) + at, row(n_pairs) + at + n, 1.0);
    std::fill(row(n_pairs) + at + n, row(n_pairs) + at + batch, 0.0);
  }

  std::vector<int> scales_;
  double weight_;
  std::vector<double> weight_kernel_; // K_W by pair
};

} // namespace

std::unique_ptr<BlockSummer> make_block_summer(SummerSetting const& setting,
                                               LayoutSet const& layouts) {
  switch (setting.sampling.estimator) {
  case Estimator::direct:
    return std::make_unique<DirectSummer>(setting, layouts);
  case Estimator::conditional:
    return std::make_unique<ConditionalSummer>(setting, layouts);
  case Estimator::neuron:
  case Estimator::rqmc:
  case Estimator::importance:
    return make_neuron_summer(setting, layouts.highest_order());
  }
  return nullptr;
}

} // namespace nnft
