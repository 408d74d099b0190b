#pragma once
#include "nnft/ensemble/architecture.hpp"
#include "nnft/ensemble/input_set.hpp"

namespace nnft {

/*!
 * Whether the error of a sampled n-point function rests on networks that are not in the sample.
 *
 * A neuron of Gauss-net is log-normal: its moment of order m is carried by parameters m s standard
 * deviations out, s^2 = sigma_b^2 + sigma_w^2 x^2/d_in (specification 2.6). The variance of an
 * n-point function needs the moment of order 2n; the largest of `networks` * width draws lies near
 * sqrt(2 log(networks * width)). Where 2 n s is beyond it, value and error may both look settled
 * and be too small: no statistic of the sample can tell. Other activations grow at most linearly:
 * false.
 */
[[nodiscard]] bool variance_beyond_sample(Architecture const& architecture, InputSet const& inputs,
                                          int order, double networks);

} // namespace nnft
