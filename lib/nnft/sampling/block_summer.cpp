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

/*!
 * Rows of output a at point i hold f_a(x_i) in units of a power of two, 2^7 to 2^8 standard
 * deviations, so that sixth powers stay within single precision: from 1e-4 to 3e8 standard
 * deviations. Exact, whatever the precision.
 */
class OutputUnits {
 public:
  OutputUnits(Eigen::VectorXd const& variances, int d_out) {
    for (int a = 0; a < d_out; ++a)
      for (double const variance : variances)
        exponents_.push_back(variance > 0 ? std::ilogb(std::sqrt(variance)) + headroom : 0);
  }

  //! 1 / the units of the rows.
  template <class T> [[nodiscard]] std::vector<T> inverses() const {
    std::vector<T> all;
    for (int const exponent : exponents_)
      all.push_back(static_cast<T>(std::ldexp(1, -exponent)));
    return all;
  }

  //! The same moments, from rows in these units.
  [[nodiscard]] MomentPlan applied_to(MomentPlan plan, LayoutSet const& layouts) const {
    auto moment = plan.moments.begin();
    for (int order = 2; order <= layouts.highest_order(); order += 2)
      for (std::ptrdiff_t row = 0; row < layouts.of(order).size(); ++row, ++moment) {
        int exponent = 0;
        for (int const i : layouts.of(order).points(row))
          exponent += exponents_[static_cast<std::size_t>(i)];
        for (auto& contribution : *moment)
          contribution.weight = std::ldexp(contribution.weight, exponent);
      }
    return plan;
  }

 private:
  static constexpr int headroom = 8;
  std::vector<int> exponents_; // [row]
};

//! Products of outputs.
template <class T> class DirectSummer final : public PlannedSummer<T> {
 public:
  DirectSummer(SummerSetting const& setting, LayoutSet const& layouts, OutputUnits const& units)
      : PlannedSummer<T>(setting, units.applied_to(direct_moments(layouts), layouts),
                         units.template inverses<T>()),
        scales_(nnft::scale_exponents(setting, layouts, full_variances(setting), 0)) {}

  std::vector<int> scale_exponents() const override { return scales_; }

 private:
  static constexpr std::int64_t batch = PlannedSummer<T>::batch;

  void fill(ExperimentId experiment, NetworkId first, std::int64_t n, std::int64_t at) override {
    this->sampler().outputs(experiment, first, this->row(0) + at, PlannedSummer<T>::chunk);
    if (n < batch)
      for (int r = 0; r < this->n_base(); ++r)
        std::fill(this->row(r) + at + n, this->row(r) + at + batch, T{});
  }

  std::vector<int> scales_;
};

template <class T>
std::unique_ptr<BlockSummer> make_direct_summer(SummerSetting const& s, LayoutSet const& layouts) {
  OutputUnits const units(full_variances(s), layouts.of(2).d_out());
  return std::make_unique<DirectSummer<T>>(s, layouts, units);
}

//! Contractions of Z = Khat - K, Khat = sigma_b_out^2 + sigma_w_out^2/N sum_j s_j s_j.
class ConditionalSummer final : public PlannedSummer<double> {
 public:
  ConditionalSummer(SummerSetting const& s, LayoutSet const& layouts)
      : PlannedSummer<double>(s, conditional_moments(layouts)),
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
    return setting.sampling.precision == Precision::single_precision
               ? make_direct_summer<float>(setting, layouts)
               : make_direct_summer<double>(setting, layouts);
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
