#include "nnft/moments/packed_limbs.hpp"

#include "nnft/core/error.hpp"
#include "nnft/moments/fixed_point.hpp"

#include <algorithm>
#include <array>

namespace nnft {
namespace {

constexpr unsigned char is_raw = 255; // in the place of a length
constexpr std::size_t low_limbs = limbs_per_number - 1;
constexpr std::size_t bytes_per_number = 4 * low_limbs + 8; // the highest limb is kept whole
constexpr std::size_t raw_bytes = 8 * limbs_per_number;

using Bytes = std::array<unsigned char, bytes_per_number>;

unsigned char byte_of(std::int64_t limb, std::size_t place) {
  return static_cast<unsigned char>(static_cast<std::uint64_t>(limb) >> (8 * place));
}

bool is_canonical(ConstLimbs limbs) {
  return std::all_of(limbs.begin(), limbs.end() - 1,
                     [](std::int64_t limb) { return limb >= 0 && limb >> 32U == 0; });
}

//! Two's complement, lowest byte first. \pre canonical
Bytes bytes_of(ConstLimbs limbs) {
  Bytes bytes{};
  for (std::size_t i = 0; i < low_limbs; ++i)
    for (std::size_t k = 0; k < 4; ++k)
      bytes[4 * i + k] = byte_of(limbs[i], k);
  for (std::size_t k = 0; k < 8; ++k)
    bytes[4 * low_limbs + k] = byte_of(limbs[low_limbs], k);
  return bytes;
}

unsigned char extension_of(unsigned char highest) {
  return highest < 0x80 ? 0x00 : 0xff;
}

//! Without the highest bytes that follow from the sign of the one below.
std::size_t length_of(Bytes const& bytes) {
  auto length = bytes_per_number;
  while (length > 1 && bytes[length - 1] == extension_of(bytes[length - 2]))
    --length;
  return length == 1 && bytes[0] == 0 ? 0 : length;
}

std::int64_t limb_in(unsigned char const* bytes, std::size_t size) {
  std::uint64_t value = 0;
  for (std::size_t k = 0; k < size; ++k)
    value |= std::uint64_t{bytes[k]} << (8 * k);
  return static_cast<std::int64_t>(value);
}

[[noreturn]] void refuse() {
  throw InvalidInput("the packed sums contradict themselves");
}

//! Takes the first bytes away.
std::string_view take(std::string_view& bytes, std::size_t size) {
  if (bytes.size() < size) refuse();
  auto const taken = bytes.substr(0, size);
  bytes.remove_prefix(size);
  return taken;
}

void unpack(std::string_view& from, std::int64_t* limbs) {
  auto const length = static_cast<unsigned char>(take(from, 1).front());
  if (length == is_raw) {
    auto const raw = take(from, raw_bytes);
    for (std::size_t i = 0; i < limbs_per_number; ++i)
      limbs[i] = limb_in(reinterpret_cast<unsigned char const*>(raw.data()) + 8 * i, 8);
    return;
  }
  if (length > bytes_per_number) refuse();
  auto const given = take(from, length);
  Bytes bytes{};
  bytes.fill(length == 0 ? 0x00 : extension_of(static_cast<unsigned char>(given.back())));
  std::copy(given.begin(), given.end(), bytes.begin());
  for (std::size_t i = 0; i < low_limbs; ++i)
    limbs[i] = limb_in(bytes.data() + 4 * i, 4);
  limbs[low_limbs] = limb_in(bytes.data() + 4 * low_limbs, 8);
}

} // namespace

std::string packed_limbs(std::span<std::int64_t const> limbs) {
  std::string packed;
  packed.reserve(limbs.size() * 8 / 3);
  for (std::size_t at = 0; at + limbs_per_number <= limbs.size(); at += limbs_per_number) {
    ConstLimbs const number(limbs.data() + at, limbs_per_number);
    if (is_canonical(number)) {
      auto const bytes = bytes_of(number);
      auto const length = length_of(bytes);
      packed.push_back(static_cast<char>(length));
      packed.append(reinterpret_cast<char const*>(bytes.data()), length);
    } else {
      packed.push_back(static_cast<char>(is_raw));
      for (auto const limb : number)
        for (std::size_t k = 0; k < 8; ++k)
          packed.push_back(static_cast<char>(byte_of(limb, k)));
    }
  }
  return packed;
}

std::vector<std::int64_t> unpacked_limbs(std::string_view bytes, std::size_t count) {
  if (count % limbs_per_number != 0 || count / limbs_per_number > bytes.size()) refuse();
  std::vector<std::int64_t> limbs(count);
  for (std::size_t at = 0; at < count; at += limbs_per_number)
    unpack(bytes, limbs.data() + at);
  if (!bytes.empty()) refuse();
  return limbs;
}

} // namespace nnft
