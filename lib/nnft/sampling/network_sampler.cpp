#include "nnft/sampling/network_sampler.hpp"

#include "nnft/core/error.hpp"

#include <fmt/format.h>

#include <cmath>
#include <vector>

namespace nnft {
namespace {

simd::Neuron neuron_of(Activation activation) {
  switch (activation) {
  case Activation::erf:
    return simd::Neuron::erf;
  case Activation::relu:
    return simd::Neuron::relu;
  case Activation::gauss:
    return simd::Neuron::gauss;
  case Activation::cos:
    return simd::Neuron::cos;
  case Activation::tanh:
    return simd::Neuron::tanh;
  }
  return simd::Neuron::erf;
}

std::unique_ptr<simd::Problem const> problem_of(Architecture const& a, InputSet const& inputs) {
  auto problem = std::make_unique<simd::Problem>();
  problem->neuron = neuron_of(a.activation);
  problem->d_in = a.d_in;
  problem->d_out = a.d_out;
  problem->n_points = inputs.size();
  problem->width = a.width;
  problem->sigma_b = a.sigma_b;
  problem->sigma_b_out = a.sigma_b_out;
  problem->output_scale = a.sigma_w_out / std::sqrt(static_cast<double>(a.width));
  double const scale = a.sigma_w / std::sqrt(static_cast<double>(a.d_in));
  for (int k = 0; k < a.d_in; ++k)
    for (int i = 0; i < inputs.size(); ++i)
      problem->scaled_points.push_back(scale * inputs.x(k, i));
  // Gauss-net: exp(z) / exp(sigma_b^2 + sigma_w^2 x^2/d_in) as one exponential
  for (int i = 0; i < inputs.size(); ++i)
    problem->offsets.push_back(a.activation == Activation::gauss
                                   ? -a.sigma_b * a.sigma_b -
                                         scale * scale * inputs.x.col(i).squaredNorm()
                                   : 0);
  return problem;
}

} // namespace

NetworkSampler::NetworkSampler(Architecture const& architecture, InputSet const& inputs,
                               std::uint64_t seed, simd::Real real, Isa isa)
    : architecture_(architecture), seed_(seed), problem_(problem_of(architecture, inputs)),
      kernel_(simd::make_network_kernel(isa, real, *problem_)) {}

StreamKey NetworkSampler::key(ExperimentId experiment) {
  if (experiment != keyed_experiment_) {
    key_ = stream_key(seed_, ensemble_id(architecture_), experiment);
    keyed_experiment_ = experiment;
  }
  return key_;
}

void NetworkSampler::outputs(ExperimentId experiment, NetworkId first, double* out,
                             std::ptrdiff_t stride) {
  kernel_->outputs(key(experiment), first, out, stride);
}

void NetworkSampler::outputs(ExperimentId experiment, NetworkId first, float* out,
                             std::ptrdiff_t stride) {
  kernel_->outputs(key(experiment), first, out, stride);
}

void NetworkSampler::neuron_products(ExperimentId experiment, NetworkId first, double* out,
                                     std::ptrdiff_t stride) {
  kernel_->neuron_products(key(experiment), first, out, stride);
}

void NetworkSampler::neurons(ExperimentId experiment, simd::NeuronDraw draw, double* out,
                             std::ptrdiff_t stride) {
  draw.key = key(experiment);
  kernel_->neurons(draw, out, stride);
}

simd::Parameters NetworkSampler::parameters(ExperimentId experiment, NetworkId network) {
  auto const width = static_cast<std::size_t>(architecture_.width);
  auto const d_in = static_cast<std::size_t>(architecture_.d_in);
  auto const d_out = static_cast<std::size_t>(architecture_.d_out);
  simd::Parameters parameters{std::vector<double>(width * d_in), std::vector<double>(width),
                              std::vector<double>(width * d_out), std::vector<double>(d_out)};
  kernel_->parameters(key(experiment), network, parameters);
  double const scale = architecture_.sigma_w / std::sqrt(static_cast<double>(architecture_.d_in));
  for (auto& w : parameters.hidden_weights)
    w *= scale;
  return parameters;
}

Eigen::MatrixXd NetworkSampler::outputs(ExperimentId experiment, NetworkId network) {
  constexpr std::int64_t n = simd::batch_size;
  std::vector<double> batch(static_cast<std::size_t>(n_points() * d_out()) * n);
  NetworkId const first{network.value / n * n};
  outputs(experiment, first, batch.data(), n);
  auto const lane = static_cast<std::size_t>(network.value - first.value);
  Eigen::MatrixXd f(d_out(), n_points());
  for (int a = 0; a < d_out(); ++a)
    for (int i = 0; i < n_points(); ++i)
      f(a, i) = batch[static_cast<std::size_t>((a * n_points() + i) * n) + lane];
  return f;
}

namespace {

/*!
 * Hidden outputs of ReLU, Erf and Tanh are of the size of their arguments where these are small,
 * and their products with each other leave the range of single precision unnoticed, below 1e-38.
 */
void require_resolvable(Architecture const& a, InputSet const& inputs) {
  if (a.activation == Activation::gauss || a.activation == Activation::cos) return;
  constexpr double limit = 1e-15;
  for (int i = 0; i < inputs.size(); ++i) {
    double const size = std::hypot(a.sigma_b, a.sigma_w * inputs.x.col(i).stableNorm() /
                                                  std::sqrt(static_cast<double>(a.d_in)));
    if (size > 0 && size < limit)
      throw InvalidInput(fmt::format("sampling.precision = single (hidden neurons at point {} have "
                                     "arguments of the size {:.3g}, products of those below {:g} "
                                     "are lost). Use double precision or larger points or sigmas",
                                     i, size, limit));
  }
}

} // namespace

void require_evaluable(Architecture const& a, InputSet const& inputs, simd::Real real) {
  if (real == simd::Real::float32) require_resolvable(a, inputs);
  if (a.activation != Activation::cos) return;
  double const limit = real == simd::Real::float64 ? 1e6 : 1e4;
  constexpr double tail = 10; // standard deviations
  double const largest = inputs.x.colwise().norm().maxCoeff() * tail * a.sigma_w /
                         std::sqrt(static_cast<double>(a.d_in));
  if (largest > limit)
    throw InvalidInput(fmt::format("ensemble.sigma_w = {} (with these points cos is evaluated at "
                                   "arguments up to {:.3g}, beyond {:.3g} it loses its digits). "
                                   "Use smaller points or a smaller sigma_w",
                                   a.sigma_w, largest, limit));
}

} // namespace nnft
