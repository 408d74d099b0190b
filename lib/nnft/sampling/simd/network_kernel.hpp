// The sampling kernel of one instruction set: draws sixteen networks, four neurons at a time, and
// evaluates them at all points. No function template of the standard library is instantiated here
// (one compiled for AVX-512 could serve the whole program); a test looks at the object files.
#pragma once
#include "nnft/sampling/simd/hidden_layer.hpp"

#include <memory>

namespace nnft::simd::NNFT_ISA {

//! So many neurons are summed in single precision; such sums are added in double precision, so that
//! wide networks lose no digits. A multiple of the group.
inline constexpr std::int64_t neurons_a_piece = 256;

template <class T, Neuron neuron> class Kernel final : public NetworkKernel {
 public:
  explicit Kernel(Problem const& problem)
      : problem_(problem), parameters_(problem), layer_(problem),
        hidden_(problem.n_points * group_size), sums_(sum_rows()),
        totals_(sums_in_pieces() ? n_pairs() : 0) {}

  void outputs(StreamKey key, NetworkId first, double* out, std::ptrdiff_t stride) override {
    sum_outputs(key, first);
    write(sums_, problem_.n_points * problem_.d_out, out, stride);
  }

  void outputs(StreamKey key, NetworkId first, float* out, std::ptrdiff_t stride) override {
    sum_outputs(key, first);
    write(sums_, problem_.n_points * problem_.d_out, out, stride);
  }

  void neuron_products(StreamKey key, NetworkId first, double* out,
                       std::ptrdiff_t stride) override {
    parameters_.start(key, first.value);
    int const n = n_pairs();
    clear_sums(n);
    clear_totals(n);
    for (std::int64_t j = 0; j < problem_.width; j += group_size) {
      int const n_neurons = parameters_.draw_hidden(j);
      layer_.visit(parameters_, n_neurons, KeepHidden{*this});
      if (n_neurons == group_size)
        add_products<group_size>(0);
      else
        for (int g = 0; g < n_neurons; ++g)
          add_products<1>(g);
      if (sums_in_pieces() && (j + group_size) % neurons_a_piece == 0) move_sums_to_totals(n);
    }
    if (sums_in_pieces()) {
      move_sums_to_totals(n);
      write(totals_, n, out, stride);
    } else {
      write(sums_, n, out, stride);
    }
  }

  void neurons(NeuronDraw const& draw, double* out, std::ptrdiff_t stride) override {
    parameters_.start(draw.key, draw.first.value);
    parameters_.draw_neuron(draw);
    layer_.visit(parameters_, 1, OneHidden{*this});
    write(sums_, problem_.n_points, out, stride);
  }

  void parameters(StreamKey key, NetworkId network, Parameters& into) override {
    std::int64_t const first = network.value / batch_size * batch_size;
    auto const lane = network.value - first;
    parameters_.start(key, first);
    int const d_in = problem_.d_in;
    int const d_out = problem_.d_out;
    for (std::int64_t j = 0; j < problem_.width; ++j) {
      auto const g = static_cast<int>(j % group_size);
      if (g == 0) parameters_.draw(j);
      for (int k = 0; k < d_in; ++k)
        into.hidden_weights.data()[j * d_in + k] = parameters_.hidden_weight(g, k)[lane];
      into.hidden_biases.data()[j] =
          static_cast<double>(layer_.bias_scale()) * parameters_.hidden_bias(g)[lane];
      for (int a = 0; a < d_out; ++a)
        into.output_weights.data()[j * d_out + a] =
            problem_.output_scale * parameters_.output_weight(g, a)[lane];
    }
    clear_sums(d_out * problem_.n_points);
    add_output_biases();
    for (int a = 0; a < d_out; ++a)
      into.output_biases.data()[a] = sums_.row(a * problem_.n_points)[lane];
  }

 private:
  static constexpr int lanes = Vector<T>::lanes;
  using Real = vec<T>;

  int sum_rows() const {
    int const outputs = problem_.n_points * problem_.d_out;
    return n_pairs() > outputs ? n_pairs() : outputs;
  }
  int n_pairs() const { return problem_.n_points * (problem_.n_points + 1) / 2; }
  bool sums_in_pieces() const {
    return sizeof(T) < sizeof(double) && problem_.width > neurons_a_piece;
  }
  void clear_sums(int n) {
    for (int i = 0; i < n * batch_size; ++i)
      sums_.data()[i] = 0;
  }
  void clear_totals(int n) {
    if (sums_in_pieces())
      for (int i = 0; i < n * batch_size; ++i)
        totals_.data()[i] = 0;
  }
  void move_sums_to_totals(int n) {
    for (int i = 0; i < n * batch_size; ++i)
      totals_.data()[i] += static_cast<double>(sums_.data()[i]);
    clear_sums(n);
  }
  template <class In, class Out>
  static void write(BatchRows<In> const& rows, int n, Out* out, std::ptrdiff_t stride) {
    for (int r = 0; r < n; ++r)
      write_row(rows.row(r), out + r * stride);
  }
  template <class Number> static void write_row(Number const* from, Number* to) {
    for (int l = 0; l < batch_size; l += Vector<Number>::lanes)
      store(to + l, load<vec<Number>>(from + l));
  }
  template <class In, class Out> static void write_row(In const* from, Out* to) {
    for (int l = 0; l < batch_size; ++l)
      to[l] = static_cast<Out>(from[l]);
  }

  //! sums_[a * n_points + i] = f_a(x_i)
  void sum_outputs(StreamKey key, NetworkId first) {
    parameters_.start(key, first.value);
    clear_sums(problem_.n_points * problem_.d_out);
    for (std::int64_t j = 0; j < problem_.width; j += group_size) {
      int const n_neurons = parameters_.draw(j);
      if (problem_.d_out == 1) {
        layer_.visit(parameters_, n_neurons, OneOutput{*this});
      } else {
        layer_.visit(parameters_, n_neurons, KeepHidden{*this});
        for (int a = 0; a < problem_.d_out; ++a)
          add_outputs(a, n_neurons);
      }
    }
    add_output_biases();
  }

  //! Adds w s to the sums of the only output.
  struct OneOutput {
    Kernel& k;
    template <int G> void take(int first, int l, int i, Real const* s) const {
      T* const sum = k.sums_.row(i) + l;
      Real f = load<Real>(sum);
      for (int g = 0; g < G; ++g)
        f = fma(load<Real>(k.parameters_.output_weight(first, 0) + g * batch_size + l), s[g], f);
      store(sum, f);
    }
  };

  //! Stores s of the first neuron into sums_[point].
  struct OneHidden {
    Kernel& k;
    template <int G> void take(int, int l, int i, Real const* s) const {
      store(k.sums_.row(i) + l, s[0]);
    }
  };

  //! Stores s into hidden_[point][neuron of the group][lane].
  struct KeepHidden {
    Kernel& k;
    template <int G> void take(int first, int l, int i, Real const* s) const {
      for (int g = 0; g < G; ++g)
        store(k.hidden_.row(i * group_size + first + g) + l, s[g]);
    }
  };

  void add_outputs(int a, int n_neurons) {
    for (int l = 0; l < batch_size; l += lanes)
      for (int i = 0; i < problem_.n_points; ++i) {
        T* const sum = sums_.row(a * problem_.n_points + i) + l;
        T const* const h = hidden_.row(i * group_size) + l;
        Real f = load<Real>(sum);
        for (int g = 0; g < n_neurons; ++g)
          f = fma(load<Real>(parameters_.output_weight(g, a) + l), load<Real>(h + g * batch_size),
                  f);
        store(sum, f);
      }
  }

  //! Adds s s' of neurons first, ..., first + G - 1 of the group to the sums of all pairs.
  template <int G> void add_products(int first) {
    constexpr int some = 2 * lanes < batch_size ? 2 : batch_size / lanes;
    using Reals = Several<Real, some>;
    int const n_points = problem_.n_points;
    for (int l = 0; l < batch_size; l += some * lanes) {
      T* sum = sums_.data() + l;
      T const* const hidden = hidden_.row(first) + l;
      for (int i = 0; i < n_points; ++i) {
        Reals h[G];
        for (int g = 0; g < G; ++g)
          h[g] = load_several<some, Real>(hidden + (i * group_size + g) * batch_size);
        for (int k = i; k < n_points; ++k, sum += batch_size) {
          auto s = load_several<some, Real>(sum);
          for (int g = 0; g < G; ++g)
            s = fma(h[g], load_several<some, Real>(hidden + (k * group_size + g) * batch_size), s);
          store(sum, s);
        }
      }
    }
  }

  //! sums = output_scale sums + sigma_b_out b1
  void add_output_biases() {
    auto const scale = static_cast<T>(problem_.output_scale);
    auto const sigma = static_cast<T>(problem_.sigma_b_out);
    for (int a = 0; a < problem_.d_out; ++a) {
      if (a % 4 == 0 && problem_.sigma_b_out > 0) {
        int const left = problem_.d_out - a;
        parameters_.draw_output_biases(a / 4, left < 4 ? left : 4);
      }
      for (int i = 0; i < problem_.n_points; ++i)
        for (int l = 0; l < batch_size; l += lanes) {
          T* const sum = sums_.row(a * problem_.n_points + i) + l;
          Real const bias = load<Real>(parameters_.output_bias(a % 4) + l) * sigma;
          store(sum, fma(load<Real>(sum), all<T>(scale), bias));
        }
    }
  }

  Problem const& problem_;
  GroupParameters<T, neuron> parameters_;
  HiddenLayer<T, neuron> layer_;
  BatchRows<T> hidden_;
  BatchRows<T> sums_;
  BatchRows<double> totals_; // of sums_, single precision
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

} // namespace nnft::simd::NNFT_ISA
