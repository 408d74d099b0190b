// The sampling kernel of one instruction set: draws sixteen networks, four neurons at a time, and
// evaluates them at all points. No function template of the standard library is instantiated here
// (one compiled for AVX-512 could serve the whole program); a test looks at the object files.
#pragma once
#include "nnft/sampling/simd/elementary.hpp"
#include "nnft/sampling/simd/normal.hpp"

#include <memory>
#include <new>

namespace nnft::simd::NNFT_ISA {

//! Neurons that are drawn together: their parameters fill whole Philox blocks.
inline constexpr int group_size = 4;

//! Zeroed array on a cache line.
template <class T> class Scratch {
 public:
  explicit Scratch(std::size_t n) : data_(new (std::align_val_t{64}) T[n]()) {}
  ~Scratch() { ::operator delete[](data_, std::align_val_t{64}); }
  Scratch(Scratch const&) = delete;
  Scratch& operator=(Scratch const&) = delete;
  T* data() const { return data_; }

 private:
  T* data_;
};

template <class T, Neuron neuron> inline vec<T> activate(vec<T> z) {
  if constexpr (neuron == Neuron::erf) return error_function(z);
  if constexpr (neuron == Neuron::relu) return z > 0 ? z : vec<T>{};
  if constexpr (neuron == Neuron::gauss) return exponential(z);
  if constexpr (neuron == Neuron::cos) return cosine(z);
  if constexpr (neuron == Neuron::tanh) return hyperbolic_tangent(z);
}

template <class T, Neuron neuron> class Kernel final : public NetworkKernel {
 public:
  explicit Kernel(Problem const& problem)
      : problem_(problem), points_(problem.scaled_points.size()), offsets_(problem.offsets.size()),
        weights_(rows(problem.d_in * group_size)), biases_(rows(group_size)),
        output_weights_(rows(problem.d_out * group_size)),
        hidden_(rows(problem.n_points * group_size)), sums_(rows(sum_rows())) {
    for (std::size_t i = 0; i < problem.scaled_points.size(); ++i)
      points_.data()[i] = static_cast<T>(problem.scaled_points.data()[i]);
    for (std::size_t i = 0; i < problem.offsets.size(); ++i)
      offsets_.data()[i] = static_cast<T>(problem.offsets.data()[i]);
  }

  void outputs(StreamKey key, NetworkId first, double* out, std::ptrdiff_t stride) override {
    int const n = problem_.n_points * problem_.d_out;
    clear_sums(n);
    for (std::int64_t j = 0; j < problem_.width; j += group_size) {
      int const n_neurons = draw_hidden_layer(key, first.value, j);
      draw_output_weights(key, first.value, j);
      for (int a = 0; a < problem_.d_out; ++a)
        add_outputs(a, n_neurons);
    }
    add_output_biases(key, first.value);
    for (int r = 0; r < n; ++r)
      for (int l = 0; l < batch_size; ++l)
        out[r * stride + l] = static_cast<double>(sums_.data()[r * batch_size + l]);
  }

  void neuron_products(StreamKey key, NetworkId first, double* out,
                       std::ptrdiff_t stride) override {
    int const n = problem_.n_points * (problem_.n_points + 1) / 2;
    clear_sums(n);
    for (std::int64_t j = 0; j < problem_.width; j += group_size)
      add_products(draw_hidden_layer(key, first.value, j));
    for (int r = 0; r < n; ++r)
      for (int l = 0; l < batch_size; ++l)
        out[r * stride + l] = static_cast<double>(sums_.data()[r * batch_size + l]);
  }

  void parameters(StreamKey key, NetworkId network, Parameters& into) override {
    std::int64_t const first = network.value / batch_size * batch_size;
    auto const lane = static_cast<int>(network.value - first);
    int const d_in = problem_.d_in;
    int const d_out = problem_.d_out;
    for (std::int64_t j = 0; j < problem_.width; ++j) {
      auto const g = static_cast<int>(j % group_size);
      if (g == 0) {
        draw_parameters(key, first, j);
        draw_output_weights(key, first, j);
      }
      for (int k = 0; k < d_in; ++k)
        into.hidden_weights.data()[j * d_in + k] = at(weights_, g * d_in + k, lane);
      into.hidden_biases.data()[j] = bias_scale() * at(biases_, g, lane);
      for (int a = 0; a < d_out; ++a)
        into.output_weights.data()[j * d_out + a] =
            problem_.output_scale * at(output_weights_, g * d_out + a, lane);
    }
    clear_sums(d_out * problem_.n_points);
    add_output_biases(key, first);
    for (int a = 0; a < d_out; ++a)
      into.output_biases.data()[a] = at(sums_, a * problem_.n_points, lane);
  }

 private:
  static constexpr int lanes = Vector<T>::lanes;
  using Real = vec<T>;

  static std::size_t rows(int n) { return static_cast<std::size_t>(n) * batch_size; }
  int sum_rows() const {
    int const pairs = problem_.n_points * (problem_.n_points + 1) / 2;
    int const outputs = problem_.n_points * problem_.d_out;
    return pairs > outputs ? pairs : outputs;
  }
  static double at(Scratch<T> const& table, int row, int lane) {
    return static_cast<double>(table.data()[row * batch_size + lane]);
  }
  T bias_scale() const { return neuron == Neuron::cos ? T(1) : static_cast<T>(problem_.sigma_b); }
  void clear_sums(int n) {
    for (int i = 0; i < n * batch_size; ++i)
      sums_.data()[i] = 0;
  }

  void draw_parameters(StreamKey key, std::int64_t first, std::int64_t j) {
    auto const group = static_cast<std::uint32_t>(j / group_size);
    fill_normals<T>(key, first, ParameterKind::hidden_weight,
                    group * static_cast<std::uint32_t>(problem_.d_in), problem_.d_in,
                    weights_.data());
    if constexpr (neuron == Neuron::cos)
      fill_phases<T>(key, first, ParameterKind::hidden_bias, group, biases_.data());
    else if (problem_.sigma_b > 0)
      fill_normals<T>(key, first, ParameterKind::hidden_bias, group, 1, biases_.data());
  }

  void draw_output_weights(StreamKey key, std::int64_t first, std::int64_t j) {
    auto const group = static_cast<std::uint32_t>(j / group_size);
    fill_normals<T>(key, first, ParameterKind::output_weight,
                    group * static_cast<std::uint32_t>(problem_.d_out), problem_.d_out,
                    output_weights_.data());
  }

  //! Fills hidden_[point][neuron][lane] for neurons j, j + 1, ...; returns how many there are.
  int draw_hidden_layer(StreamKey key, std::int64_t first, std::int64_t j) {
    draw_parameters(key, first, j);
    auto const left = problem_.width - j;
    int const n = left < group_size ? static_cast<int>(left) : group_size;
    int const d_in = problem_.d_in;
    int const n_points = problem_.n_points;
    for (int g = 0; g < n; ++g)
      for (int l = 0; l < batch_size; l += lanes) {
        Real const bias = load<Real>(biases_.data() + g * batch_size + l) * bias_scale();
        T const* const weights = weights_.data() + g * d_in * batch_size + l;
        for (int i = 0; i < n_points; ++i) {
          Real z = bias;
          if constexpr (neuron == Neuron::gauss) z = z + offsets_.data()[i];
          for (int k = 0; k < d_in; ++k)
            z = fma(load<Real>(weights + k * batch_size), all<T>(points_.data()[k * n_points + i]),
                    z);
          store(hidden_.data() + (i * group_size + g) * batch_size + l, activate<T, neuron>(z));
        }
      }
    return n;
  }

  void add_outputs(int a, int n_neurons) {
    int const d_out = problem_.d_out;
    for (int l = 0; l < batch_size; l += lanes)
      for (int i = 0; i < problem_.n_points; ++i) {
        T* const sum = sums_.data() + (a * problem_.n_points + i) * batch_size + l;
        T const* const h = hidden_.data() + i * group_size * batch_size + l;
        Real f = load<Real>(sum);
        for (int g = 0; g < n_neurons; ++g)
          f = fma(load<Real>(output_weights_.data() + (g * d_out + a) * batch_size + l),
                  load<Real>(h + g * batch_size), f);
        store(sum, f);
      }
  }

  void add_products(int n_neurons) {
    for (int l = 0; l < batch_size; l += lanes) {
      T* sum = sums_.data() + l;
      for (int i = 0; i < problem_.n_points; ++i) {
        T const* const h = hidden_.data() + i * group_size * batch_size + l;
        for (int k = i; k < problem_.n_points; ++k, sum += batch_size) {
          T const* const other = hidden_.data() + k * group_size * batch_size + l;
          Real s = load<Real>(sum);
          for (int g = 0; g < n_neurons; ++g)
            s = fma(load<Real>(h + g * batch_size), load<Real>(other + g * batch_size), s);
          store(sum, s);
        }
      }
    }
  }

  //! sums = output_scale sums + sigma_b_out b1
  void add_output_biases(StreamKey key, std::int64_t first) {
    alignas(64) T normals[4 * batch_size] = {};
    auto const scale = static_cast<T>(problem_.output_scale);
    auto const sigma = static_cast<T>(problem_.sigma_b_out);
    for (int a = 0; a < problem_.d_out; ++a) {
      if (a % 4 == 0 && problem_.sigma_b_out > 0)
        fill_normals<T>(key, first, ParameterKind::output_bias, static_cast<std::uint32_t>(a / 4),
                        1, normals);
      for (int i = 0; i < problem_.n_points; ++i)
        for (int l = 0; l < batch_size; l += lanes) {
          T* const sum = sums_.data() + (a * problem_.n_points + i) * batch_size + l;
          Real const bias = load<Real>(normals + (a % 4) * batch_size + l) * sigma;
          store(sum, fma(load<Real>(sum), all<T>(scale), bias));
        }
    }
  }

  Problem const& problem_;
  Scratch<T> points_;
  Scratch<T> offsets_;
  Scratch<T> weights_;
  Scratch<T> biases_;
  Scratch<T> output_weights_;
  Scratch<T> hidden_;
  Scratch<T> sums_;
};

template <class T> std::unique_ptr<NetworkKernel> make_kernel_of(Problem const& problem) {
  switch (problem.neuron) {
  case Neuron::erf:
    return std::make_unique<Kernel<T, Neuron::erf>>(problem);
  case Neuron::relu:
    return std::make_unique<Kernel<T, Neuron::relu>>(problem);
  case Neuron::gauss:
    return std::make_unique<Kernel<T, Neuron::gauss>>(problem);
  case Neuron::cos:
    return std::make_unique<Kernel<T, Neuron::cos>>(problem);
  case Neuron::tanh:
    return std::make_unique<Kernel<T, Neuron::tanh>>(problem);
  }
  return nullptr;
}

class Rows final : public RowMath {
 public:
  void multiply(double const* a, double const* b, double* out,
                std::ptrdiff_t length) const override {
    for (std::ptrdiff_t n = 0; n < length; n += lanes64)
      store(out + n, load<f64>(a + n) * load<f64>(b + n));
  }

  void add_dots(double const* rows, std::ptrdiff_t length, std::vector<RowPair> const& pairs,
                double* sums) const override {
    for (std::size_t m = 0; m < pairs.size(); ++m)
      sums[m] += dot(rows + pairs[m].first * length, rows + pairs[m].second * length, length);
  }

 private:
  static double dot(double const* a, double const* b, std::ptrdiff_t length) {
    constexpr int registers = batch_size / lanes64;
    f64 sum[registers] = {};
    for (std::ptrdiff_t n = 0; n < length; n += batch_size)
      for (int r = 0; r < registers; ++r)
        sum[r] = fma(load<f64>(a + n + r * lanes64), load<f64>(b + n + r * lanes64), sum[r]);
    alignas(64) double lane[batch_size];
    std::memcpy(lane, sum, sizeof lane);
    for (int half = batch_size / 2; half > 0; half /= 2)
      for (int l = 0; l < half; ++l)
        lane[l] += lane[l + half];
    return lane[0];
  }
};

} // namespace nnft::simd::NNFT_ISA
