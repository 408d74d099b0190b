#pragma once
#include "nnft/ensemble/architecture.hpp"

namespace nnft::bench {

//! The papers' networks: ReLU-net without biases, Cos-net without an output bias.
inline Architecture paper_net(Activation activation, int d_in, std::int64_t width) {
  double const bias = activation == Activation::relu || activation == Activation::cos ? 0 : 1;
  return {activation, d_in, 1, 1, width, 1, bias, 1, bias};
}

} // namespace nnft::bench
