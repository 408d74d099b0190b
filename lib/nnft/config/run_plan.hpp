#pragma once
#include "nnft/ensemble/architecture.hpp"
#include "nnft/ensemble/input_set.hpp"
#include "nnft/moments/quantity.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace nnft {

//! How networks become correlators; see sampling/README.md.
enum class Estimator : std::uint8_t { direct, conditional, neuron, rqmc, importance };

//! Whether an estimator averages over single neurons, so that one sample serves every width.
[[nodiscard]] bool goes_by_neurons(Estimator estimator);

//! Whether its neurons come from the importance-sampling mixture of Gauss-net.
[[nodiscard]] bool draws_from_mixture(Estimator estimator, Activation activation);

/*!
 * The ensemble that is drawn for a member of a run: the member itself, or single neurons of its
 * hidden layer (width 1, without an output layer), which members of other widths and output layers
 * share.
 */
[[nodiscard]] Architecture sampled_architecture(Architecture const& member, Estimator estimator);

//! Networks a block of a member: block_size() of the width that is drawn; `rqmc` takes 2048, so
//! that bins can hold whole nets of its points.
[[nodiscard]] std::int64_t networks_per_block(Estimator estimator, std::int64_t width);

//! Floating-point type of the network evaluation. The networks themselves are the same.
enum class Precision : std::uint8_t { single_precision, double_precision };
//! Forms of the quartic coupling: lambda, lambda |x|^2, and the non-local (int f^2)^2.
enum class QuarticTerm : std::uint8_t { constant, quadratic, nonlocal };
//! Weights of the components in the coupling fit: equal; 1/error^2; or the inverse of the full
//! measured covariance.
enum class Weighting : std::uint8_t { uniform, diagonal, full };

//! The ensembles of a run: the product of the lists, width fastest, then sigma_w, sigma_b,
//! sigma_w_out, sigma_b_out.
struct EnsemblePlan {
  Activation activation = Activation::erf;
  int d_in = 1;
  int d_out = 1;
  int depth = 1;
  std::vector<std::int64_t> width;
  std::vector<double> sigma_w;
  std::vector<double> sigma_b;
  std::vector<double> sigma_w_out; //!< empty: follows sigma_w
  std::vector<double> sigma_b_out; //!< empty: follows sigma_b (Cos-net: 0)
};

//! Sampling ends when a quantity is known well enough, looked at after fixed numbers of networks.
struct UntilPlan {
  Quantity quantity = Quantity::g4_connected;
  double relative_error = 0.01;  //!< median over components, of the worst ensemble
  std::int64_t max_networks = 0; //!< per ensemble and experiment
};

struct SamplingPlan {
  std::int64_t networks = 0; //!< per ensemble and experiment; 0 where nothing is sampled (theory)
  int experiments = 10;
  std::uint64_t seed = 2020;
  std::int64_t first_network = 0;
  Estimator estimator = Estimator::conditional;
  Precision precision = Precision::double_precision;
  int bins = 32;
  std::optional<UntilPlan> until{}; //!< `networks` is then the first look
};

struct EftPlan {
  std::vector<QuarticTerm> quartic{QuarticTerm::constant};
  bool sextic = false;
  double cutoff = 100; //!< may be infinite where the integrals exist
  Weighting weights = Weighting::uniform;
  InputSet test; //!< other points, at which the fitted couplings are tested; none where empty
};

struct OutputPlan {
  std::filesystem::path file;
  double checkpoint_every = 300; //!< seconds
  std::int64_t max_memory = 0;   //!< bytes a rank; 0: 80 % of the node's, divided by its ranks
};

//! A validated configuration: everything that a run is.
struct RunPlan {
  std::string title;
  EnsemblePlan ensemble;
  InputSet inputs;
  SamplingPlan sampling;
  std::vector<int> orders{2, 4}; //!< ascending subset of {2, 4, 6}
  std::optional<EftPlan> eft;    //!< absent where order 4 is
  std::vector<double> cutoffs;   //!< of the scan, increasing; empty where order 4 is absent
  OutputPlan output;

  //! The members of the run in their order, validated.
  [[nodiscard]] std::vector<Architecture> members() const;
  //! By member the first one that is given the same networks: itself, unless the estimator goes by
  //! neurons.
  [[nodiscard]] std::vector<std::size_t> sources() const;
  [[nodiscard]] bool has_order(int order) const;
  [[nodiscard]] int highest_order() const { return orders.back(); }
};

} // namespace nnft
