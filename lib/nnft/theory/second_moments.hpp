#pragma once
#include "nnft/theory/hidden_covariance.hpp"

namespace nnft {

//! M2 = <s(x) s(y)> of one Erf neuron, (2/pi) asin(2 xy/sqrt((1 + 2 xx)(1 + 2 yy))) (Williams
//! 1997), as an arctangent with the Gram determinant: rounding at any size of the points.
[[nodiscard]] double erf_second_moment(HiddenPair const& pair);

//! M2 of one ReLU neuron, (sqrt(det) + (pi - theta) xy)/(2 pi) with theta the angle between the
//! lifted points (Cho and Saul 2009); a series where they are nearly opposite.
[[nodiscard]] double relu_second_moment(HiddenPair const& pair);

/*!
 * M2 of one Tanh neuron. tanh(z) = <sgn(z + k e)> over a standard normal e and a k of Kolmogorov's
 * distribution, since k e has the logistic density sech^2/2 (Andrews and Mallows 1974), so that
 *
 *   M2 = < (2/pi) asin(xy/sqrt((xx + k^2)(yy + k'^2))) > over independent k, k',
 *
 * by the trapezoid rule in log k and log k': some 700 arctangents of one sign, whatever the
 * size of the points. Relative error below tanh_second_moment_accuracy (measured).
 */
[[nodiscard]] double tanh_second_moment(HiddenPair const& pair);

inline constexpr double tanh_second_moment_accuracy = 1e-14;

} // namespace nnft
