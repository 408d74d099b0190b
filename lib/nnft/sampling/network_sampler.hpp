#pragma once
#include "nnft/core/id.hpp"
#include "nnft/ensemble/architecture.hpp"
#include "nnft/ensemble/input_set.hpp"
#include "nnft/sampling/simd/kernel.hpp"

#include <Eigen/Core>

#include <memory>

namespace nnft {

/*!
 * Draws the networks of an ensemble and evaluates them at the points of an input set. Pure: one
 * (seed, experiment, network) is one network, on every rank and in any order.
 */
class NetworkSampler {
 public:
  NetworkSampler(Architecture const& architecture, InputSet const& inputs, std::uint64_t seed,
                 simd::Real real, Isa isa);

  //! Sixteen networks first, first + 1, ...; out[a * n_points + i][lane] = f_a(x_i), rows of
  //! stride.
  void outputs(ExperimentId experiment, NetworkId first, double* out, std::ptrdiff_t stride);
  void outputs(ExperimentId experiment, NetworkId first, float* out, std::ptrdiff_t stride);
  //! out[pair][lane] = sum over the neurons of s(x_i) s(x_k), pairs i <= k lexicographic.
  void neuron_products(ExperimentId experiment, NetworkId first, double* out,
                       std::ptrdiff_t stride);

  //! Single neurons: neuron 0 of sixteen networks, or what other words and shifts make of it;
  //! out[i][lane] = s(x_i). The key of `draw` is filled in.
  void neurons(ExperimentId experiment, simd::NeuronDraw draw, double* out, std::ptrdiff_t stride);

  //! All parameters of one network.
  [[nodiscard]] simd::Parameters parameters(ExperimentId experiment, NetworkId network);
  //! Outputs of one network, [d_out, n_points].
  [[nodiscard]] Eigen::MatrixXd outputs(ExperimentId experiment, NetworkId network);

  //! Key of the random words of an experiment.
  [[nodiscard]] StreamKey key(ExperimentId experiment);
  [[nodiscard]] int n_points() const { return problem_->n_points; }
  [[nodiscard]] int d_out() const { return problem_->d_out; }

 private:
  Architecture architecture_;
  std::uint64_t seed_;
  ExperimentId keyed_experiment_{-1};
  StreamKey key_; // of that experiment: hashing names takes as long as drawing small networks
  std::unique_ptr<simd::Problem const> problem_; // the kernel keeps a reference
  std::unique_ptr<simd::NetworkKernel> kernel_;
};

//! Throws InvalidInput where the kernels cannot evaluate: Cos-net with arguments beyond 1e6 (single
//! precision 1e4), where cos loses its digits, and in single precision hidden outputs so small that
//! their products are lost.
void require_evaluable(Architecture const& architecture, InputSet const& inputs, simd::Real real);

} // namespace nnft
