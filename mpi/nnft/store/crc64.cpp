#include "nnft/store/crc64.hpp"

#include <array>
#include <cstddef>

namespace nnft::store {
namespace {

constexpr std::size_t stride = 16;                       // bytes a step
constexpr std::uint64_t polynomial = 0xC96C5795D7870F42; // x^64 left off, lowest power first

using Table = std::array<std::uint64_t, 256>;

//! Table k: what a byte becomes when k zero bytes follow it.
constexpr std::array<Table, stride> make_tables() {
  std::array<Table, stride> tables{};
  for (std::uint64_t byte = 0; byte < 256; ++byte) {
    std::uint64_t crc = byte;
    for (int bit = 0; bit < 8; ++bit)
      crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? polynomial : 0);
    tables[0][byte] = crc;
  }
  for (std::size_t k = 1; k < stride; ++k)
    for (std::size_t byte = 0; byte < 256; ++byte) {
      auto const before = tables[k - 1][byte];
      tables[k][byte] = (before >> 8U) ^ tables[0][before & 0xFFU];
    }
  return tables;
}

constexpr auto tables = make_tables();

//! Eight bytes as one word, the first one lowest.
std::uint64_t word_at(std::string_view bytes, std::size_t begin) {
  std::uint64_t word = 0;
  for (unsigned i = 0; i < 8; ++i)
    word |= std::uint64_t{static_cast<unsigned char>(bytes[begin + i])} << (8 * i);
  return word;
}

//! What eight bytes become when `behind` bytes follow them.
std::uint64_t moved(std::uint64_t word, std::size_t behind) {
  std::uint64_t crc = 0;
  for (std::size_t i = 0; i < 8; ++i)
    crc ^= tables[behind + 7 - i][word >> (8 * i) & 0xFFU];
  return crc;
}

} // namespace

void Crc64::add(std::string_view bytes) {
  auto crc = state_;
  while (bytes.size() >= stride) {
    crc = moved(crc ^ word_at(bytes, 0), 8) ^ moved(word_at(bytes, 8), 0);
    bytes.remove_prefix(stride);
  }
  for (char const byte : bytes)
    crc = (crc >> 8U) ^ tables[0][(crc ^ static_cast<unsigned char>(byte)) & 0xFFU];
  state_ = crc;
}

std::uint64_t crc64(std::string_view bytes) {
  Crc64 sum;
  sum.add(bytes);
  return sum.value();
}

} // namespace nnft::store
