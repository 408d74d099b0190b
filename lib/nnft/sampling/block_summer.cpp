#include "nnft/sampling/block_summer.hpp"

#include "nnft/core/error.hpp"
#include "nnft/moments/contraction.hpp"
#include "nnft/sampling/moment_plan.hpp"
#include "nnft/sampling/network_sampler.hpp"

#include <boost/align/aligned_allocator.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace nnft {
namespace {

constexpr std::int64_t batch = simd::batch_size;
constexpr std::int64_t chunk = 8 * batch; // networks whose rows stay in the cache together

//! Numbers that begin on a cache line.
using AlignedNumbers = std::vector<double, boost::alignment::aligned_allocator<double, 64>>;

simd::Real real_of(Precision precision) {
  return precision == Precision::single_precision ? simd::Real::float32 : simd::Real::float64;
}

//! Common to the estimators: fills rows chunk by chunk and sums the moments of a plan.
class PlannedSummer : public BlockSummer {
 public:
  PlannedSummer(SummerSetting const& setting, MomentPlan plan)
      : setting_(setting), plan_(std::move(plan)),
        sampler_(setting.architecture, setting.inputs, setting.sampling.seed,
                 real_of(setting.sampling.precision), setting.isa),
        rows_math_(simd::make_row_math(setting.isa)),
        rows_(static_cast<std::size_t>(plan_.n_rows() * chunk)),
        lane_sums_(static_cast<std::size_t>(plan_.n_dots * simd::sum_lanes)),
        dots_(static_cast<std::size_t>(plan_.n_dots)) {}

  std::ptrdiff_t n_moments() const override {
    return static_cast<std::ptrdiff_t>(plan_.moments.size());
  }

  void operator()(Block const& block, std::span<double> sums) override {
    sum_networks(block.experiment, block.first, block.count);
    combine(sums);
    if (!all_finite(sums)) name_the_network(block, sums);
  }

 protected:
  SummerSetting const& setting() const { return setting_; }
  NetworkSampler& sampler() { return sampler_; }
  double* row(int index) { return rows_.data() + index * chunk; }

  //! Fills base rows [.., at + sixteen) with networks first, first + 1, ..., of which n count.
  virtual void fill(ExperimentId experiment, NetworkId first, std::int64_t n, std::int64_t at) = 0;

 private:
  void sum_networks(ExperimentId experiment, NetworkId first, std::int64_t count) {
    std::fill(lane_sums_.begin(), lane_sums_.end(), 0.0);
    for (std::int64_t done = 0; done < count; done += chunk) {
      std::int64_t const here = std::min(chunk, count - done);
      std::int64_t length = 0;
      for (; length < here; length += batch)
        fill(experiment, NetworkId{first.value + done + length}, std::min(batch, here - length),
             length);
      sum_chunk(length);
    }
    rows_math_->fold(lane_sums_.data(), plan_.n_dots, dots_.data());
  }

  void sum_chunk(std::int64_t length) {
    if (length < chunk) // rows of a last chunk end in zeros
      for (int r = 0; r < plan_.n_base; ++r)
        std::fill(row(r) + length, row(r) + chunk, 0.0);
    rows_math_->append_products(rows_.data(), chunk, plan_.n_base, plan_.products);
    double* sums = lane_sums_.data();
    for (auto const& panel : plan_.panels) {
      rows_math_->add_panel(rows_.data(), chunk, panel, sums);
      sums += panel.left.size() * panel.right.size() * simd::sum_lanes;
    }
  }

  void combine(std::span<double> sums) const {
    for (std::size_t m = 0; m < plan_.moments.size(); ++m) {
      double sum = 0;
      for (auto const& c : plan_.moments[m])
        sum += c.weight * dots_[static_cast<std::size_t>(c.dot)];
      sums[m] = sum;
    }
  }

  static bool all_finite(std::span<double const> sums) {
    return std::all_of(sums.begin(), sums.end(), [](double x) { return std::isfinite(x); });
  }

  [[noreturn]] void name_the_network(Block const& block, std::span<double> sums) {
    for (std::int64_t n = 0; n < block.count; ++n) {
      NetworkId const network{block.first.value + n};
      sum_networks(block.experiment, NetworkId{network.value / batch * batch},
                   network.value % batch + 1);
      combine(sums);
      if (!all_finite(sums))
        throw NotFinite(fmt::format(
            "ensemble {}: network {} of experiment {} has outputs or moments that are not finite "
            "(they overflow {} numbers). Replay it with nnft sample --experiment {} --network {}",
            description(setting_.architecture), network.value, block.experiment.value,
            setting_.sampling.precision == Precision::single_precision ? "single-precision"
                                                                       : "double-precision",
            block.experiment.value, network.value));
    }
    throw NotFinite(fmt::format("ensemble {}: the moments of block {} of experiment {} overflow in "
                                "their sum",
                                description(setting_.architecture), block.id.value,
                                block.experiment.value));
  }

  SummerSetting setting_;
  MomentPlan plan_;
  NetworkSampler sampler_;
  std::unique_ptr<simd::RowMath> rows_math_;
  AlignedNumbers rows_;      // [row][network of the chunk]
  AlignedNumbers lane_sums_; // [dot][sum_lanes]
  std::vector<double> dots_;
};

//! log2 of B prod sqrt(variance_i) over the points of every row, and of what shrinks it with the
//! width.
std::vector<int> scales(SummerSetting const& s, LayoutSet const& layouts,
                        Eigen::VectorXd const& variances, double power_of_width_per_pair) {
  auto const width = static_cast<double>(s.architecture.width);
  std::vector<int> exponents;
  for (int order = 2; order <= layouts.highest_order(); order += 2) {
    auto const& layout = layouts.of(order);
    for (std::ptrdiff_t row = 0; row < layout.size(); ++row) {
      double size = static_cast<double>(block_size(s.architecture.width)) *
                    std::pow(width, power_of_width_per_pair * order / 2);
      for (int const i : layout.points(row))
        size *= std::sqrt(variances[i]);
      exponents.push_back(size > 0 ? std::ilogb(size) + 1 : 0);
    }
  }
  return exponents;
}

Eigen::VectorXd full_variances(SummerSetting const& s) {
  double const bias = s.architecture.sigma_b_out * s.architecture.sigma_b_out;
  return s.weight_kernel.diagonal().array() + bias;
}

//! Products of outputs.
class DirectSummer final : public PlannedSummer {
 public:
  DirectSummer(SummerSetting const& setting, LayoutSet const& layouts)
      : PlannedSummer(setting, direct_moments(layouts)),
        scales_(scales(setting, layouts, full_variances(setting), 0)) {}

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
        scales_(scales(s, layouts, s.weight_kernel.diagonal(), -0.5)),
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
  if (setting.sampling.estimator == Estimator::direct)
    return std::make_unique<DirectSummer>(setting, layouts);
  return std::make_unique<ConditionalSummer>(setting, layouts);
}

} // namespace nnft
