#pragma once
#include "nnft/config/run_plan.hpp"
#include "nnft/eft/vertex_integrals.hpp"
#include "nnft/moments/estimate.hpp"
#include "nnft/moments/layout.hpp"

#include <Eigen/Core>

#include <cstdint>
#include <vector>

namespace nnft::eft {

/*!
 * Tree level of the quartic terms of the action,
 *
 *   S = S_GP + int [lambda0 + lambda2 |y|^2] (f.f)^2 dy + lambdaNL (int f.f dy)^2 ,
 *   -G4c_abcd(1234) = 8 (d_ab d_cd + d_ac d_bd + d_ad d_bc) (lambda0 I4 + lambda2 I4[|y|^2])
 *                     + 8 lambdaNL (d_ab d_cd P12 P34 + d_ac d_bd P13 P24 + d_ad d_bc P14 P23) ,
 *
 * so that one output (or equal labels) has -G4c = 24 lambda0 I4 + ... (specification 5.1 and 7).
 */

//! 8 (dd + dd + dd) row by row of a layout of order 4: 24 for equal labels, 8 for two pairs, 0
//! where a label occurs an odd number of times.
[[nodiscard]] Eigen::VectorXd label_factors(CorrelatorLayout const& layout);

//! For each row of a layout the row of the single-label layout with the same points.
[[nodiscard]] std::vector<Eigen::Index> point_rows(CorrelatorLayout const& layout);

/*!
 * Column by column what one unit of each coupling contributes to -G4c, [n_4, n_terms].
 *
 * \param cutoff index into integrals.cutoffs
 */
[[nodiscard]] Eigen::MatrixXd quartic_design(VertexIntegrals const& integrals, Eigen::Index cutoff,
                                             CorrelatorLayout const& layout,
                                             std::vector<QuarticTerm> const& terms);

/*!
 * Which rows of a connected 4-point function differ from zero: 1, or 0 where value and error are
 * below 1e-12 of prod_i |G4c_iiii|^(1/4), the size of that row without its cancellations (rounding
 * of a component that vanishes by symmetry lies far below, for points of any size).
 */
[[nodiscard]] std::vector<std::uint8_t> nonzero_rows(Estimate const& g4_connected,
                                                     CorrelatorLayout const& layout);

//! 100 mean |actual - predicted|/|actual| over the rows marked in `used` with actual != 0;
//! 0 if there are none.
[[nodiscard]] double mean_percentage_error(Eigen::VectorXd const& actual,
                                           Eigen::VectorXd const& predicted,
                                           std::vector<std::uint8_t> const& used);

//! Indices of the marked rows.
[[nodiscard]] std::vector<Eigen::Index> marked(std::vector<std::uint8_t> const& used);

} // namespace nnft::eft
