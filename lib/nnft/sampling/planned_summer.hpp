#pragma once
#include "nnft/sampling/block_summer.hpp"
#include "nnft/sampling/moment_plan.hpp"
#include "nnft/sampling/network_sampler.hpp"

#include <boost/align/aligned_allocator.hpp>

namespace nnft {

//! Of the numbers that moments are summed from: rows stay in the cache, and are so long that what a
//! tile takes to begin and to end does not count.
inline constexpr std::size_t bytes_per_row = 2048;

/*!
 * What the estimators have in common: base rows are filled chunk by chunk, and the moments of a
 * plan are summed from them. Rows and the sums over a chunk are numbers of type T, all else is
 * double.
 */
template <class T> class PlannedSummer : public BlockSummer {
 public:
  //! \param factors what the first rows are multiplied by when a chunk is full
  PlannedSummer(SummerSetting const& setting, MomentPlan plan, std::vector<T> factors = {});

  [[nodiscard]] std::ptrdiff_t n_moments() const override;
  void operator()(Block const& block, std::span<double> sums) override;

 protected:
  static constexpr std::int64_t batch = simd::batch_size;
  static constexpr std::int64_t chunk = bytes_per_row / sizeof(T); //!< networks a row

  [[nodiscard]] SummerSetting const& setting() const { return setting_; }
  NetworkSampler& sampler() { return sampler_; }
  //! [chunk]
  T* row(int index) { return rows_.data() + index * chunk; }
  [[nodiscard]] int n_base() const { return plan_.n_base; }

  //! Fills base rows [.., at + sixteen) with networks first, first + 1, ..., of which n count; the
  //! others are zeros.
  virtual void fill(ExperimentId experiment, NetworkId first, std::int64_t n, std::int64_t at) = 0;

 private:
  //! Numbers that begin on a cache line.
  template <class Number> using Aligned =
      std::vector<Number, boost::alignment::aligned_allocator<Number, 64>>;

  void sum_networks(ExperimentId experiment, NetworkId first, std::int64_t count);
  void sum_chunk(std::int64_t length);
  void combine(std::span<double> sums) const;
  [[nodiscard]] std::string how_to_replay(ExperimentId experiment, NetworkId network) const;
  [[noreturn]] void name_the_network(Block const& block, std::span<double> sums);

  SummerSetting setting_;
  MomentPlan plan_;
  std::vector<T> factors_;
  NetworkSampler sampler_;
  std::unique_ptr<simd::RowMath<T>> rows_math_;
  Aligned<T> rows_;                         // [row][network of the chunk]
  std::vector<double> plan_sums_;           // of a block, in the order of the plan's tiles
  std::vector<Contribution> contributions_; // of all moments, one after the other
  std::vector<std::ptrdiff_t> ends_;        // of each moment's
};

extern template class PlannedSummer<float>;
extern template class PlannedSummer<double>;

/*!
 * Scales of exact sums: log2 of block prod sqrt(variance_i) over the points of every row of the
 * layouts, times width^(power a pair).
 *
 * \param variances [n_points]
 */
[[nodiscard]] std::vector<int> scale_exponents(SummerSetting const& setting,
                                               LayoutSet const& layouts,
                                               Eigen::VectorXd const& variances,
                                               double power_of_width_per_pair);

} // namespace nnft
