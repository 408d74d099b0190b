#pragma once
#include "nnft/config/run_plan.hpp"
#include "nnft/moments/moment_reader.hpp"

namespace nnft {

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
