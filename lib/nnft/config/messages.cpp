#include "nnft/config/messages.hpp"

#include "nnft/core/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace nnft::config {
namespace {

// Length of the UTF-8 sequence at the front of `text` that may be shown as it is; 0 if there is
// none.
std::size_t showable(std::string_view text) {
  auto const byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  auto const first = byte(0);
  if (first < 0x80) return first >= 0x20 && first != 0x7f ? 1 : 0;
  std::size_t const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((byte(i) & 0xc0U) != 0x80) return 0;
  auto const second = byte(1);
  bool const overlong = (first == 0xe0 && second < 0xa0) || (first == 0xf0 && second < 0x90);
  bool const outside = (first == 0xed && second > 0x9f) || (first == 0xf4 && second > 0x8f);
  bool const control = first == 0xc2 && second < 0xa0;                                 // U+0080..9F
  bool const separator = first == 0xe2 && second == 0x80 && (byte(2) & 0xfeU) == 0xa8; // U+2028, 9
  return overlong || outside || control || separator ? 0 : length;
}

std::string escaped(char c) {
  if (c == '\n') return "\\n";
  if (c == '\t') return "\\t";
  if (c == '\r') return "\\r";
  return fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
}

} // namespace

std::string printable(std::string_view text, std::size_t limit) {
  std::string result;
  while (!text.empty()) {
    std::size_t const length = showable(text);
    std::string const piece = length > 0 ? std::string(text.substr(0, length)) : escaped(text[0]);
    if (result.size() + piece.size() > limit) return result + "...";
    result += piece;
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return result;
}

std::string quoted(std::string_view text) {
  return '"' + printable(text) + '"';
}

void refuse(std::string_view subject, std::string_view value, std::string_view why,
            std::string_view advice) {
  throw InvalidInput(
      fmt::format("{}{}{} ({}). {}.", subject, value.empty() ? "" : " = ", value, why, advice));
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i)
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        d[i][j] = i + j;
        continue;
      }
      std::size_t const replaced = d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
    }
  return d.back().back();
}

std::string_view nearest(std::string_view name, std::span<std::string_view const> candidates) {
  std::string_view best;
  if (name.size() > 100) return best; // no name of ours is near, and the table would be large
  std::size_t least = std::max<std::size_t>(2, name.size() / 3) + 1;
  for (auto const candidate : candidates) {
    std::size_t const distance = edit_distance(name, candidate);
    if (distance < least && distance < std::max(name.size(), candidate.size())) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

std::string joined(std::span<std::string_view const> names) {
  return fmt::format("{}", fmt::join(names.begin(), names.end(), ", "));
}

} // namespace nnft::config
