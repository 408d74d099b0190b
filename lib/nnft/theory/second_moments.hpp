#pragma once
#include "nnft/theory/hidden_covariance.hpp"

#include <cstdint>

namespace nnft {

//! M2 = <s(x) s(y)> of one Erf neuron, (2/pi) asin(2 xy/sqrt((1 + 2 xx)(1 + 2 yy))) (Williams
//! 1997), as an arctangent with the Gram determinant: rounding at any size of the points.
[[nodiscard]] double erf_second_moment(HiddenPair const& pair);

//! M2 of one ReLU neuron, (sqrt(det) + (pi - theta) xy)/(2 pi) with theta the angle between the
//! lifted points (Cho and Saul 2009); a series where they are nearly opposite.
[[nodiscard]] double relu_second_moment(HiddenPair const& pair);

//! How many nodes the kernel of Tanh-net takes: some 700 arctangents, or some 100, for what has a
//! larger error anyway.
enum class TanhRule : std::uint8_t { exact, rough };

/*!
 * M2 of one Tanh neuron. tanh(z) = <sgn(z + k e)> over a standard normal e and a k of Kolmogorov's
 * distribution, since k e has the logistic density sech^2/2 (Andrews and Mallows 1974), so that
 *
 *   M2 = < (2/pi) asin(xy/sqrt((xx + k^2)(yy + k'^2))) > over independent k, k',
 *
 * by the trapezoid rule in log k and log k': arctangents of one sign, whatever the size of the
 * points. Relative error below tanh_second_moment_accuracy, or rough_tanh_accuracy (measured).
 */
[[nodiscard]] double tanh_second_moment(HiddenPair const& pair, TanhRule rule = TanhRule::exact);

//! One term of that mean, at k^2 = first and k'^2 = second.
[[nodiscard]] double noisy_sign_moment(HiddenPair const& pair, double first, double second);

//! A k^2 for a number uniform in [0, 1): a node of the rule, with its weight for a probability.
//! The mean of noisy_sign_moment over two of them is M2.
[[nodiscard]] double kolmogorov_variance(double uniform);

inline constexpr double tanh_second_moment_accuracy = 1e-14;
inline constexpr double rough_tanh_accuracy = 2e-6;

} // namespace nnft
