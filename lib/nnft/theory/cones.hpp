#pragma once
#include <Eigen/Core>

#include <vector>

namespace nnft {

/*!
 * A polyhedral cone {u : u . normal_i >= 0 for all i} cut into simplicial cones, each given by its
 * unit rays as the columns of an [r, r] matrix; nothing if the cone has no interior.
 *
 * The extreme rays are the null vectors, of either sign, of all (r - 1)-subsets of the normals that
 * obey every inequality; the cone is triangulated by pulling: a face is the join of one of its rays
 * with the triangulations of its facets that do not hold that ray. Directions closer than 1e-7
 * count as equal: for integrands that vanish on the boundary the error is of second order in that.
 *
 * \param normals [r, m], unit columns, pairwise different by more than 1e-7, of rank r
 */
[[nodiscard]] std::vector<Eigen::MatrixXd> simplicial_cones(Eigen::MatrixXd const& normals);

//! The same cones, bisected through the widest pair of rays until no two rays of a cone enclose
//! more than max_angle radians. \pre 0 < max_angle < pi
[[nodiscard]] std::vector<Eigen::MatrixXd> bisected(std::vector<Eigen::MatrixXd> cones,
                                                    double max_angle);

} // namespace nnft
