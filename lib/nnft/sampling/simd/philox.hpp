// Random words on vectors: Philox 4x32-10 for sixteen networks at a time.
#pragma once
#include "nnft/random/stream.hpp"
#include "nnft/sampling/simd/kernel.hpp"

namespace nnft::simd::NNFT_ISA {

//! Which of sixteen networks each 64-bit lane works for: even ones, then odd ones, of as many as
//! one vector holds words.
struct NetworkOffsets {
  constexpr NetworkOffsets() {
    for (int v = 0; v < batch_size / lanes64; ++v)
      for (int i = 0; i < lanes64; ++i)
        of[v * lanes64 + i] = std::uint64_t{static_cast<unsigned>(v / 2 * lanes32 + 2 * i + v % 2)};
  }
  alignas(64) std::uint64_t of[batch_size] = {};
};
inline constexpr NetworkOffsets network_offsets;

/*!
 * The words of one kind of parameter of sixteen networks, block after block; equal to
 * random_words().
 *
 * Counters are (network, network >> 32, block, tag). Each 64-bit lane works for one network: the
 * low half of a product is the next round's word, the high half a shift away, so nothing is
 * shuffled until the last round. The network enters the first round by one of the two products
 * and the block by the other; therefore round one of the block is scalar, what the network
 * contributes to rounds one and two does not depend on the block and is kept.
 */
class WordStream {
 public:
  WordStream() { set_key({}); }

  //! \pre the networks first ... first + 15 share their upper 32 bits
  void start(StreamKey key, std::int64_t first, std::uint32_t tag) {
    // by words: operator== of StreamKey would instantiate the standard library for this set
    if (key.words[0] != key_.words[0] || key.words[1] != key_.words[1]) set_key(key);
    first_ = first;
    tag_ = tag;
    for (int l = 0; l < n_vectors; ++l) {
      u64 const network =
          load<u64>(network_offsets.of + l * lanes64) + static_cast<std::uint64_t>(first);
      u64 const product = multiply_low_halves(network, factor0);
      store(low_ + l * lanes64, product);
      u64 const c2 = (product >> 32U) ^ std::uint64_t{tag ^ key.words[1]};
      store(second_ + l * lanes64, multiply_low_halves(c2, factor1));
    }
  }

  //! words[w][lane], w = 0..3
  void draw(std::uint32_t block, std::uint32_t* words) const {
    auto const from_block = std::uint64_t{factor1} * block;
    auto const upper = static_cast<std::uint32_t>(static_cast<std::uint64_t>(first_) >> 32U);
    auto const c0 = high(from_block) ^ upper ^ key_.words[0];
    auto const product = std::uint64_t{factor0} * c0;
    std::uint64_t const k0 = round_keys_[1][0];
    std::uint64_t const k1 = round_keys_[1][1];
    for (int l = 0; l < n_vectors; l += 2) {
      State even = after_two_rounds(l, low(from_block) ^ k0, high(product) ^ k1, low(product));
      State odd = after_two_rounds(l + 1, low(from_block) ^ k0, high(product) ^ k1, low(product));
#pragma GCC unroll 8
      for (int round = 2; round < n_rounds; ++round) {
        u64 const key0 = in_register(u64{} + round_keys_[round][0]);
        u64 const key1 = in_register(u64{} + round_keys_[round][1]);
        advance(even, key0, key1);
        advance(odd, key0, key1);
      }
      for (int w = 0; w < 4; ++w)
        store(words + w * batch_size + l / 2 * lanes32, interleave_low_halves(even.c[w], odd.c[w]));
    }
  }

  [[nodiscard]] std::int64_t first() const {
    return first_;
  }
  //! The words that refine those of a block.
  [[nodiscard]] std::array<std::uint32_t, 4> refinement(int lane, std::uint32_t block) const {
    return random_words(key_, NetworkId{first_ + lane}, block, tag_ | 0x80U);
  }

 private:
  static constexpr std::uint32_t factor0 = 0xD2511F53U;
  static constexpr std::uint32_t factor1 = 0xCD9E8D57U;
  static constexpr std::uint32_t step0 = 0x9E3779B9U;
  static constexpr std::uint32_t step1 = 0xBB67AE85U;
  static constexpr int n_rounds = 10;
  static constexpr int n_vectors = batch_size / lanes64;

  //! Counter words, in the low halves of the lanes; the upper halves are of no meaning.
  struct State {
    u64 c[4];
  };

  void set_key(StreamKey key) {
    key_ = key;
    for (auto& words : round_keys_) {
      words[0] = key.words[0];
      words[1] = key.words[1];
      key.words[0] += step0;
      key.words[1] += step1;
    }
  }

  static std::uint64_t high(std::uint64_t product) {
    return product >> 32U;
  }
  static std::uint64_t low(std::uint64_t product) {
    return product & 0xffffffffU;
  }

  State after_two_rounds(int l, std::uint64_t x0, std::uint64_t x2, std::uint64_t c3) const {
    u64 const product = load<u64>(second_ + l * lanes64);
    return {{(product >> 32U) ^ x0, product, load<u64>(low_ + l * lanes64) ^ x2, u64{} + c3}};
  }

  static void advance(State& s, u64 k0, u64 k1) {
    u64 const product0 = multiply_low_halves(s.c[0], factor0);
    u64 const product1 = multiply_low_halves(s.c[2], factor1);
    s.c[0] = (product1 >> 32U) ^ (s.c[1] ^ k0);
    s.c[2] = (product0 >> 32U) ^ (s.c[3] ^ k1);
    s.c[1] = product1;
    s.c[3] = product0;
  }

  StreamKey key_;
  std::uint64_t round_keys_[n_rounds][2]; // read from memory, which costs no arithmetic
  std::int64_t first_ = 0;
  std::uint32_t tag_ = 0;
  alignas(64) std::uint64_t low_[batch_size];    // network times factor0
  alignas(64) std::uint64_t second_[batch_size]; // product of round two
};

} // namespace nnft::simd::NNFT_ISA
