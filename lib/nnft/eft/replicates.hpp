#pragma once
#include "nnft/eft/vertex_integrals.hpp"

#include <Eigen/Core>

#include <vector>

namespace nnft::eft {

//! Means of all integrals over several replicates. \pre there is one
[[nodiscard]] VertexIntegrals mean_of(std::vector<VertexIntegrals> const& replicates);

/*!
 * Standard error of numbers that were computed from the means over all replicates of a randomised
 * cubature but one, by the delete-one jackknife: honest for ratios, too.
 *
 * \param values [n_replicates, n_numbers], row r computed from VertexIntegrals::without(r)
 */
[[nodiscard]] Eigen::VectorXd jackknife_error(Eigen::MatrixXd const& values);

} // namespace nnft::eft
