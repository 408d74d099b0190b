// Parameters of the neurons of a group, of sixteen networks.
#pragma once
#include "nnft/sampling/simd/normal.hpp"
#include "nnft/sampling/simd/scratch.hpp"

namespace nnft::simd::NNFT_ISA {

//! Neurons that are drawn together: their parameters fill whole Philox blocks.
inline constexpr int group_size = 4;

//! Standard normals, in rows of one number a network; for Cos the hidden biases are phases.
template <class T, Neuron neuron> class GroupParameters {
 public:
  explicit GroupParameters(Problem const& problem)
      : problem_(problem), hidden_weights_(problem.d_in * group_size), hidden_biases_(group_size),
        output_weights_(problem.d_out * group_size), output_biases_(4) {}

  //! Of networks first, first + 1, ... from now on.
  void start(StreamKey key, std::int64_t first) {
    weight_words_.start(key, first, counter_tag(ParameterKind::hidden_weight));
    bias_words_.start(key, first, counter_tag(ParameterKind::hidden_bias));
    output_words_.start(key, first, counter_tag(ParameterKind::output_weight));
    output_bias_words_.start(key, first, counter_tag(ParameterKind::output_bias));
  }

  //! All of neurons j, j + 1, ...; returns how many of the group the network has.
  int draw(std::int64_t j) {
    int const n = begin_hidden(j);
    auto const block = group(j) * static_cast<std::uint32_t>(problem_.d_out);
    draw_.add(output_words_, block, n * problem_.d_out, output_weights_.data());
    draw_.finish();
    return n;
  }

  //! The same without output weights.
  int draw_hidden(std::int64_t j) {
    int const n = begin_hidden(j);
    draw_.finish();
    return n;
  }

  //! Those of neuron 0 of the group alone, without output weights.
  void draw_neuron(NeuronDraw const& draw) {
    int const n = problem_.d_in + (has_normal_bias() ? 1 : 0);
    if (draw.normals == nullptr)
      draw_hidden(0);
    else
      for (int p = 0; p < n; ++p)
        put_row(draw.normals + p * batch_size, normal(p));
    if (neuron == Neuron::cos && draw.normals != nullptr)
      put_row(draw.phases, hidden_biases_.data());
    if (draw.shifts == nullptr) return;
    for (int p = 0; p < n; ++p)
      for (int l = 0; l < batch_size; ++l)
        normal(p)[l] += static_cast<T>(draw.shifts[p * batch_size + l]);
  }

  //! Output biases 4 block + p, p < n, into rows p. \pre n <= 4
  void draw_output_biases(int block, int n) {
    draw_.add(output_bias_words_, static_cast<std::uint32_t>(block), n, output_biases_.data());
    draw_.finish();
  }

  [[nodiscard]] T const* hidden_weight(int g, int k) const {
    return hidden_weights_.row(g * problem_.d_in + k);
  }
  [[nodiscard]] T const* hidden_bias(int g) const { return hidden_biases_.row(g); }
  [[nodiscard]] T const* output_weight(int g, int a) const {
    return output_weights_.row(g * problem_.d_out + a);
  }
  [[nodiscard]] T const* output_bias(int p) const { return output_biases_.row(p); }

 private:
  static std::uint32_t group(std::int64_t j) { return static_cast<std::uint32_t>(j / group_size); }
  bool has_normal_bias() const { return neuron != Neuron::cos && problem_.sigma_b > 0; }

  //! Normals are there after draw_.finish().
  int begin_hidden(std::int64_t j) {
    auto const left = problem_.width - j;
    int const n = left < group_size ? static_cast<int>(left) : group_size;
    auto const block = group(j) * static_cast<std::uint32_t>(problem_.d_in);
    draw_.add(weight_words_, block, n * problem_.d_in, hidden_weights_.data());
    if constexpr (neuron == Neuron::cos)
      fill_phases<T>(bias_words_, group(j), hidden_biases_.data());
    else if (has_normal_bias())
      draw_.add(bias_words_, group(j), n, hidden_biases_.data());
    return n;
  }

  T* normal(int p) { return p < problem_.d_in ? hidden_weights_.row(p) : hidden_biases_.row(0); }
  static void put_row(double const* from, T* to) {
    for (int l = 0; l < batch_size; ++l)
      to[l] = static_cast<T>(from[l]);
  }

  WordStream weight_words_;
  WordStream bias_words_;
  WordStream output_words_;
  WordStream output_bias_words_;
  NormalDraw<T> draw_;
  Problem const& problem_;
  BatchRows<T> hidden_weights_; //!< [neuron][d_in]
  BatchRows<T> hidden_biases_;  //!< [neuron]
  BatchRows<T> output_weights_; //!< [neuron][d_out]
  BatchRows<T> output_biases_;
};

} // namespace nnft::simd::NNFT_ISA
