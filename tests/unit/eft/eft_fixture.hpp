#pragma once
#include "nnft/eft/vertex_integrals.hpp"
#include "nnft/moments/layout.hpp"
#include "nnft/theory/correlators.hpp"
#include "nnft/theory/kernel.hpp"

#include <limits>
#include <random>
#include <string>
#include <vector>

// What the tests of this folder share: small builders around the exact theory.
namespace nnft::test {

inline Architecture net(Activation activation, int d_in, double sigma_w, double sigma_b) {
  Architecture a;
  a.activation = activation;
  a.d_in = d_in;
  a.width = 5;
  a.sigma_w = a.sigma_w_out = sigma_w;
  a.sigma_b = activation == Activation::cos ? 0 : sigma_b;
  a.sigma_b_out = sigma_b;
  return a;
}

//! Points uniform in [low, high]^d_in.
inline InputSet random_points(int d_in, int n, unsigned seed, double low, double high) {
  std::mt19937_64 engine(seed);
  std::uniform_real_distribution<double> uniform(low, high);
  InputSet inputs;
  inputs.x.resize(d_in, n);
  for (double& c : inputs.x.reshaped())
    c = uniform(engine);
  return inputs;
}

inline std::vector<double> paper_cutoffs() {
  return {7,    10,   15,   20,   30,    40,    50,    70,    100,   200,   500,
          1000, 2000, 5000, 7000, 10000, 20000, 40000, 60000, 80000, 100000};
}

inline double cutoff_named(std::string const& text) {
  return text == "inf" ? std::numeric_limits<double>::infinity() : std::stod(text);
}

inline Correlators exact(Architecture const& a, InputSet const& inputs, LayoutSet const& layouts) {
  return exact_correlators(a, neuron_moments(a, inputs, layouts.highest_order()).value(), layouts);
}

inline eft::VertexIntegrals integrals_of(Architecture const& a, InputSet const& inputs,
                                         std::vector<double> const& cutoffs) {
  return eft::vertex_integrals(a, inputs, cutoffs, eft::SexticIntegrals::leave_out)
      .integrals.value();
}

} // namespace nnft::test
