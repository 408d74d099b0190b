#pragma once
#include "nnft/sampling/block_summer.hpp"

namespace nnft {

/*!
 * Sums products of outputs of single neurons, <s s>, <s s s s>, ..., for the estimators that go by
 * neurons: independent ones (`neuron`), ones that importance sampling draws (`importance`,
 * Gauss-net), or ones at scrambled Sobol points (`rqmc`; for Gauss-net those of importance
 * sampling). A "network" of a block is one neuron.
 *
 * The points of `rqmc` are those of one randomised sequence a bin: network n of a bin's j-th block
 * is point j * block + n mod block. So bins are independent, and inside a bin errors fall faster
 * than with independent neurons.
 *
 * \pre setting.architecture is sampled_architecture() of the estimator
 */
[[nodiscard]] std::unique_ptr<BlockSummer> make_neuron_summer(SummerSetting const& setting,
                                                              int highest_order);

} // namespace nnft
