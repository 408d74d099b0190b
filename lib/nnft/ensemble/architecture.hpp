#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace nnft {

//! The non-linearity s of a hidden neuron; with it the network is called Erf-net, ReLU-net, ...
enum class Activation : std::uint8_t { erf, relu, gauss, cos, tanh };

[[nodiscard]] std::span<Activation const> all_activations();
[[nodiscard]] std::string_view name_of(Activation activation); //!< "erf", "relu", ...
[[nodiscard]] std::optional<Activation> activation_named(std::string_view name);

/*!
 * One ensemble of networks with one hidden layer,
 *
 *   f_a(x) = b1_a + sum_{j=1..width} W1_aj s(z_j(x)),   z_j(x) = W0_j . x + b0_j,  a = 1..d_out
 *
 * W0 ~ N(0, sigma_w^2/d_in) per component, b0 ~ N(0, sigma_b^2), W1 ~ N(0, sigma_w_out^2/width),
 * b1 ~ N(0, sigma_b_out^2). Two activations differ from a plain function of z:
 * Gauss-net has s(x) = exp(z - sigma_b^2 - sigma_w^2 x^2/d_in); Cos-net has b0 ~ U(-pi, pi), its
 * sigma_b is 0 and unused.
 */
struct Architecture {
  Activation activation = Activation::erf;
  int d_in = 1;
  int d_out = 1;
  int depth = 1; //!< hidden layers
  std::int64_t width = 1;
  double sigma_w = 1;
  double sigma_b = 1;
  double sigma_w_out = 1;
  double sigma_b_out = 1;

  bool operator==(Architecture const&) const = default;
};

//! Returns its argument; throws InvalidInput, which names the field, unless dimensions are >= 1,
//! depth is 1, sigma_w > 0, sigma_w_out > 0, the biases are >= 0, all are finite, and Cos-net has
//! sigma_b = 0.
[[nodiscard]] Architecture validated(Architecture const& architecture);

//! Name of the ensemble in the random stream: a hash of every field, so that networks of one
//! ensemble do not depend on which other ensembles a run holds.
[[nodiscard]] std::uint64_t ensemble_id(Architecture const& architecture);

//! "erf d_in=1 d_out=1 width=100 sigma_w=1 sigma_b=1 sigma_w_out=1 sigma_b_out=1"
[[nodiscard]] std::string description(Architecture const& architecture);

} // namespace nnft
