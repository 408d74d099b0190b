#include "nnft/sampling/planned_summer.hpp"

#include "nnft/core/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace nnft {
namespace {

simd::Real real_of(Precision precision) {
  return precision == Precision::single_precision ? simd::Real::float32 : simd::Real::float64;
}

bool all_finite(std::span<double const> sums) {
  return std::all_of(sums.begin(), sums.end(), [](double x) { return std::isfinite(x); });
}

} // namespace

template <class T> PlannedSummer<T>::PlannedSummer(SummerSetting const& setting, MomentPlan plan,
                                                   std::vector<T> factors)
    : setting_(setting), plan_(std::move(plan)), factors_(std::move(factors)),
      sampler_(setting.architecture, setting.inputs, setting.sampling.seed,
               real_of(setting.sampling.precision), setting.isa),
      rows_math_(simd::make_row_math<T>(setting.isa)),
      rows_(static_cast<std::size_t>(plan_.n_rows() * chunk)),
      plan_sums_(static_cast<std::size_t>(plan_.n_sums + simd::spare_sums)) {
  for (auto const& moment : plan_.moments) {
    contributions_.insert(contributions_.end(), moment.begin(), moment.end());
    ends_.push_back(static_cast<std::ptrdiff_t>(contributions_.size()));
  }
  plan_.moments = {}; // they are in `contributions_` now
}

template <class T> std::ptrdiff_t PlannedSummer<T>::n_moments() const {
  return static_cast<std::ptrdiff_t>(ends_.size());
}

template <class T> void PlannedSummer<T>::operator()(Block const& block, std::span<double> sums) {
  sum_networks(block.experiment, block.first, block.count);
  combine(sums);
  if (!all_finite(sums)) name_the_network(block, sums);
}

template <class T>
void PlannedSummer<T>::sum_networks(ExperimentId experiment, NetworkId first, std::int64_t count) {
  std::fill(plan_sums_.begin(), plan_sums_.end(), 0);
  for (std::int64_t done = 0; done < count; done += chunk) {
    std::int64_t const here = std::min(chunk, count - done);
    std::int64_t length = 0;
    for (; length < here; length += batch)
      fill(experiment, NetworkId{first.value + done + length}, std::min(batch, here - length),
           length);
    sum_chunk(length);
  }
}

template <class T> void PlannedSummer<T>::sum_chunk(std::int64_t length) {
  simd::RowShape const shape{chunk, length};
  rows_math_->scale(rows_.data(), shape, factors_);
  rows_math_->multiply(rows_.data(), shape, plan_.products, plan_.n_base);
  rows_math_->add_tiles(rows_.data(), shape, plan_.tiles, plan_sums_.data());
}

template <class T> void PlannedSummer<T>::combine(std::span<double> sums) const {
  auto c = contributions_.begin();
  for (std::size_t m = 0; m < ends_.size(); ++m) {
    double sum = 0;
    for (; c != contributions_.begin() + ends_[m]; ++c)
      sum += c->weight * plan_sums_[static_cast<std::size_t>(c->sum)];
    sums[m] = sum;
  }
}

template <class T>
std::string PlannedSummer<T>::how_to_replay(ExperimentId experiment, NetworkId network) const {
  if (goes_by_neurons(setting_.sampling.estimator)) return {}; // no network of the run
  return fmt::format(". Replay it with {} --experiment {} --network {}", setting_.replay,
                     experiment.value, network.value);
}

template <class T>
void PlannedSummer<T>::name_the_network(Block const& block, std::span<double> sums) {
  for (std::int64_t n = 0; n < block.count; ++n) {
    NetworkId const network{block.first.value + n};
    sum_networks(block.experiment, NetworkId{network.value / batch * batch},
                 network.value % batch + 1);
    combine(sums);
    if (!all_finite(sums))
      throw NotFinite(fmt::format(
          "ensemble {}: network {} of experiment {} has outputs or moments that are not finite "
          "(they overflow {} numbers){}",
          description(setting_.architecture), network.value, block.experiment.value,
          setting_.sampling.precision == Precision::single_precision ? "single-precision"
                                                                     : "double-precision",
          how_to_replay(block.experiment, network)));
  }
  throw NotFinite(fmt::format("ensemble {}: the moments of block {} of experiment {} overflow in "
                              "their sum",
                              description(setting_.architecture), block.id.value,
                              block.experiment.value));
}

template class PlannedSummer<float>;
template class PlannedSummer<double>;

std::vector<int> scale_exponents(SummerSetting const& s, LayoutSet const& layouts,
                                 Eigen::VectorXd const& variances, double power_of_width_per_pair) {
  auto const width = static_cast<double>(s.architecture.width);
  std::vector<int> exponents;
  for (int order = 2; order <= layouts.highest_order(); order += 2) {
    auto const& layout = layouts.of(order);
    for (std::ptrdiff_t row = 0; row < layout.size(); ++row) {
      double size =
          static_cast<double>(networks_per_block(s.sampling.estimator, s.architecture.width)) *
          std::pow(width, power_of_width_per_pair * order / 2);
      for (int const i : layout.points(row))
        size *= std::sqrt(variances[i]);
      exponents.push_back(size > 0 ? std::ilogb(size) + 1 : 0);
    }
  }
  return exponents;
}

} // namespace nnft
