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
 * M2 of one Tanh neuron by a trapezoid rule in two whitened coordinates. The coordinate along the
 * longer of the two points is u = c sinh(t), which keeps the poles of tanh away from the real t
 * axis however long the point is, so that the cost grows with the logarithm of the longer and
 * linearly with the shorter point: about 1500 evaluations of tanh for points of order one. Relative
 * error below tanh_second_moment_accuracy (measured).
 */
[[nodiscard]] double tanh_second_moment(HiddenPair const& pair);

inline constexpr double tanh_second_moment_accuracy = 1e-14;

} // namespace nnft
