#pragma once
#include <vector>

namespace nnft {

//! One point of a falloff: value at a width.
struct FalloffPoint {
  double width = 1;
  double value = 0;
  double error = 0; //!< 0: exact
};

//! value = amplitude width^exponent.
struct PowerLaw {
  double exponent = 0;
  double exponent_error = 0; //!< from the points' errors; 0 if exact
  double amplitude = 0;
  double chi2 = 0; //!< 0 if exact
  int dof = 0;
};

/*!
 * Fits a power law to the falloff with the width.
 *
 * Measured points: least squares of the values themselves with weights 1/error^2 (Gauss-Newton from
 * the logarithmic fit), so that points inside the noise enter without bias, whatever their sign.
 * Exact points: regression of log|value| on log width, unweighted.
 * Throws NotConverged for fewer than two points, equal widths, or a fit that does not settle.
 */
[[nodiscard]] PowerLaw fit_power_law(std::vector<FalloffPoint> const& points);

//! The same weighted fit applied to other values at the widths and errors of measured points: the
//! exponent to expect from a law that is no pure power.
[[nodiscard]] PowerLaw fit_like(std::vector<FalloffPoint> const& measured,
                                std::vector<double> const& values);

} // namespace nnft
