// The parts of the kernels for the instruction set of the translation unit, as the kernels use
// them.
#pragma once
#include "nnft/sampling/simd/network_kernel.hpp"

#include "parts.hpp"

namespace nnft::simd::NNFT_ISA {

template <class T> class PartsOf final : public bench::Parts {
 public:
  PartsOf() : from_(items), to_(items) {
    for (int i = 0; i < items; ++i)
      from_.data()[i] = static_cast<T>(4.0 * i / items - 2);
    stream_.start({{1, 2}}, 0, 0);
  }

  void words() override {
    alignas(64) std::uint32_t words[4 * batch_size];
    for (int i = 0; i < items; i += 4 * batch_size) {
      stream_.draw(block_++, words);
      keep(words);
    }
  }

  void normals() override {
    alignas(64) T rows[4 * batch_size];
    for (int i = 0; i < items; i += 4 * batch_size) {
      draw_.add(stream_, block_++, 4, rows);
      draw_.finish();
      keep(rows);
    }
  }

  void activation(Neuron neuron) override {
    switch (neuron) {
    case Neuron::erf:
      return evaluate<Neuron::erf>();
    case Neuron::relu:
      return evaluate<Neuron::relu>();
    case Neuron::gauss:
      return evaluate<Neuron::gauss>();
    case Neuron::cos:
      return evaluate<Neuron::cos>();
    case Neuron::tanh:
      return evaluate<Neuron::tanh>();
    }
  }

  void multiply_adds() override {
    constexpr int chains = 12; // latency times throughput of today's processors, and some more
    Real sum[chains];
    for (int c = 0; c < chains; ++c)
      sum[c] = load<Real>(from_.data() + c * lanes);
    Real const factor = all<T>(T(0.999));
    for (int i = 0; i < items_of_arithmetic; i += chains * lanes)
      for (int c = 0; c < chains; ++c)
        sum[c] = fma(sum[c], factor, factor);
    keep(sum);
  }

  void copies() override {
    for (int i = 0; i < items; i += lanes)
      store(to_.data() + i, load<Real>(from_.data() + i));
    keep(to_.data());
  }

 private:
  static constexpr int lanes = Vector<T>::lanes;
  using Real = vec<T>;

  //! The compiler must believe that what lies there is read.
  template <class P> static void keep(P* data) { asm volatile("" : : "g"(data) : "memory"); }

  template <Neuron neuron> void evaluate() {
    if constexpr (neuron == Neuron::erf && sizeof(T) == sizeof(double))
      evaluate_at_nodes();
    else
      evaluate_abreast<neuron>();
  }

  template <Neuron neuron> void evaluate_abreast() {
    for (int i = 0; i < items; i += abreast<T> * lanes)
      store(to_.data() + i, activate<T, neuron>(load_several<abreast<T>, Real>(from_.data() + i)));
    keep(to_.data());
  }

  void evaluate_at_nodes() {
    constexpr int some = 32;
    ErrorFunctionAtNodes<some> erf;
    for (int i = 0; i < items; i += some * lanes) {
      for (int v = 0; v < some; ++v)
        erf.put(v, load<f64>(from_.data() + i + v * lanes));
      for (int v = 0; v < some; ++v)
        store(to_.data() + i + v * lanes, erf.value(v));
    }
    keep(to_.data());
  }

  WordStream stream_;
  NormalDraw<T> draw_;
  std::uint32_t block_ = 0;
  Scratch<T> from_;
  Scratch<T> to_;
};

} // namespace nnft::simd::NNFT_ISA
