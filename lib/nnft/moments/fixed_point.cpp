#include "nnft/moments/fixed_point.hpp"

#include "nnft/core/error.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

namespace nnft {
namespace {

constexpr int fraction_bits = 64;
constexpr std::int64_t digit_base = std::int64_t{1} << 32;
__extension__ using Wide = unsigned __int128;

} // namespace

void add_number(Limbs limbs, double x) {
  if (!(std::abs(x) < 0x1p126))
    throw NotFinite("a sum is not finite or beyond 2^126 times its expected size");
  int exponent = 0;
  double const fraction = std::frexp(std::abs(x), &exponent); // |x| = fraction 2^exponent
  auto mantissa = static_cast<std::uint64_t>(std::ldexp(fraction, 53));
  int shift = exponent - 53 + fraction_bits; // |x| 2^64 = mantissa 2^shift
  if (shift < -54) return;
  if (shift < 0) {
    std::uint64_t const half = std::uint64_t{1} << static_cast<unsigned>(-shift - 1);
    mantissa = (mantissa + half) >> static_cast<unsigned>(-shift);
    shift = 0;
  }
  auto const first = static_cast<std::size_t>(shift / 32);
  Wide const digits = static_cast<Wide>(mantissa) << static_cast<unsigned>(shift % 32);
  std::int64_t const sign = x < 0 ? -1 : 1;
  for (std::size_t i = 0; i < 3 && first + i < limbs_per_number; ++i)
    limbs[first + i] +=
        sign * static_cast<std::int64_t>((digits >> static_cast<unsigned>(32 * i)) & 0xffffffffU);
}

void carry(Limbs limbs) {
  for (std::size_t i = 0; i + 1 < limbs_per_number; ++i) {
    std::int64_t const digit = limbs[i] & (digit_base - 1);
    limbs[i + 1] += (limbs[i] - digit) / digit_base;
    limbs[i] = digit;
  }
}

double to_double(ConstLimbs limbs) {
  std::array<std::int64_t, limbs_per_number> digits{};
  std::copy(limbs.begin(), limbs.end(), digits.begin());
  carry(digits);
  bool const negative = digits.back() < 0;
  if (negative) {
    for (auto& digit : digits)
      digit = -digit;
    carry(digits);
  }
  // The highest non-zero digit and the two below it hold more bits than a double; whatever lies
  // further down only decides ties and is folded into the lowest bit.
  int top = limbs_per_number - 1;
  while (top > 2 && digits[static_cast<std::size_t>(top)] == 0)
    --top;
  Wide high = 0;
  for (int i = top; i > top - 3; --i)
    high = (high << 32U) + static_cast<std::uint64_t>(digits[static_cast<std::size_t>(i)]);
  for (int i = 0; i <= top - 3; ++i)
    if (digits[static_cast<std::size_t>(i)] != 0) high |= 1U;
  double const magnitude = std::ldexp(static_cast<double>(high), 32 * (top - 2) - fraction_bits);
  return negative ? -magnitude : magnitude;
}

} // namespace nnft
