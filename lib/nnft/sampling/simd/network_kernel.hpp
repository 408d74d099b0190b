// The sampling kernel of one instruction set: draws sixteen networks, four neurons at a time, and
// evaluates them at all points. No function template of the standard library is instantiated here
// (one compiled for AVX-512 could serve the whole program); a test looks at the object files.
#pragma once
#include "nnft/sampling/simd/normal.hpp"

#include <memory>
#include <new>

namespace nnft::simd::NNFT_ISA {

//! Neurons that are drawn together: their parameters fill whole Philox blocks.
inline constexpr int group_size = 4;

//! So many neurons are summed in single precision; such sums are added in double precision, so that
//! wide networks lose no digits. A multiple of the group.
inline constexpr std::int64_t neurons_a_piece = 256;

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

template <class T, Neuron neuron, class V> inline V activate(V const& z) {
  if constexpr (neuron == Neuron::erf) return error_function(z);
  if constexpr (neuron == Neuron::relu) return larger(all<T>(0), z);
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
        hidden_(rows(problem.n_points * group_size)), sums_(rows(sum_rows())),
        totals_(sums_in_pieces() ? rows(n_pairs()) : 0) {
    for (std::size_t i = 0; i < problem.scaled_points.size(); ++i)
      points_.data()[i] = static_cast<T>(problem.scaled_points.data()[i]);
    for (std::size_t i = 0; i < problem.offsets.size(); ++i)
      offsets_.data()[i] = static_cast<T>(problem.offsets.data()[i]);
  }

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
    start(key, first.value);
    int const n = n_pairs();
    clear_sums(n);
    clear_totals(n);
    for (std::int64_t j = 0; j < problem_.width; j += group_size) {
      int const n_neurons = draw_hidden_parameters(j);
      visit_hidden(n_neurons, KeepHidden{*this});
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
    start(draw.key, draw.first.value);
    draw_neuron(draw);
    visit_hidden(1, OneHidden{*this});
    write(sums_, problem_.n_points, out, stride);
  }

  void parameters(StreamKey key, NetworkId network, Parameters& into) override {
    std::int64_t const first = network.value / batch_size * batch_size;
    auto const lane = static_cast<int>(network.value - first);
    start(key, first);
    int const d_in = problem_.d_in;
    int const d_out = problem_.d_out;
    for (std::int64_t j = 0; j < problem_.width; ++j) {
      auto const g = static_cast<int>(j % group_size);
      if (g == 0) draw_parameters(j);
      for (int k = 0; k < d_in; ++k)
        into.hidden_weights.data()[j * d_in + k] = at(weights_, g * d_in + k, lane);
      into.hidden_biases.data()[j] = bias_scale() * at(biases_, g, lane);
      for (int a = 0; a < d_out; ++a)
        into.output_weights.data()[j * d_out + a] =
            problem_.output_scale * at(output_weights_, g * d_out + a, lane);
    }
    clear_sums(d_out * problem_.n_points);
    add_output_biases();
    for (int a = 0; a < d_out; ++a)
      into.output_biases.data()[a] = at(sums_, a * problem_.n_points, lane);
  }

 private:
  static constexpr int lanes = Vector<T>::lanes;
  using Real = vec<T>;

  static std::size_t rows(int n) { return static_cast<std::size_t>(n) * batch_size; }
  int sum_rows() const {
    int const outputs = problem_.n_points * problem_.d_out;
    return n_pairs() > outputs ? n_pairs() : outputs;
  }
  int n_pairs() const { return problem_.n_points * (problem_.n_points + 1) / 2; }
  bool sums_in_pieces() const {
    return sizeof(T) < sizeof(double) && problem_.width > neurons_a_piece;
  }
  static double at(Scratch<T> const& table, int row, int lane) {
    return static_cast<double>(table.data()[row * batch_size + lane]);
  }
  T bias_scale() const { return neuron == Neuron::cos ? T(1) : static_cast<T>(problem_.sigma_b); }
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
  static void write(Scratch<In> const& rows, int n, Out* out, std::ptrdiff_t stride) {
    for (int r = 0; r < n; ++r)
      write_row(rows.data() + r * batch_size, out + r * stride);
  }
  template <class Number> static void write_row(Number const* from, Number* to) {
    for (int l = 0; l < batch_size; l += Vector<Number>::lanes)
      store(to + l, load<vec<Number>>(from + l));
  }
  template <class In, class Out> static void write_row(In const* from, Out* to) {
    for (int l = 0; l < batch_size; ++l)
      to[l] = static_cast<Out>(from[l]);
  }

  void start(StreamKey key, std::int64_t first) {
    weight_words_.start(key, first, counter_tag(ParameterKind::hidden_weight));
    bias_words_.start(key, first, counter_tag(ParameterKind::hidden_bias));
    output_words_.start(key, first, counter_tag(ParameterKind::output_weight));
    output_bias_words_.start(key, first, counter_tag(ParameterKind::output_bias));
  }

  //! sums_[a * n_points + i] = f_a(x_i)
  void sum_outputs(StreamKey key, NetworkId first) {
    start(key, first.value);
    clear_sums(problem_.n_points * problem_.d_out);
    for (std::int64_t j = 0; j < problem_.width; j += group_size) {
      int const n_neurons = draw_parameters(j);
      if (problem_.d_out == 1) {
        visit_hidden(n_neurons, OneOutput{*this});
      } else {
        visit_hidden(n_neurons, KeepHidden{*this});
        for (int a = 0; a < problem_.d_out; ++a)
          add_outputs(a, n_neurons);
      }
    }
    add_output_biases();
  }

  //! Weights and biases of neurons j, j + 1, ... of a group, all normals after draw_.finish();
  //! returns how many there are.
  int begin_hidden_parameters(std::int64_t j) {
    auto const left = problem_.width - j;
    int const n = left < group_size ? static_cast<int>(left) : group_size;
    auto const group = static_cast<std::uint32_t>(j / group_size);
    draw_.add(weight_words_, group * static_cast<std::uint32_t>(problem_.d_in), n * problem_.d_in,
              weights_.data());
    if constexpr (neuron == Neuron::cos)
      fill_phases<T>(bias_words_, group, biases_.data());
    else if (has_normal_bias())
      draw_.add(bias_words_, group, n, biases_.data());
    return n;
  }

  void begin_output_weights(std::int64_t j, int n) {
    auto const group = static_cast<std::uint32_t>(j / group_size);
    draw_.add(output_words_, group * static_cast<std::uint32_t>(problem_.d_out), n * problem_.d_out,
              output_weights_.data());
  }

  int draw_hidden_parameters(std::int64_t j) {
    int const n = begin_hidden_parameters(j);
    draw_.finish();
    return n;
  }

  int draw_parameters(std::int64_t j) {
    int const n = begin_hidden_parameters(j);
    begin_output_weights(j, n);
    draw_.finish();
    return n;
  }

  bool has_normal_bias() const { return neuron != Neuron::cos && problem_.sigma_b > 0; }

  //! Weights and bias of neuron 0.
  void draw_neuron(NeuronDraw const& draw) {
    int const n = problem_.d_in + (has_normal_bias() ? 1 : 0);
    if (draw.normals == nullptr)
      draw_hidden_parameters(0);
    else
      for (int p = 0; p < n; ++p)
        put_row(draw.normals + p * batch_size, normal(p));
    if (neuron == Neuron::cos && draw.normals != nullptr) put_row(draw.phases, biases_.data());
    if (draw.shifts == nullptr) return;
    for (int p = 0; p < n; ++p)
      for (int l = 0; l < batch_size; ++l)
        normal(p)[l] += static_cast<T>(draw.shifts[p * batch_size + l]);
  }

  T* normal(int p) { return p < problem_.d_in ? weights_.data() + p * batch_size : biases_.data(); }
  static void put_row(double const* from, T* to) {
    for (int l = 0; l < batch_size; ++l)
      to[l] = static_cast<T>(from[l]);
  }

  //! Calls visitor.take<G>(g, l, i, s) with hidden outputs s[0 ... G) at point i of neurons g, ...
  //! of the group in lanes l, l + 1, ..., for all n neurons, points and lanes.
  template <class Visitor> void visit_hidden(int n, Visitor visitor) {
    switch (problem_.d_in) {
    case 1:
      return visit_neurons<1>(n, visitor);
    case 2:
      return visit_neurons<2>(n, visitor);
    case 3:
      return visit_neurons<3>(n, visitor);
    default:
      return visit_neurons<0>(n, visitor);
    }
  }
  template <int d_in, class Visitor> void visit_neurons(int n, Visitor visitor) {
    if (n == group_size) return visit<d_in, group_size>(0, visitor);
    for (int g = 0; g < n; ++g)
      visit<d_in, 1>(g, visitor);
  }

  //! d_in = 0 stands for any number.
  template <int d_in, int G, class Visitor> void visit(int first, Visitor visitor) {
    int const n_points = problem_.n_points;
    int const dimension = d_in > 0 ? d_in : problem_.d_in;
    for (int l = 0; l < batch_size; l += lanes) {
      Real bias[G];
      for (int g = 0; g < G; ++g)
        bias[g] = load<Real>(biases_.data() + (first + g) * batch_size + l) * bias_scale();
      T const* const weights = weights_.data() + first * dimension * batch_size + l;
      for (int i = 0; i < n_points; ++i) {
        Real s[G];
        constexpr int some = G < abreast<T> ? G : abreast<T>;
        for (int first_of = 0; first_of < G; first_of += some) {
          Several<Real, some> z;
          for (int g = 0; g < some; ++g) {
            Real& of = z.of[g];
            of = bias[first_of + g];
            if constexpr (neuron == Neuron::gauss) of = of + offsets_.data()[i];
            for (int k = 0; k < dimension; ++k)
              of = fma(load<Real>(weights + ((first_of + g) * dimension + k) * batch_size),
                       all<T>(points_.data()[k * n_points + i]), of);
          }
          auto const of = activate<T, neuron>(z);
          for (int g = 0; g < some; ++g)
            s[first_of + g] = of.of[g];
        }
        visitor.template take<G>(first, l, i, s);
      }
    }
  }

  //! Adds w s to the sums of the only output.
  struct OneOutput {
    Kernel& k;
    template <int G> void take(int first, int l, int i, Real const* s) const {
      T* const sum = k.sums_.data() + i * batch_size + l;
      Real f = load<Real>(sum);
      for (int g = 0; g < G; ++g)
        f = fma(load<Real>(k.output_weights_.data() + (first + g) * batch_size + l), s[g], f);
      store(sum, f);
    }
  };

  //! Stores s of the first neuron into sums_[point].
  struct OneHidden {
    Kernel& k;
    template <int G> void take(int, int l, int i, Real const* s) const {
      store(k.sums_.data() + i * batch_size + l, s[0]);
    }
  };

  //! Stores s into hidden_[point][neuron of the group][lane].
  struct KeepHidden {
    Kernel& k;
    template <int G> void take(int first, int l, int i, Real const* s) const {
      for (int g = 0; g < G; ++g)
        store(k.hidden_.data() + (i * group_size + first + g) * batch_size + l, s[g]);
    }
  };

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

  //! Adds s s' of neurons first, ..., first + G - 1 of the group to the sums of all pairs.
  template <int G> void add_products(int first) {
    constexpr int some = 2 * lanes < batch_size ? 2 : batch_size / lanes;
    using Reals = Several<Real, some>;
    int const n_points = problem_.n_points;
    for (int l = 0; l < batch_size; l += some * lanes) {
      T* sum = sums_.data() + l;
      T const* const hidden = hidden_.data() + first * batch_size + l;
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
    alignas(64) T normals[4 * batch_size] = {};
    auto const scale = static_cast<T>(problem_.output_scale);
    auto const sigma = static_cast<T>(problem_.sigma_b_out);
    for (int a = 0; a < problem_.d_out; ++a) {
      if (a % 4 == 0 && problem_.sigma_b_out > 0) {
        int const left = problem_.d_out - a;
        draw_.add(output_bias_words_, static_cast<std::uint32_t>(a / 4), left < 4 ? left : 4,
                  normals);
        draw_.finish();
      }
      for (int i = 0; i < problem_.n_points; ++i)
        for (int l = 0; l < batch_size; l += lanes) {
          T* const sum = sums_.data() + (a * problem_.n_points + i) * batch_size + l;
          Real const bias = load<Real>(normals + (a % 4) * batch_size + l) * sigma;
          store(sum, fma(load<Real>(sum), all<T>(scale), bias));
        }
    }
  }

  Problem const& problem_;
  WordStream weight_words_;
  WordStream bias_words_;
  WordStream output_words_;
  WordStream output_bias_words_;
  NormalDraw<T> draw_;
  Scratch<T> points_;
  Scratch<T> offsets_;
  Scratch<T> weights_;
  Scratch<T> biases_;
  Scratch<T> output_weights_;
  Scratch<T> hidden_;
  Scratch<T> sums_;
  Scratch<double> totals_; // of sums_, single precision
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
