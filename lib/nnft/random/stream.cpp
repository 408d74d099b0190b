#include "nnft/random/stream.hpp"

#include "nnft/core/hash.hpp"

#include <Random123/philox.h>

#include <string>

namespace nnft {

StreamKey stream_key(std::uint64_t seed, std::uint64_t ensemble_id, ExperimentId experiment) {
  auto const h = hash64(hexadecimal(seed) + "/" + hexadecimal(ensemble_id) + "/" +
                        std::to_string(experiment.value));
  return {{static_cast<std::uint32_t>(h), static_cast<std::uint32_t>(h >> 32U)}};
}

std::array<std::uint32_t, 4> random_words(StreamKey key, NetworkId network, std::uint32_t block,
                                          std::uint32_t tag) {
  auto const n = static_cast<std::uint64_t>(network.value);
  r123::Philox4x32 philox;
  r123::Philox4x32::ctr_type const counter{
      {static_cast<std::uint32_t>(n), static_cast<std::uint32_t>(n >> 32U), block, tag}};
  auto const words = philox(counter, {{key.words[0], key.words[1]}});
  return {words[0], words[1], words[2], words[3]};
}

} // namespace nnft
