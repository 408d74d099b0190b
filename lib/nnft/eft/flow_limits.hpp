#pragma once
#include "nnft/ensemble/architecture.hpp"
#include "nnft/ensemble/input_set.hpp"
#include "nnft/moments/estimate.hpp"
#include "nnft/moments/layout.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace nnft::eft {

/*!
 * Slope of the log of a coupling with n legs against log L at large L, at fixed correlators
 * (specification 6): -(d_in + n) for ReLU-net, -d_in for Erf-net and Tanh-net (where the saturated
 * integrand does not cancel), 0 for Gauss-net and Cos-net. For kappa (n = 6) the exchange part
 * scales like the contact part.
 */
[[nodiscard]] double slope_at_large_cutoffs(Architecture const& architecture, int legs);

//! Where the flow of the quartic coupling begins and ends, at fixed correlators.
struct FlowLimits {
  //! Slope for L -> 0: I4 -> (2 L)^d prod K_W(x_i, 0), so -d_in for every net whose legs reach the
  //! origin; ReLU-net without hidden bias keeps its -(d_in + 4).
  double slope_uv = 0;
  //! Limit of lambda L^d_in for L -> 0, mean over rows in use; absent where slope_uv is not -d_in.
  std::optional<double> quartic_uv;
  double slope_ir = 0; //!< slope_at_large_cutoffs
  //! lambda at L = infinity, mean over rows in use: Gauss-net and Cos-net, whose flow ends.
  std::optional<double> quartic_ir;
};

//! \param used rows in use, of a CutoffScan
[[nodiscard]] FlowLimits flow_limits(Architecture const& architecture, InputSet const& inputs,
                                     Eigen::VectorXd const& g4_connected,
                                     CorrelatorLayout const& layout,
                                     std::vector<std::uint8_t> const& used);

} // namespace nnft::eft
