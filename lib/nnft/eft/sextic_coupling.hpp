#pragma once
#include "nnft/eft/fit_couplings.hpp"
#include "nnft/moments/estimate.hpp"
#include "nnft/moments/layout.hpp"

#include <Eigen/Core>

#include <cstdint>
#include <vector>

namespace nnft::eft {

/*!
 * The coupling of kappa f^6, component by component (specification section 5),
 *
 *   G6c = -720 kappa I6 + (24 lambda)^2 E6,   kappa_r = ((24 lambda)^2 E6_r - G6c_r)/(720 I6_r) ,
 *
 * in rows whose labels are all equal; vertices are Wick ordered, as for lambda.
 */
struct SexticCoupling {
  Eigen::VectorXd tensor;         //!< [n_6], kappa_r; 0 in rows not in use
  std::vector<std::uint8_t> used; //!< [n_6]; 0: labels differ, or I6 vanishes
  double kappa = 0;               //!< mean over rows in use
  double spread = 0;              //!< their standard deviation, ddof = 0
  Eigen::VectorXd deviations;     //!< [n_bins] of kappa, as in Estimate; empty for exact numbers
  Eigen::VectorXd g6_connected_model; //!< [n_6], -720 kappa I6 + (24 lambda)^2 E6 in rows in use
};

//! The local quartic coupling that goes into the exchange part, with its deviations.
struct QuarticInput {
  double lambda = 0;
  Eigen::VectorXd deviations; //!< [n_bins]; empty for exact numbers
};

/*!
 * \param contact  [n_6 of one label], I6 at the cutoff of lambda (VertexIntegrals::sextic)
 * \param exchange [n_6 of one label], E6 there (exchange_integrals)
 */
[[nodiscard]] SexticCoupling sextic_coupling(Estimate const& g6_connected,
                                             CorrelatorLayout const& layout,
                                             QuarticInput const& quartic,
                                             Eigen::VectorXd const& contact,
                                             Eigen::VectorXd const& exchange);

} // namespace nnft::eft
