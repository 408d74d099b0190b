// The outputs of hidden neurons at all points, of sixteen networks.
#pragma once
#include "nnft/sampling/simd/error_function.hpp"
#include "nnft/sampling/simd/group_parameters.hpp"

namespace nnft::simd::NNFT_ISA {

template <class T, Neuron neuron, class V> inline V activate(V const& z) {
  if constexpr (neuron == Neuron::erf) return error_function(z);
  if constexpr (neuron == Neuron::relu) return larger(all<T>(0), z);
  if constexpr (neuron == Neuron::gauss) return exponential(z);
  if constexpr (neuron == Neuron::cos) return cosine(z);
  if constexpr (neuron == Neuron::tanh) return hyperbolic_tangent(z);
}

/*!
 * s(z), z = weights x + bias. A visitor's take<G>(g, l, i, s) is handed the outputs s[0 ... G) at
 * point i of neurons g, g + 1, ... of the group in lanes l, l + 1, ...; a visit covers all neurons,
 * points and lanes.
 */
template <class T, Neuron neuron> class HiddenLayer {
 public:
  explicit HiddenLayer(Problem const& problem)
      : problem_(problem), points_(problem.scaled_points.size()), offsets_(problem.offsets.size()) {
    for (std::size_t i = 0; i < problem.scaled_points.size(); ++i)
      points_.data()[i] = static_cast<T>(problem.scaled_points.data()[i]);
    for (std::size_t i = 0; i < problem.offsets.size(); ++i)
      offsets_.data()[i] = static_cast<T>(problem.offsets.data()[i]);
  }

  //! Factor of the biases.
  [[nodiscard]] T bias_scale() const {
    return neuron == Neuron::cos ? T(1) : static_cast<T>(problem_.sigma_b);
  }

  //! The first n neurons of the group.
  template <class Visitor>
  void visit(GroupParameters<T, neuron> const& parameters, int n, Visitor visitor) {
    switch (problem_.d_in) {
    case 1:
      return visit_neurons<1>(parameters, n, visitor);
    case 2:
      return visit_neurons<2>(parameters, n, visitor);
    case 3:
      return visit_neurons<3>(parameters, n, visitor);
    default:
      return visit_neurons<0>(parameters, n, visitor);
    }
  }

 private:
  static constexpr int lanes = Vector<T>::lanes;
  using Real = vec<T>;
  static constexpr bool at_nodes = neuron == Neuron::erf && sizeof(T) == sizeof(double);
  static constexpr int points_a_pass = 8;

  //! d_in = 0 stands for any number.
  template <int d_in, class Visitor>
  void visit_neurons(GroupParameters<T, neuron> const& parameters, int n, Visitor visitor) {
    if (n == group_size) return visit_some<d_in, group_size>(parameters, 0, visitor);
    for (int g = 0; g < n; ++g)
      visit_some<d_in, 1>(parameters, g, visitor);
  }

  template <int d_in, int G, class Visitor>
  void visit_some(GroupParameters<T, neuron> const& parameters, int first, Visitor visitor) {
    for (int l = 0; l < batch_size; l += lanes) {
      Arguments<d_in, G> const arguments(*this, parameters, first, l);
      auto const take = [&](int i, Real const* s) { visitor.template take<G>(first, l, i, s); };
      if constexpr (at_nodes)
        evaluate_at_nodes<G>(arguments, take);
      else
        evaluate<G>(arguments, take);
    }
  }

  //! z of G neurons.
  template <int d_in, int G> class Arguments {
   public:
    Arguments(HiddenLayer const& layer, GroupParameters<T, neuron> const& parameters, int first,
              int l)
        : dimension_(d_in > 0 ? d_in : layer.problem_.d_in), n_points_(layer.problem_.n_points),
          points_(layer.points_.data()), offsets_(layer.offsets_.data()),
          weights_(parameters.hidden_weight(first, 0) + l) {
      for (int g = 0; g < G; ++g)
        biases_[g] = load<Real>(parameters.hidden_bias(first + g) + l) * layer.bias_scale();
    }
    Real operator()(int i, int g) const {
      Real z = biases_[g];
      if constexpr (neuron == Neuron::gauss) z = z + offsets_[i];
      for (int k = 0; k < dimension_; ++k)
        z = fma(load<Real>(weights_ + (g * dimension_ + k) * batch_size),
                all<T>(points_[k * n_points_ + i]), z);
      return z;
    }

   private:
    int dimension_;
    int n_points_;
    T const* points_;
    T const* offsets_;
    T const* weights_;
    Real biases_[G];
  };

  template <int G, class A, class Take> void evaluate(A const& arguments, Take const& take) const {
    constexpr int some = G < abreast<T> ? G : abreast<T>;
    for (int i = 0; i < problem_.n_points; ++i) {
      Real s[G];
      for (int g = 0; g < G; g += some) {
        Several<Real, some> z;
        for (int k = 0; k < some; ++k)
          z.of[k] = arguments(i, g + k);
        auto const of = activate<T, neuron>(z);
        for (int k = 0; k < some; ++k)
          s[g + k] = of.of[k];
      }
      take(i, s);
    }
  }

  template <int G, class A, class Take>
  void evaluate_at_nodes(A const& arguments, Take const& take) {
    for (int first = 0; first < problem_.n_points; first += points_a_pass) {
      int const left = problem_.n_points - first;
      int const n = left < points_a_pass ? left : points_a_pass;
      for (int i = 0; i < n; ++i)
        for (int g = 0; g < G; ++g)
          nodes_.put(i * G + g, arguments(first + i, g));
      for (int i = 0; i < n; ++i) {
        Real s[G];
        for (int g = 0; g < G; ++g)
          s[g] = nodes_.value(i * G + g);
        take(first + i, s);
      }
    }
  }

  struct Nothing {};

  Problem const& problem_;
  Scratch<T> points_;
  Scratch<T> offsets_;
  std::conditional_t<at_nodes, ErrorFunctionAtNodes<points_a_pass * group_size>, Nothing> nodes_;
};

} // namespace nnft::simd::NNFT_ISA
