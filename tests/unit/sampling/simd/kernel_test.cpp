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

//! Rows, of which the last sixteen numbers do not count.
template <class T> class SomeRows {
 public:
  static constexpr simd::RowShape shape{144, 128};
  explicit SomeRows(int n) : numbers_(static_cast<std::size_t>(n * shape.stride)) {}
  T* data() { return numbers_.data(); }
  T& at(int r, std::ptrdiff_t n) {
    return numbers_[static_cast<std::size_t>(r * shape.stride + n)];
  }

 private:
  std::vector<T> numbers_;
};

TYPED_TEST(RowMathOf, ScalesAndMultipliesRows) {
  using T = TypeParam;
  static constexpr simd::RowShape shape = SomeRows<T>::shape;
  for (auto const isa : available()) {
    SomeRows<T> rows(6);
    for (int n = 0; n < shape.stride; ++n)
      for (int r = 0; r < 3; ++r)
        rows.at(r, n) = static_cast<T>(std::sin(r + 3.0 * n));
    auto before = rows;
    auto const math = simd::make_row_math<T>(isa);
    math->scale(rows.data(), shape, {1, T(0.5)});
    math->multiply(rows.data(), shape, {{0, 1}, {2, 2}, {3, 1}}, 3);
    for (std::ptrdiff_t n = 0; n < shape.length; ++n) {
      EXPECT_EQ(rows.at(0, n), before.at(0, n));
      EXPECT_EQ(rows.at(1, n), T(0.5) * before.at(1, n));
      EXPECT_EQ(rows.at(3, n), rows.at(0, n) * rows.at(1, n));
      EXPECT_EQ(rows.at(4, n), rows.at(2, n) * rows.at(2, n));
      EXPECT_EQ(rows.at(5, n), rows.at(3, n) * rows.at(1, n));
    }
    EXPECT_EQ(rows.at(3, shape.length), 0);
  }
}

//! One tile of every size.
std::vector<simd::Tile> all_tiles(int n_rows) {
  std::vector<simd::Tile> tiles;
  for (int rows = 0; rows <= simd::Tile::most_rows; ++rows)
    for (int products = 1; products <= simd::Tile::products_beside(rows); ++products)
      for (bool const with_plain : {true, false}) {
        if (rows == 0 && !with_plain) continue;
        simd::Tile tile{products, rows, with_plain, {}, {}};
        for (int p = 0; p < products; ++p)
          tile.products.at(static_cast<std::size_t>(p)) = {(p + rows) % n_rows,
                                                           (3 * p + 1) % n_rows};
        for (int r = 0; r < rows; ++r)
          tile.rows.at(static_cast<std::size_t>(r)) = (2 * r + products) % n_rows;
        tiles.push_back(tile);
      }
  return tiles;
}

// Rows of float are summed in float: 128 products of order one. AVX2 and AVX-512 give equal bits.
TYPED_TEST(RowMathOf, TilesAreTheSumsThatTheySay) {
  using T = TypeParam;
  static constexpr simd::RowShape shape = SomeRows<T>::shape;
  constexpr double tolerance = 512 * std::numeric_limits<T>::epsilon();
  auto const tiles = all_tiles(9);
  std::size_t n_sums = 0;
  for (auto const& tile : tiles)
    n_sums += static_cast<std::size_t>(tile.n_sums());
  SomeRows<T> rows(9);
  for (int n = 0; n < shape.stride; ++n)
    for (int r = 0; r < 9; ++r)
      rows.at(r, n) = static_cast<T>(std::sin(r + 9.0 * n));
  auto const product = [&](simd::Product p, std::ptrdiff_t n) {
    return double{rows.at(p.first, n)} * double{rows.at(p.second, n)};
  };
  std::vector<double> expected;
  for (auto const& tile : tiles)
    for (int p = 0; p < tile.n_products; ++p) {
      auto const& of = tile.products.at(static_cast<std::size_t>(p));
      auto const sum = [&](auto const& factor) {
        double s = 0.25;
        for (std::ptrdiff_t n = 0; n < shape.length; ++n)
          s += product(of, n) * factor(n);
        expected.push_back(s);
      };
      if (tile.with_plain) sum([](std::ptrdiff_t) { return 1.0; });
      for (int r = 0; r < tile.n_rows; ++r)
        sum([&](std::ptrdiff_t n) {
          return double{rows.at(tile.rows.at(static_cast<std::size_t>(r)), n)};
        });
    }
  ASSERT_EQ(expected.size(), n_sums);
  std::vector<double> first;
  for (auto const isa : available()) {
    std::vector<double> sums(n_sums + simd::spare_sums, 0.25);
    simd::make_row_math<T>(isa)->add_tiles(rows.data(), shape, tiles, sums.data());
    for (std::size_t s = 0; s < sums.size(); ++s)
      EXPECT_NEAR(sums[s], s < n_sums ? expected[s] : 0.25, tolerance) << s;
    if (isa == Isa::avx2) first = sums;
    if (isa == Isa::avx512) {
      EXPECT_EQ(sums, first);
    }
  }
}

// In this order: sixteen interleaved parts (doubles: eight), then the upper half on the lower.
// Numbers without fused rounding: products of one row with ones.
TYPED_TEST(RowMathOf, PartsAreAddedInTheirOrder) {
  using T = TypeParam;
  static constexpr simd::RowShape shape = SomeRows<T>::shape;
  constexpr std::ptrdiff_t n_parts = 64 / sizeof(T);
  SomeRows<T> rows(2);
  for (int n = 0; n < shape.length; ++n) {
    rows.at(0, n) = static_cast<T>(std::exp(4 * std::sin(n)));
    rows.at(1, n) = 1;
  }
  std::vector<T> parts(n_parts);
  for (std::ptrdiff_t n = 0; n < shape.length; ++n)
    parts[static_cast<std::size_t>(n % n_parts)] += rows.at(0, n);
  for (std::size_t half = n_parts / 2; half > 0; half /= 2)
    for (std::size_t i = 0; i < half; ++i)
      parts[i] += parts[i + half];
  for (auto const isa : available()) {
    simd::Tile const tile{1, 1, true, {{{0, 1}}}, {1}};
    std::vector<double> sums(2 + simd::spare_sums);
    simd::make_row_math<T>(isa)->add_tiles(rows.data(), shape, {tile}, sums.data());
    EXPECT_EQ(sums[0], parts[0]);
    EXPECT_EQ(sums[1], parts[0]);
  }
}

} // namespace
} // namespace nnft
