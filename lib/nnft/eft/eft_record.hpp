#pragma once
#include "nnft/eft/cutoff_scan.hpp"
#include "nnft/eft/fit_couplings.hpp"
#include "nnft/eft/sextic_coupling.hpp"
#include "nnft/eft/six_point.hpp"
#include "nnft/result/record.hpp"

namespace nnft::eft {

//! What belongs into the group `eft` of an ensemble. Pointers may be null: what they stand for is
//! then absent from the group.
struct EftFindings {
  CouplingFit const* fit = nullptr;
  SexticCoupling const* sextic = nullptr;
  SixPointPrediction const* six_point = nullptr;
  double cutoff = 0;
};

//! Datasets couplings, covariance, g6_prediction, delta; attributes names, cutoff, chi2, dof,
//! p_value, rank, condition, mape_g4_connected, mape_g4, delta_mean, sextic_spread. The sextic
//! coupling is the last of the couplings, its covariance with the others included.
[[nodiscard]] result::Group record_of(EftFindings const& findings);

//! The group `cutoff_scan` of an ensemble: datasets cutoff, quartic_tensor, used, quartic,
//! quartic_error, quartic_mean, quartic_median, quartic_spread, chi2, dof, beta_quartic; attributes
//! slope, slope_error, r_squared, intercept, slope_of_mean, slope_last, slope_expected, method.
//! Measured scans alone have chi2 and dof.
[[nodiscard]] result::Group record_of(CutoffScan const& scan, std::string const& method);

} // namespace nnft::eft
