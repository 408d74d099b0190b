#include "nnft/sampling/network_sampler.hpp"
#include "nnft/sampling/simd/kernel.hpp"

#include <cmath>
#include <gmock/gmock.h>
#include <limits>
#include <numbers>
#include <vector>

namespace nnft {
namespace {

std::vector<Isa> available() {
  std::vector<Isa> all{Isa::portable};
  if (detected_isa() >= Isa::avx2) all.push_back(Isa::avx2);
  if (detected_isa() >= Isa::avx512) all.push_back(Isa::avx512);
  return all;
}

Architecture small_architecture(Activation activation, int d_in, int d_out, std::int64_t width) {
  bool const cosine = activation == Activation::cos;
  return {activation, d_in, d_out, 1, width, 1.3, cosine ? 0.0 : 0.6, 0.9, 0.4};
}

InputSet points(int d_in) {
  InputSet inputs{"", Eigen::MatrixXd(d_in, 3)};
  for (int k = 0; k < d_in; ++k)
    inputs.x.row(k) << 0.3 + k, -0.7 + 0.2 * k, 1.1 - k;
  return inputs;
}

double activate(Architecture const& a, double z, double x2) {
  switch (a.activation) {
  case Activation::erf:
    return std::erf(z);
  case Activation::relu:
    return std::max(z, 0.0);
  case Activation::gauss:
    return std::exp(z - a.sigma_b * a.sigma_b - a.sigma_w * a.sigma_w * x2 / a.d_in);
  case Activation::cos:
    return std::cos(z);
  case Activation::tanh:
    return std::tanh(z);
  }
  return 0;
}

//! f_a(x_i) from the parameters, by the definition.
Eigen::MatrixXd by_definition(Architecture const& a, InputSet const& inputs,
                              simd::Parameters const& p) {
  Eigen::MatrixXd f(a.d_out, inputs.size());
  for (int o = 0; o < a.d_out; ++o)
    for (int i = 0; i < inputs.size(); ++i) {
      double sum = p.output_biases[static_cast<std::size_t>(o)];
      for (std::int64_t j = 0; j < a.width; ++j) {
        auto const neuron = static_cast<std::size_t>(j);
        double z = p.hidden_biases[neuron];
        for (int k = 0; k < a.d_in; ++k)
          z += p.hidden_weights[neuron * static_cast<std::size_t>(a.d_in) +
                                static_cast<std::size_t>(k)] *
               inputs.x(k, i);
        sum += p.output_weights[neuron * static_cast<std::size_t>(a.d_out) +
                                static_cast<std::size_t>(o)] *
               activate(a, z, inputs.x.col(i).squaredNorm());
      }
      f(o, i) = sum;
    }
  return f;
}

// Outputs follow the definition for every net, dimension and a width that is no multiple of four.
TEST(NetworkKernel, OutputsAreTheDefinition) {
  for (auto const activation : all_activations())
    for (int const d_in : {1, 2, 5})
      for (auto const isa : available()) {
        auto const a = small_architecture(activation, d_in, 2, 7);
        auto const inputs = points(d_in);
        NetworkSampler sampler(a, inputs, 11, simd::Real::float64, isa);
        for (std::int64_t n : {0, 5, 1000003}) {
          ExperimentId const experiment{3};
          auto const p = sampler.parameters(experiment, NetworkId{n});
          auto const f = sampler.outputs(experiment, NetworkId{n});
          EXPECT_LT((f - by_definition(a, inputs, p)).cwiseAbs().maxCoeff(), 1e-13)
              << description(a) << " " << name_of(isa);
        }
      }
}

// A million positive terms in single precision: what is lost would be a bias of the kernel, and of
// connected functions by its square. The same networks in double precision; 5e-7 is a few roundings
// of the terms, and 2e-4 what single-precision sums make of it.
TEST(NetworkKernel, NeuronProductsOfWideNetworksLoseNoDigits) {
  auto const a = small_architecture(Activation::relu, 1, 1, 1000003);
  auto const inputs = points(1);
  std::vector<double> single(6 * simd::batch_size);
  std::vector<double> twice(single.size());
  for (auto const isa : available()) {
    NetworkSampler(a, inputs, 12, simd::Real::float32, isa)
        .neuron_products(ExperimentId{0}, NetworkId{0}, single.data(), simd::batch_size);
    NetworkSampler(a, inputs, 12, simd::Real::float64, isa)
        .neuron_products(ExperimentId{0}, NetworkId{0}, twice.data(), simd::batch_size);
    for (std::size_t i = 0; i < single.size(); ++i)
      EXPECT_NEAR(single[i] / twice[i], 1, 5e-7) << name_of(isa);
  }
}

// Sums of products of hidden outputs, from the parameters.
TEST(NetworkKernel, NeuronProductsAreTheDefinition) {
  for (auto const activation : all_activations()) {
    auto a = small_architecture(activation, 2, 1, 6);
    auto const inputs = points(2);
    NetworkSampler sampler(a, inputs, 12, simd::Real::float64, detected_isa());
    std::vector<double> products(6 * simd::batch_size);
    sampler.neuron_products(ExperimentId{0}, NetworkId{32}, products.data(), simd::batch_size);
    auto const p = sampler.parameters(ExperimentId{0}, NetworkId{32 + 9});
    int pair = 0;
    for (int i = 0; i < 3; ++i)
      for (int k = i; k < 3; ++k, ++pair) {
        double sum = 0;
        for (std::size_t j = 0; j < 6; ++j) {
          auto const z = [&](int point) {
            return p.hidden_biases[j] + p.hidden_weights[2 * j] * inputs.x(0, point) +
                   p.hidden_weights[2 * j + 1] * inputs.x(1, point);
          };
          sum += activate(a, z(i), inputs.x.col(i).squaredNorm()) *
                 activate(a, z(k), inputs.x.col(k).squaredNorm());
        }
        EXPECT_NEAR(products[static_cast<std::size_t>(pair * simd::batch_size + 9)], sum, 1e-13);
      }
  }
}

TEST(NetworkKernel, FusedInstructionSetsGiveTheSameBits) {
  if (detected_isa() < Isa::avx512) {
    EXPECT_EQ(arithmetic_of(Isa::avx2), arithmetic_of(Isa::avx512)); // nothing to compare with
    return;
  }
  for (auto const activation : all_activations())
    for (auto const real : {simd::Real::float32, simd::Real::float64}) {
      auto const a = small_architecture(activation, 2, 3, 13);
      NetworkSampler narrow(a, points(2), 13, real, Isa::avx2);
      NetworkSampler wide(a, points(2), 13, real, Isa::avx512);
      for (std::int64_t n = 0; n < 4096; n += 16) {
        ExperimentId const e{1};
        EXPECT_EQ(narrow.outputs(e, NetworkId{n + 3}), wide.outputs(e, NetworkId{n + 3}));
      }
    }
}

// The same networks: instruction sets and precisions differ by rounding only (activations are
// evaluated to a few units in the last place; sums have 13 terms of order one).
TEST(NetworkKernel, AllLevelsDrawTheSameNetworks) {
  for (auto const activation : all_activations()) {
    auto const a = small_architecture(activation, 2, 2, 13);
    NetworkSampler reference(a, points(2), 14, simd::Real::float64, Isa::portable);
    for (auto const isa : available()) {
      NetworkSampler fine(a, points(2), 14, simd::Real::float64, isa);
      NetworkSampler coarse(a, points(2), 14, simd::Real::float32, isa);
      for (std::int64_t n = 0; n < 200; ++n) {
        auto const f = reference.outputs(ExperimentId{0}, NetworkId{n});
        double const scale = 1 + f.cwiseAbs().maxCoeff();
        EXPECT_LT((fine.outputs(ExperimentId{0}, NetworkId{n}) - f).cwiseAbs().maxCoeff(),
                  1e-13 * scale);
        EXPECT_LT((coarse.outputs(ExperimentId{0}, NetworkId{n}) - f).cwiseAbs().maxCoeff(),
                  3e-5 * scale);
      }
    }
  }
}

//! Box-Muller of the definition: words 0 and 1 are radius and angle.
double first_normal(std::array<std::uint32_t, 4> const& words,
                    std::array<std::uint32_t, 4> const& more) {
  double u = (std::floor(words[0] / 2.0) + 0.5) * 0x1p-31;
  if (words[0] < (1U << 20U)) u = (0x1p32 * words[0] + more[0] + 0.5) * 0x1p-64;
  double const sign = words[1] < 0x80000000U ? 1 : -1;
  double t = (2.0 * (words[1] % 0x80000000U) + 1) * 0x1p-31;
  if (t > 1) t -= 2;
  return sign * std::sqrt(-2 * std::log(u)) * std::cos(std::numbers::pi / 2 * t);
}

// Every parameter is the stated function of the stated words, tail refinement included: among 4e5
// networks some 98 radius words lie below the threshold of 2^-12.
TEST(NetworkKernel, ParametersAreTheStatedFunctionOfTheWords) {
  Architecture const a{Activation::erf, 1, 1, 1, 1, 1, 1, 1, 1};
  InputSet const inputs{"", Eigen::MatrixXd::Constant(1, 1, 1.0)};
  NetworkSampler sampler(a, inputs, 15, simd::Real::float64, detected_isa());
  auto const key = stream_key(15, ensemble_id(a), ExperimentId{2});
  int refined = 0;
  for (std::int64_t n = 0; n < 400000; ++n) {
    auto const tag = counter_tag(ParameterKind::hidden_weight);
    auto const words = random_words(key, NetworkId{n}, 0, tag);
    bool const tail = words[0] < (1U << 20U);
    if (!tail && n % 1000 != 0) continue;
    refined += tail ? 1 : 0;
    auto const more =
        random_words(key, NetworkId{n}, 0, counter_tag(ParameterKind::hidden_weight, true));
    auto const p = sampler.parameters(ExperimentId{2}, NetworkId{n});
    EXPECT_NEAR(p.hidden_weights[0], first_normal(words, more), 2e-10);
  }
  EXPECT_GT(refined, 50);
}

// The tail reaches beyond 9 sigma: the smallest radius word, refined, gives sqrt(-2 log 2^-65).
TEST(NetworkKernel, TailReachesNineSigma) {
  std::array<std::uint32_t, 4> const smallest{0, 0, 0, 0};
  EXPECT_GT(first_normal(smallest, {0, 0, 0, 0}), 9.4);
  EXPECT_LT(first_normal(smallest, {0xffffffff, 0, 0, 0}), 6.7);
}

template <class T> class RowMathOf : public testing::Test {};
using Numbers = testing::Types<float, double>;
TYPED_TEST_SUITE(RowMathOf, Numbers);

// Rows of float are summed in float over one panel: 128 products of order one. Of the 144 numbers a
// row the last 16 are none of them.
TYPED_TEST(RowMathOf, PanelsAndProductsAreThose) {
  using T = TypeParam;
  constexpr double tolerance = 512 * std::numeric_limits<T>::epsilon();
  static constexpr simd::RowShape shape{144, 128};
  constexpr int n_base = 9;
  // no multiples of the tiles; rows 10 and 11 are made on the way, of row 9, which is made before
  simd::Panel const panel{
      {{9, 0, 1}}, {{0}, {3}, {10, 9, 2}, {4}, {5}}, {{1}, {2}, {6}, {7}, {8}, {9}, {11, 9, 9}}};
  std::vector<double> first(5 * 7);
  for (auto const isa : available()) {
    auto const math = simd::make_row_math<T>(isa);
    std::vector<T> rows(12 * shape.stride);
    for (std::size_t i = 0; i < n_base * shape.stride; ++i)
      rows[i] = static_cast<T>(std::sin(static_cast<double>(i)));
    auto const row = [&](int r, std::ptrdiff_t n) {
      return rows[static_cast<std::size_t>(r * shape.stride + n)];
    };
    T const second_before = row(1, 3);
    math->scale(rows.data(), shape, {1, T(0.5)});
    EXPECT_EQ(row(1, 3), T(0.5) * second_before);
    std::vector<double> lanes(5 * 7 * simd::sum_lanes, 0.25);
    math->add_panel(rows.data(), shape, panel, lanes.data());
    std::vector<double> sums(5 * 7);
    math->fold(lanes.data(), 5 * 7, sums.data());
    for (std::ptrdiff_t n = 0; n < shape.length; ++n) {
      EXPECT_EQ(row(9, n), row(0, n) * row(1, n));
      EXPECT_EQ(row(10, n), row(9, n) * row(2, n));
      EXPECT_EQ(row(11, n), row(9, n) * row(9, n));
    }
    EXPECT_EQ(row(9, shape.length), 0);
    for (std::size_t i = 0; i < 5; ++i)
      for (std::size_t k = 0; k < 7; ++k) {
        double dot = 0.25 * simd::sum_lanes;
        for (std::ptrdiff_t n = 0; n < shape.length; ++n)
          dot += double{row(panel.left[i].row, n)} * double{row(panel.right[k].row, n)};
        EXPECT_NEAR(sums[7 * i + k], dot, tolerance);
      }
    if (isa == Isa::avx2) first = sums;
    if (isa == Isa::avx512) {
      EXPECT_EQ(sums, first);
    }
  }
}

// One row on one side, products on the other: their sums are taken while they are made. Small
// integers: every sum is exact.
TYPED_TEST(RowMathOf, ProductsWithOneRowAreSummedWhileTheyAreMade) {
  using T = TypeParam;
  static constexpr simd::RowShape shape{64, 48};
  simd::PanelRow const one{0};
  std::vector<simd::PanelRow> const products{{4, 1, 2}, {5, 1, 3}, {6, 2, 3}, {7, 4, 1},
                                             {8, 3, 3}, {9, 5, 0}, {10, 0, 0}};
  for (auto const isa : available()) {
    auto const math = simd::make_row_math<T>(isa);
    for (bool const products_are_left : {false, true}) {
      std::vector<T> rows(11 * shape.stride);
      for (std::size_t i = 0; i < 4 * shape.stride; ++i)
        rows[i] = static_cast<T>(static_cast<int>(i * i % 7) - 3);
      simd::Panel const panel =
          products_are_left ? simd::Panel{{}, products, {one}} : simd::Panel{{}, {one}, products};
      std::vector<double> lanes(products.size() * simd::sum_lanes);
      math->add_panel(rows.data(), shape, panel, lanes.data());
      std::vector<double> sums(products.size());
      math->fold(lanes.data(), static_cast<std::ptrdiff_t>(sums.size()), sums.data());
      auto const row = [&](int r, std::ptrdiff_t n) {
        return rows[static_cast<std::size_t>(r * shape.stride + n)];
      };
      for (std::size_t p = 0; p < products.size(); ++p) {
        double dot = 0;
        for (std::ptrdiff_t n = 0; n < shape.length; ++n) {
          EXPECT_EQ(row(products[p].row, n),
                    row(products[p].first, n) * row(products[p].second, n));
          dot += double{row(0, n)} * double{row(products[p].row, n)};
        }
        EXPECT_EQ(sums[p], dot);
      }
      EXPECT_THAT(lanes, testing::Each(0.0)); // cleared by fold
    }
  }
}

} // namespace
} // namespace nnft
