#include "nnft/core/error.hpp"
#include "nnft/moments/contraction.hpp"
#include "nnft/moments/moment_reader.hpp"
#include "nnft/sampling/block_summer.hpp"
#include "nnft/sampling/network_sampler.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <gmock/gmock.h>

namespace nnft {
namespace {

SummerSetting setting(Estimator estimator, int d_out) {
  SummerSetting s;
  s.architecture = {Activation::erf, 1, d_out, 1, 5, 1, 1, 1, 0.5};
  s.inputs.x = Eigen::RowVectorXd{{-0.4, 0.3, 1.2}};
  s.sampling.estimator = estimator;
  s.sampling.seed = 21;
  s.isa = detected_isa();
  s.weight_kernel = Eigen::MatrixXd{{0.6, 0.4, 0.3}, {0.4, 0.5, 0.4}, {0.3, 0.4, 0.8}};
  return s;
}

//! Sums of orbit-averaged products over networks [first, first + count), straight from outputs.
Eigen::VectorXd direct_by_hand(SummerSetting const& s, LayoutSet const& layouts, Block const& b) {
  auto const real = s.sampling.precision == Precision::single_precision ? simd::Real::float32
                                                                        : simd::Real::float64;
  NetworkSampler sampler(s.architecture, s.inputs, s.sampling.seed, real, s.isa);
  Eigen::VectorXd sums = Eigen::VectorXd::Zero(first_moment(layouts, 8));
  int const d_out = s.architecture.d_out;
  for (std::int64_t n = b.first.value; n < b.first.value + b.count; ++n) {
    auto const f = sampler.outputs(b.experiment, NetworkId{n});
    Eigen::Index at = 0;
    for (int order = 2; order <= 6; order += 2)
      for (std::ptrdiff_t row = 0; row < layouts.of(order).size(); ++row, ++at)
        for (int shift = 0; shift < d_out; ++shift) { // d_out <= 2: renamings are shifts
          double product = 1.0 / d_out;
          for (std::size_t i = 0; i < static_cast<std::size_t>(order); ++i)
            product *= f((layouts.of(order).labels(row)[i] + shift) % d_out,
                         layouts.of(order).points(row)[i]);
          sums[at] += product;
        }
  }
  return sums;
}

Eigen::VectorXd sums_of(SummerSetting const& s, LayoutSet const& layouts, Block const& block) {
  auto const summer = make_block_summer(s, layouts);
  std::vector<double> sums(static_cast<std::size_t>(summer->n_moments()));
  (*summer)(block, sums);
  return Eigen::Map<Eigen::VectorXd>(sums.data(), static_cast<Eigen::Index>(sums.size()));
}

TEST(DirectSummer, SumsProductsOfOutputs) {
  for (int const d_out : {1, 2}) {
    LayoutSet const layouts(6, 3, d_out);
    auto s = setting(Estimator::direct, d_out);
    s.sampling.precision = Precision::double_precision;
    for (std::int64_t const count : {1, 16, 150}) { // less than a batch, whole, odd ends
      Block const block{ExperimentId{1}, BlockId{3}, NetworkId{6000}, count, 0};
      auto const expected = direct_by_hand(s, layouts, block);
      EXPECT_LT((sums_of(s, layouts, block) - expected).cwiseAbs().maxCoeff(),
                1e-11 * (1 + expected.cwiseAbs().maxCoeff()));
    }
  }
}

// Moments in single precision: as many digits whatever the size of the outputs, also where their
// sixth powers, 1e-60 and 1e54, are no numbers of single precision.
TEST(DirectSummer, SinglePrecisionHoldsAtAnyScale) {
  LayoutSet const layouts(6, 3, 1);
  Block const block{ExperimentId{1}, BlockId{3}, NetworkId{6000}, 700, 0};
  for (double const size : {1e-10, 1.0, 1e9}) {
    auto s = setting(Estimator::direct, 1);
    s.sampling.precision = Precision::single_precision;
    s.architecture.sigma_w_out *= size;
    s.architecture.sigma_b_out *= size;
    s.weight_kernel *= size * size;
    auto const expected = direct_by_hand(s, layouts, block);
    auto const sums = sums_of(s, layouts, block);
    EXPECT_LT((sums.array() / expected.array() - 1).abs().maxCoeff(), 1e-5) << size;
    EXPECT_GT((sums.array() / expected.array() - 1).abs().maxCoeff(), 1e-12)
        << "no single precision";
  }
}

// Z from the parameters of each network, where the output bias cancels, contracted by the pairings
// of the labels.
TEST(ConditionalSummer, SumsContractionsOfZ) {
  for (int const d_out : {1, 2}) {
    LayoutSet const layouts(6, 3, d_out);
    auto const s = setting(Estimator::conditional, d_out);
    Block const block{ExperimentId{0}, BlockId{0}, NetworkId{0}, 70, 0};
    NetworkSampler sampler(s.architecture, s.inputs, s.sampling.seed, simd::Real::float64, s.isa);
    Eigen::VectorXd expected = Eigen::VectorXd::Zero(first_moment(layouts, 8));
    for (std::int64_t n = 0; n < block.count; ++n) {
      auto const p = sampler.parameters(block.experiment, NetworkId{n});
      std::vector<double> z;
      for (int i = 0; i < 3; ++i)
        for (int k = i; k < 3; ++k) {
          double khat = 0;
          for (std::size_t j = 0; j < 5; ++j)
            khat += std::erf(p.hidden_biases[j] + p.hidden_weights[j] * s.inputs.x(0, i)) *
                    std::erf(p.hidden_biases[j] + p.hidden_weights[j] * s.inputs.x(0, k)) / 5;
          z.push_back(khat - s.weight_kernel(i, k));
        }
      Eigen::Index at = 0;
      for (int order = 2; order <= 6; order += 2)
        for (auto const& pairings : allowed_pairings(layouts.of(order))) {
          for (auto const& pairs : pairings) {
            double product = 1;
            for (std::size_t q = 0; q < static_cast<std::size_t>(order / 2); ++q)
              product *= z[static_cast<std::size_t>(pairs[q])];
            expected[at] += product;
          }
          ++at;
        }
    }
    EXPECT_LT((sums_of(s, layouts, block) - expected).cwiseAbs().maxCoeff(), 1e-11);
  }
}

TEST(BlockSummer, ABlockDependsOnNothingButItself) {
  LayoutSet const layouts(4, 3, 1);
  auto const s = setting(Estimator::conditional, 1);
  auto const summer = make_block_summer(s, layouts);
  Block const a{ExperimentId{0}, BlockId{0}, NetworkId{0}, 300, 0};
  Block const b{ExperimentId{2}, BlockId{1}, NetworkId{2000}, 77, 1};
  std::vector<double> first(static_cast<std::size_t>(summer->n_moments()));
  std::vector<double> other(first.size());
  std::vector<double> again(first.size());
  (*summer)(a, first);
  (*summer)(b, other);
  (*summer)(a, again);
  EXPECT_EQ(first, again);
  EXPECT_NE(first, other);
}

// Outputs of order 1e200 overflow in their fourth power; the first such network is named.
TEST(BlockSummer, NamesTheNetworkThatOverflows) {
  LayoutSet const layouts(4, 3, 1);
  auto s = setting(Estimator::direct, 1);
  s.architecture.sigma_w_out = 1e200;
  auto const summer = make_block_summer(s, layouts);
  std::vector<double> sums(static_cast<std::size_t>(summer->n_moments()));
  Block const block{ExperimentId{4}, BlockId{1}, NetworkId{2000}, 400, 0};
  EXPECT_THAT([&] { (*summer)(block, sums); },
              ::testing::ThrowsMessage<NotFinite>(
                  ::testing::AllOf(::testing::HasSubstr("network 2000 of experiment 4"),
                                   ::testing::HasSubstr("nnft sample"))));
}

} // namespace
} // namespace nnft
