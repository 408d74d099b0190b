#pragma once
#include "nnft/core/id.hpp"

#include <array>
#include <cstdint>

namespace nnft {

//! Philox 4x32 with ten rounds (Salmon et al., SC 2011), as in Random123; the name goes into files.
inline constexpr char const* generator_name = "philox4x32-10/box-muller/4";

//! Names a family of random words: one experiment of one ensemble under one seed.
struct StreamKey {
  std::array<std::uint32_t, 2> words{};
  bool operator==(StreamKey const&) const = default;
};

//! What random words are for: parameters of networks, each kind of each layer with its own words,
//! and what estimators draw besides.
enum class ParameterKind : std::uint8_t {
  hidden_weight,
  hidden_bias,
  output_weight,
  output_bias,
  proposal, //!< component of an importance-sampling mixture
  scramble  //!< randomisation of quasi-random points
};

//! Key of the generator: a hash of (seed, ensemble id, experiment).
[[nodiscard]] StreamKey stream_key(std::uint64_t seed, std::uint64_t ensemble_id,
                                   ExperimentId experiment);

//! Last counter word: kind and layer, and whether the words refine the tail of others.
[[nodiscard]] constexpr std::uint32_t counter_tag(ParameterKind kind, bool refines_tail = false,
                                                  std::uint32_t layer = 0) {
  return static_cast<std::uint32_t>(kind) | (refines_tail ? 0x80U : 0U) | (layer << 8U);
}

/*!
 * Four random words: a pure function of (key, network, block, tag), on any rank and in any order.
 *
 * Parameter p of a kind takes word p mod 4 of block p / 4; p = neuron * d_in + component for hidden
 * weights, neuron for hidden biases, neuron * d_out + output for output weights, output for output
 * biases. Words 0 and 2 are the radii, 1 and 3 the angles of a Box-Muller pair.
 */
[[nodiscard]] std::array<std::uint32_t, 4> random_words(StreamKey key, NetworkId network,
                                                        std::uint32_t block, std::uint32_t tag);

} // namespace nnft
