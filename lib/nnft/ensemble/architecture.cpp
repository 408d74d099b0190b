#include "nnft/ensemble/architecture.hpp"

#include "nnft/core/error.hpp"
#include "nnft/core/hash.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>

namespace nnft {
namespace {

struct NamedActivation {
  Activation activation;
  std::string_view name;
};

constexpr std::array<NamedActivation, 5> names{{{Activation::erf, "erf"},
                                                {Activation::relu, "relu"},
                                                {Activation::gauss, "gauss"},
                                                {Activation::cos, "cos"},
                                                {Activation::tanh, "tanh"}}};
constexpr std::array<Activation, 5> activations{
    Activation::erf, Activation::relu, Activation::gauss, Activation::cos, Activation::tanh};

void require(bool condition, std::string_view key, double value, std::string_view why) {
  if (!condition) throw InvalidInput(fmt::format("{} = {} ({})", key, value, why));
}

} // namespace

std::span<Activation const> all_activations() {
  return activations;
}

std::string_view name_of(Activation activation) {
  return names[static_cast<std::size_t>(activation)].name;
}

std::optional<Activation> activation_named(std::string_view name) {
  for (auto const& entry : names)
    if (entry.name == name) return entry.activation;
  return std::nullopt;
}

Architecture validated(Architecture const& a) {
  require(a.d_in >= 1, "ensemble.d_in", a.d_in, "a network needs at least one input");
  require(a.d_out >= 1, "ensemble.d_out", a.d_out, "a network needs at least one output");
  require(a.depth == 1, "ensemble.depth", a.depth, "this version has one hidden layer");
  require(a.width >= 1, "ensemble.width", static_cast<double>(a.width),
          "a network needs at least one hidden neuron");
  require(std::isfinite(a.sigma_w) && a.sigma_w > 0, "ensemble.sigma_w", a.sigma_w,
          "a standard deviation is finite and positive");
  require(std::isfinite(a.sigma_b) && a.sigma_b >= 0, "ensemble.sigma_b", a.sigma_b,
          "a standard deviation is finite and not negative");
  require(std::isfinite(a.sigma_w_out) && a.sigma_w_out > 0, "ensemble.sigma_w_out", a.sigma_w_out,
          "a standard deviation is finite and positive");
  require(std::isfinite(a.sigma_b_out) && a.sigma_b_out >= 0, "ensemble.sigma_b_out", a.sigma_b_out,
          "a standard deviation is finite and not negative");
  require(a.activation != Activation::cos || a.sigma_b == 0, "ensemble.sigma_b", a.sigma_b,
          "the hidden bias of Cos-net is uniform on (-pi, pi)");
  return a;
}

std::string description(Architecture const& a) {
  return fmt::format("{} d_in={} d_out={} width={} sigma_w={} sigma_b={} sigma_w_out={} "
                     "sigma_b_out={}",
                     name_of(a.activation), a.d_in, a.d_out, a.width, a.sigma_w, a.sigma_b,
                     a.sigma_w_out, a.sigma_b_out);
}

std::uint64_t ensemble_id(Architecture const& a) {
  // Hexadecimal floats are exact; depth comes last so that deeper ensembles only append.
  return hash64(fmt::format("{}/{}/{}/{}/{:a}/{:a}/{:a}/{:a}/{}", name_of(a.activation), a.d_in,
                            a.d_out, a.width, a.sigma_w, a.sigma_b, a.sigma_w_out, a.sigma_b_out,
                            a.depth));
}

} // namespace nnft
