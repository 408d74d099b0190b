#pragma once
#include "nnft/ensemble/architecture.hpp"

#include <Eigen/Core>

#include <array>
#include <span>

//! What vanishes exactly, told from covariances of pre-activations and never from small numbers.

namespace nnft {

using PointPair = std::array<int, 2>; //!< indices of two points: the factor s(x_i) s(x_j)

/*!
 * Whether <s(x1) ... s(xn)> of an odd s (Erf, Tanh) vanishes: the pre-activations fall into
 * independent groups, one of which holds an odd number of the points.
 *
 * \param covariance [n_points, n_points] S of HiddenCovariance::matrix, zeros exact
 */
[[nodiscard]] bool odd_moment_vanishes(Eigen::MatrixXd const& covariance,
                                       std::span<int const> points);

/*!
 * Whether the joint cumulant of the products s(x_i) s(x_j) of two or three pairs vanishes by
 * structure: one of the products is independent of all others. For Gauss-net a product is the
 * exponential of z_i + z_j, so that the covariances of these sums count. The products of
 * Cos-net share its uniform bias b and are never independent, but where b averages what joins them
 * to nothing the third cumulant vanishes (points that coincide, and more).
 */
[[nodiscard]] bool cumulant_vanishes(Activation activation, Eigen::MatrixXd const& covariance,
                                     std::span<PointPair const> pairs);

} // namespace nnft
