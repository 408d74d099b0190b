#include "nnft/sampling/neuron_summer.hpp"

#include "nnft/random/normal_quantile.hpp"
#include "nnft/sampling/estimators.hpp"
#include "nnft/sampling/gauss_tilts.hpp"
#include "nnft/sampling/planned_summer.hpp"
#include "nnft/sampling/scrambled_sobol.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <optional>

namespace nnft {
namespace {

constexpr int lanes = simd::batch_size;

int n_normals(Architecture const& a) {
  bool const has_bias = a.activation != Activation::cos && a.sigma_b > 0;
  return a.d_in + (has_bias ? 1 : 0);
}

/*!
 * Quasi-random numbers of sixteen neurons: a coordinate for the component of a mixture or for the
 * phase, where there is one, then one for each normal, by the inverse of the normal distribution.
 * The upper half of each 64-bit word is quasi-random, the lower half random.
 */
class QuasiRandomNeurons {
 public:
  QuasiRandomNeurons(SummerSetting const& s, bool has_mixture)
      : has_extra_(has_mixture || s.architecture.activation == Activation::cos),
        n_normals_(n_normals(s.architecture)), bins_(s.sampling.bins),
        block_(networks_per_block(s.sampling.estimator, s.architecture.width)),
        sobol_(n_normals_ + (has_extra_ ? 1 : 0)),
        words_(static_cast<std::size_t>(sobol_.dimensions()) * lanes),
        normals_(static_cast<std::size_t>(n_normals_) * lanes), phases_(lanes) {}

  void draw(StreamKey key, NetworkId first) {
    std::int64_t const block = first.value / block_;
    std::int64_t const bin = block % bins_;
    if (key != key_ || bin != bin_) {
      sobol_.randomise(key, bin);
      key_ = key;
      bin_ = bin;
    }
    sobol_.points(block / bins_ * block_ + first.value % block_, words_.data());
    for (int l = 0; l < lanes; ++l)
      fill_lane(NetworkId{first.value + l}, static_cast<std::size_t>(l));
  }

  //! [16], upper halves of the words of the coordinate before the normals.
  [[nodiscard]] std::uint32_t const* extra() const { return words_.data(); }
  [[nodiscard]] double const* normals() const { return normals_.data(); }
  [[nodiscard]] double const* phases() const { return phases_.data(); }

 private:
  void fill_lane(NetworkId network, std::size_t lane) {
    std::array<std::uint32_t, 4> lower{};
    std::size_t row = has_extra_ ? 1 : 0;
    for (std::size_t p = 0; p < static_cast<std::size_t>(n_normals_); ++p, ++row) {
      if (p % 4 == 0)
        lower = random_words(key_, network, static_cast<std::uint32_t>(p / 4),
                             counter_tag(ParameterKind::hidden_weight, true));
      auto const upper = std::uint64_t{words_[row * lanes + lane]};
      normals_[p * lanes + lane] = normal_quantile(upper << 32U | lower[p % 4]);
    }
    phases_[lane] = (words_[lane] + 0.5 - 0x1p31) * std::numbers::pi * 0x1p-31;
  }

  bool has_extra_;
  int n_normals_;
  std::int64_t bins_;
  std::int64_t block_;
  ScrambledSobol sobol_;
  StreamKey key_;
  std::int64_t bin_ = -1;
  std::vector<std::uint32_t> words_; // [coordinate][lane]
  std::vector<double> normals_;      // [normal][lane]
  std::vector<double> phases_;       // [lane], Cos-net
};

class NeuronSummer final : public PlannedSummer<double> {
 public:
  NeuronSummer(SummerSetting const& s, LayoutSet const& monomials)
      : PlannedSummer<double>(s, neuron_monomials(monomials, has_tilts(s))),
        scales_(nnft::scale_exponents(s, monomials, s.weight_kernel.diagonal(), 0)) {
    if (has_tilts(s)) {
      tilts_.emplace(s.architecture, s.inputs, monomials.highest_order());
      raise_scales(static_cast<double>(networks_per_block(s.sampling.estimator, 1)));
      shifts_.resize(static_cast<std::size_t>(tilts_->n_normals()) * lanes);
    }
    if (s.sampling.estimator == Estimator::rqmc) points_.emplace(s, has_tilts(s));
  }

  [[nodiscard]] std::vector<int> scale_exponents() const override { return scales_; }

 private:
  static bool has_tilts(SummerSetting const& s) {
    return draws_from_mixture(s.sampling.estimator, s.architecture.activation);
  }

  //! Moments of Gauss-net exceed products of standard deviations, M_6 by exp(12 sigma_b^2) at x =
  //! 0: where that comes near the end of the window of exact sums, they are their own scale.
  void raise_scales(double networks) {
    constexpr int far = 40;
    for (std::size_t m = 0; m < scales_.size(); ++m) {
      int const own = std::ilogb(networks * tilts_->moments()[m]) + 1;
      if (own > scales_[m] + far) scales_[m] = own;
    }
  }

  void fill(ExperimentId experiment, NetworkId first, std::int64_t n, std::int64_t at) override {
    simd::NeuronDraw draw;
    draw.first = first;
    if (points_) {
      points_->draw(sampler().key(experiment), first);
      draw.normals = points_->normals();
      draw.phases = points_->phases();
    }
    if (tilts_) {
      choose_tilts(experiment, first);
      draw.shifts = shifts_.data();
    }
    sampler().neurons(experiment, draw, row(0) + at, chunk);
    int const n_points = sampler().n_points();
    for (int i = 0; i < n_points; ++i)
      std::fill(row(i) + at + n, row(i) + at + batch, 0.0);
    if (tilts_) weigh(n_points, at);
  }

  void choose_tilts(ExperimentId experiment, NetworkId first) {
    for (int l = 0; l < lanes; ++l) {
      auto const words = random_words(sampler().key(experiment), NetworkId{first.value + l}, 0,
                                      counter_tag(ParameterKind::proposal));
      std::uint64_t const upper = points_ ? points_->extra()[l] : words[1];
      tilts_->choose(upper << 32U | words[0], shifts_.data() + l, lanes);
    }
  }

  void weigh(int n_points, std::int64_t at) {
    std::array<double, lanes> weights{};
    tilts_->weigh(row(0) + at, chunk, weights.data());
    for (int i = 0; i < n_points; ++i)
      for (std::int64_t l = 0; l < batch; ++l)
        row(n_points + i)[at + l] = weights[static_cast<std::size_t>(l)] * row(i)[at + l];
  }

  std::vector<int> scales_;
  std::optional<GaussTilts> tilts_;
  std::vector<double> shifts_; // [normal][lane]
  std::optional<QuasiRandomNeurons> points_;
};

} // namespace

std::unique_ptr<BlockSummer> make_neuron_summer(SummerSetting const& setting, int highest_order) {
  return std::make_unique<NeuronSummer>(setting,
                                        LayoutSet(highest_order, setting.inputs.size(), 1));
}

} // namespace nnft
