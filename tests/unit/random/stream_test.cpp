#include "nnft/random/stream.hpp"

#include <gtest/gtest.h>

#include <set>

namespace nnft {
namespace {

using Words = std::array<std::uint32_t, 4>;

// Known answers of philox4x32-10 that come with Random123 (kat_vectors).
TEST(RandomWords, AreThoseOfPhilox) {
  EXPECT_EQ(random_words({{0, 0}}, NetworkId{0}, 0, 0),
            (Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(random_words({{0xffffffff, 0xffffffff}}, NetworkId{-1}, 0xffffffff, 0xffffffff),
            (Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(random_words({{0xa4093822, 0x299f31d0}},
                         NetworkId{static_cast<std::int64_t>(0x85a308d3243f6a88)}, 0x13198a2e,
                         0x03707344),
            (Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(StreamKey, EveryNameGivesAnotherKey) {
  std::set<std::uint64_t> keys;
  int n = 0;
  for (std::uint64_t seed = 0; seed < 20; ++seed)
    for (std::uint64_t ensemble = 0; ensemble < 20; ++ensemble)
      for (std::int64_t experiment = 0; experiment < 20; ++experiment, ++n) {
        auto const key = stream_key(seed, ensemble, ExperimentId{experiment});
        keys.insert(key.words[0] | (std::uint64_t{key.words[1]} << 32U));
      }
  EXPECT_EQ(keys.size(), static_cast<std::size_t>(n));
}

TEST(CounterTag, SeparatesKindsAndRefinements) {
  std::set<std::uint32_t> tags;
  for (auto const kind : {ParameterKind::hidden_weight, ParameterKind::hidden_bias,
                          ParameterKind::output_weight, ParameterKind::output_bias})
    for (bool const refines : {false, true})
      for (std::uint32_t layer = 0; layer < 3; ++layer)
        tags.insert(counter_tag(kind, refines, layer));
  EXPECT_EQ(tags.size(), 24U);
}

} // namespace
} // namespace nnft
