#pragma once
#include "nnft/eft/cutoff_scan.hpp"
#include "nnft/eft/diagnostics.hpp"
#include "nnft/eft/fit_couplings.hpp"
#include "nnft/eft/flow_limits.hpp"
#include "nnft/eft/sextic_coupling.hpp"
#include "nnft/eft/six_point.hpp"
#include "nnft/eft/six_point_scan.hpp"
#include "nnft/result/record.hpp"

namespace nnft::eft {

//! The fitted couplings at points that were not fitted.
struct CouplingTest {
  InputSet points;
  Eigen::VectorXd exact, predicted; //!< connected 4-point function in the layout of these points
  PercentageErrors errors;
};

//! What belongs into the group `eft` of an ensemble. Pointers may be null: what they stand for is
//! then absent from the group.
struct EftFindings {
  CouplingFit const* fit = nullptr;
  SexticCoupling const* sextic = nullptr;
  SixPointPrediction const* six_point = nullptr;
  double cutoff = 0;
  Weighting weights = Weighting::uniform;
  CouplingTest const* test = nullptr;
  std::optional<double> one_loop_ratio{};
  std::optional<SixPointShares> shares{};
  Eigen::VectorXd cubature_error{}; //!< of the couplings, where vertex integrals are randomised
};

//! Datasets couplings, covariance, cubature_error, singular_values, significance, free_directions,
//! g6_prediction, delta, delta_used; attributes names, weights, cutoff, chi2, dof, p_value, rank,
//! condition, shrinkage, mape_g4_connected, mape_g4, delta_mean, delta_error, delta_spread,
//! sextic_..., one_loop_ratio, ..._share; group test. The sextic coupling is the last of the
//! couplings, its covariance with the others included.
[[nodiscard]] result::Group record_of(EftFindings const& findings);

//! What belongs into the group `cutoff_scan` of an ensemble.
struct ScanFindings {
  CutoffScan const* scan = nullptr;
  FlowLimits const* limits = nullptr;
  SixPointScan const* six_point = nullptr; //!< may be null
  VertexIntegrals const* integrals = nullptr;
};

//! Datasets cutoff, quartic_tensor, used, quartic, quartic_error, quartic_mean, quartic_mean_error,
//! quartic_cubature_error, quartic_median, quartic_spread, quartic_positive, quartic_negative,
//! quartic_local_slope, quartic_dimensionless, beta_dimensionless, chi2, dof, p_value,
//! beta_quartic, beta_quartic_error, delta..., beta_sextic..., sextic...; attributes slope,
//! slope_error, r_squared, intercept, slope_of_mean, slope_last, slope_expected, slope_uv,
//! slope_ir, quartic_uv, quartic_ir, dimensions, sextic_slope, ..., method. Measured scans alone
//! have chi2, dof and errors of delta.
[[nodiscard]] result::Group record_of(ScanFindings const& findings);

} // namespace nnft::eft
