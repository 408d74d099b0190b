#pragma once
#include "nnft/eft/cutoff_scan.hpp"
#include "nnft/eft/sextic_coupling.hpp"

#include <Eigen/Core>

namespace nnft::eft {

/*!
 * The beta function of kappa at fixed correlators, mean over rows in use (specification section 6
 * for lambda; the same for kappa):
 *
 *   kappa_r = ((24 lambda)^2 E6 - G6c)/(c_r I6) ,
 *   d kappa_r/d log L = [24^2 (2 lambda beta_lambda E6 + lambda^2 E6') - kappa_r c_r I6']/(c_r I6)
 * ,
 *
 * primes are L d/dL, integrals with a vertex on the surface of the box rather than differences;
 * lambda and beta_lambda are the plain means of the scan. ReLU-net without bias: -(d_in + 6) kappa.
 */
struct SexticBeta {
  double beta = 0;
  double error = 0;          //!< statistical; 0 for exact numbers
  double cubature_error = 0; //!< from randomised exchange integrals
};

//! One cutoff of a scan, and what stands at it.
struct SexticFlowInput {
  CutoffScan const& scan;
  Eigen::Index cutoff;
  SexticCoupling const& sextic; //!< found with the mean of the scan at this cutoff
  VertexIntegrals const& integrals;
  ExchangeIntegrals const& exchange; //!< constant term alone
};

[[nodiscard]] SexticBeta sextic_beta(Estimate const& g6_connected, CorrelatorLayout const& layout,
                                     SexticFlowInput const& at);

} // namespace nnft::eft
