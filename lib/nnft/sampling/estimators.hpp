#pragma once
#include "nnft/config/run_plan.hpp"
#include "nnft/moments/moment_reader.hpp"

namespace nnft {

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

/*!
 * Reads the correlators of a member from the moments that its estimator sums.
 *
 * \param layouts       those of the member, labels included
 * \param weight_kernel [n_points, n_points] K_W of the member
 */
[[nodiscard]] std::unique_ptr<MomentReader>
make_reader(Estimator estimator, Architecture const& member, LayoutSet const& layouts,
            Eigen::MatrixXd const& weight_kernel, KernelKnowledge knowledge);

} // namespace nnft
