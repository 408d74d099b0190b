#include "nnft/sampling/scrambled_sobol.hpp"

#include <boost/random/sobol.hpp>

#include <bit>

namespace nnft {
namespace {

constexpr std::uint32_t top_bit = 0x80000000U;

//! The matrix of one dimension: row r has a one at bit r from the top and random bits above it.
std::uint32_t multiply(std::uint32_t const* rows, std::uint32_t column) {
  std::uint32_t product = 0;
  for (int r = 0; r < 32; ++r)
    if (std::popcount(rows[r] & column) % 2 != 0) product |= top_bit >> r;
  return product;
}

} // namespace

ScrambledSobol::ScrambledSobol(int dimensions)
    : dimensions_(dimensions), directions_(static_cast<std::size_t>(dimensions) * bits),
      scrambled_(directions_), shift_(static_cast<std::size_t>(dimensions)) {
  boost::random::sobol_engine<std::uint32_t, bits> engine(static_cast<std::size_t>(dimensions));
  for (int b = 0; b < bits; ++b) {
    // the engine walks in Gray code: after seed(k) comes the exclusive or of the directions at the
    // bits of gray(k + 1), and gray(2^(b+1) - 1) = 2^b
    engine.seed(static_cast<std::uint32_t>((std::uint64_t{2} << b) - 2));
    for (int d = 0; d < dimensions; ++d)
      directions_[static_cast<std::size_t>(d) * bits + static_cast<std::size_t>(b)] = engine();
  }
}

void ScrambledSobol::randomise(StreamKey key, std::int64_t number) {
  constexpr std::uint32_t words_a_dimension = bits + 4; // rows and a shift, in blocks of four
  for (int d = 0; d < dimensions_; ++d) {
    std::uint32_t random[words_a_dimension];
    for (std::uint32_t w = 0; w < words_a_dimension; w += 4) {
      auto const block = (static_cast<std::uint32_t>(d) * words_a_dimension + w) / 4;
      auto const words =
          random_words(key, NetworkId{number}, block, counter_tag(ParameterKind::scramble));
      for (std::uint32_t i = 0; i < 4; ++i)
        random[w + i] = words[i];
    }
    for (int r = 0; r < bits; ++r) {
      std::uint32_t const diagonal = top_bit >> r;
      random[r] = (random[r] & ~(diagonal | (diagonal - 1))) | diagonal;
    }
    for (int b = 0; b < bits; ++b) {
      auto const at = static_cast<std::size_t>(d) * bits + static_cast<std::size_t>(b);
      scrambled_[at] = multiply(random, directions_[at]);
    }
    shift_[static_cast<std::size_t>(d)] = random[bits];
  }
}

void ScrambledSobol::points(std::int64_t first, std::uint32_t* words) const {
  auto const index = static_cast<std::uint64_t>(first);
  for (int d = 0; d < dimensions_; ++d) {
    std::uint32_t const* const direction =
        scrambled_.data() + static_cast<std::ptrdiff_t>(d) * bits;
    std::uint32_t common = shift_[static_cast<std::size_t>(d)];
    for (int b = 4; b < bits; ++b)
      if ((index >> b & 1U) != 0) common ^= direction[b];
    std::uint32_t* const row = words + static_cast<std::ptrdiff_t>(d) * 16;
    row[0] = common;
    for (int b = 0; b < 4; ++b) // lanes of b bits, then those with bit b as well
      for (int l = 0; l < 1 << b; ++l)
        row[(1 << b) + l] = row[l] ^ direction[b];
  }
}

} // namespace nnft
