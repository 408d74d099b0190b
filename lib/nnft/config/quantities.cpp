#include "nnft/config/quantities.hpp"

#include "nnft/config/messages.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

namespace nnft {
namespace {

using config::quoted;
using config::refuse;

constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
    text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
    text.remove_suffix(1);
  return text;
}

// Digits at the front of `text`, which is shortened by them; underscores stand between two digits.
std::string take_digits(std::string_view& text) {
  std::string digits;
  while (!text.empty()) {
    bool const separator =
        text[0] == '_' && !digits.empty() && text.size() > 1 && is_digit(text[1]);
    if (!separator && !is_digit(text[0])) break;
    if (!separator) digits += text[0];
    text.remove_prefix(1);
  }
  return digits;
}

// factor * value + digit, or nothing beyond 2^63 - 1.
std::optional<std::int64_t> grown(std::int64_t value, std::int64_t factor, std::int64_t addend) {
  std::int64_t result = 0;
  if (__builtin_mul_overflow(value, factor, &result)) return std::nullopt;
  if (__builtin_add_overflow(result, addend, &result)) return std::nullopt;
  return result;
}

std::optional<std::int64_t> value_of(std::string_view digits) {
  std::optional<std::int64_t> value = 0;
  for (char const c : digits)
    if (value) value = grown(*value, 10, c - '0');
  return value;
}

class CountParser {
 public:
  CountParser(std::string_view text, std::string_view subject) : text_(text), subject_(subject) {}

  std::int64_t operator()() const {
    auto rest = trimmed(text_);
    if (rest.starts_with('-')) complain("is negative");
    if (rest.starts_with('+')) rest.remove_prefix(1);
    std::string digits = take_digits(rest);
    if (digits.empty()) complain("is not a number");
    if (rest.starts_with('^')) return power(digits, rest.substr(1));
    std::int64_t exponent = 0;
    if (rest.starts_with('.')) {
      rest.remove_prefix(1);
      auto const fraction = take_digits(rest);
      if (fraction.empty()) complain("is not a number");
      digits += fraction;
      exponent -= static_cast<std::int64_t>(fraction.size());
    }
    if (rest.starts_with('e') || rest.starts_with('E')) exponent += taken_exponent(rest);
    if (!rest.empty()) complain("is not a number");
    return scaled(digits, exponent);
  }

 private:
  [[noreturn]] void complain(std::string_view why) const {
    refuse(subject_, quoted(text_), why, "Write a whole number such as 1000, \"1e9\" or \"2^20\"");
  }
  std::int64_t checked(std::optional<std::int64_t> value) const {
    if (!value) complain("exceeds 2^63 - 1 = 9223372036854775807");
    return *value;
  }
  std::int64_t power(std::string_view base_digits, std::string_view rest) const {
    auto const exponent_digits = take_digits(rest);
    if (exponent_digits.empty() || !rest.empty()) complain("is not a number");
    std::int64_t const base = checked(value_of(base_digits));
    std::int64_t const exponent = checked(value_of(exponent_digits));
    if (base <= 1) return exponent == 0 ? 1 : base;
    std::optional<std::int64_t> result = 1;
    for (std::int64_t i = 0; i < exponent && result; ++i)
      result = grown(*result, base, 0);
    return checked(result);
  }
  std::int64_t taken_exponent(std::string_view& rest) const {
    rest.remove_prefix(1);
    bool const negative = rest.starts_with('-');
    if (negative || rest.starts_with('+')) rest.remove_prefix(1);
    auto const digits = take_digits(rest);
    if (digits.empty()) complain("is not a number");
    // Beyond a million no text that fits in a file makes a number in range again.
    std::int64_t const size = std::min<std::int64_t>(value_of(digits).value_or(largest), 1'000'000);
    return negative ? -size : size;
  }
  std::int64_t scaled(std::string digits, std::int64_t exponent) const {
    while (!digits.empty() && digits.back() == '0') {
      digits.pop_back();
      ++exponent;
    }
    if (digits.empty()) return 0;
    if (exponent < 0) complain("is not a whole number");
    auto value = value_of(digits);
    for (std::int64_t i = 0; i < exponent && value; ++i)
      value = grown(*value, 10, 0);
    return checked(value);
  }

  std::string_view text_;
  std::string_view subject_;
};

// A number without sign at the front of `text`, which is shortened by it.
std::optional<double> take_real(std::string_view& text) {
  if (text.empty() || !(is_digit(text[0]) || text[0] == '.')) return std::nullopt;
  double value = 0;
  auto const [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), value,
                      std::chars_format::fixed); // no exponent: "1e" is a unit
  if (error != std::errc{}) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

// "01:30:00", "1-12:00:00": days may stand in front, minutes and seconds have two digits.
std::optional<double> clock_time(std::string_view text) {
  double days = 0;
  auto digits = take_digits(text);
  if (text.starts_with('-')) {
    days = static_cast<double>(value_of(digits).value_or(largest));
    text.remove_prefix(1);
    digits = take_digits(text);
  }
  if (digits.empty()) return std::nullopt;
  double total = 24 * days + static_cast<double>(value_of(digits).value_or(largest));
  for (int i = 0; i < 2; ++i) {
    if (!text.starts_with(':')) return std::nullopt;
    text.remove_prefix(1);
    auto const sixtieths = take_digits(text);
    if (sixtieths.size() != 2 || *value_of(sixtieths) > 59) return std::nullopt;
    total = 60 * total + static_cast<double>(*value_of(sixtieths));
  }
  return text.empty() ? std::optional(total) : std::nullopt;
}

// "1h30m": units from the largest to the smallest, each at most once; a lone number is seconds.
std::optional<double> unit_time(std::string_view text) {
  constexpr std::array<std::pair<char, double>, 4> units{
      {{'d', 86400}, {'h', 3600}, {'m', 60}, {'s', 1}}};
  double total = 0;
  std::size_t unit = 0;
  for (bool first = true; first || !text.empty(); first = false) {
    auto const value = take_real(text);
    if (!value) return std::nullopt;
    if (first && text.empty()) return value;
    while (unit < units.size() && !text.starts_with(units[unit].first))
      ++unit;
    if (unit == units.size()) return std::nullopt;
    total += *value * units[unit++].second;
    text.remove_prefix(1);
  }
  return total;
}

std::optional<double> unit_of_memory(std::string unit) {
  for (char& c : unit)
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  if (unit.empty() || unit == "b") return 1;
  constexpr std::string_view letters = "kmgt";
  auto const power = letters.find(unit[0]);
  if (power == std::string_view::npos) return std::nullopt;
  auto const rest = unit.substr(1);
  if (rest != "" && rest != "b" && rest != "ib") return std::nullopt;
  return std::pow(rest == "b" ? 1000.0 : 1024.0, static_cast<double>(power + 1));
}

} // namespace

std::int64_t parse_count(std::string_view text, std::string_view subject) {
  return CountParser(text, subject)();
}

double parse_duration(std::string_view text, std::string_view subject) {
  constexpr std::string_view advice =
      "Write seconds or a text such as \"90s\", \"5m\", \"1h30m\" or \"01:30:00\"";
  auto const body = trimmed(text);
  bool const clock = body.find(':') != std::string_view::npos;
  auto const seconds = clock ? clock_time(body) : unit_time(body);
  if (!seconds) refuse(subject, quoted(text), "is not a time", advice);
  if (!(*seconds > 0)) refuse(subject, quoted(text), "is not a positive time", advice);
  if (*seconds > 1e9) refuse(subject, quoted(text), "is longer than 1e9 s, 30 years", advice);
  return *seconds;
}

std::int64_t parse_bytes(std::string_view text, std::string_view subject) {
  constexpr std::string_view advice = "Write a text such as \"8GiB\" or \"500 MB\"";
  auto rest = trimmed(text);
  auto const number = take_real(rest);
  auto const unit = number ? unit_of_memory(std::string(trimmed(rest))) : std::nullopt;
  if (!unit) refuse(subject, quoted(text), "is not an amount of memory", advice);
  double const bytes = std::floor(*number * *unit);
  if (!(bytes >= 1)) refuse(subject, quoted(text), "is less than one byte", advice);
  if (!(bytes < 0x1p60)) refuse(subject, quoted(text), "exceeds 2^60 bytes", advice);
  return static_cast<std::int64_t>(bytes);
}

std::string shown_bytes(double bytes) {
  constexpr std::array<std::string_view, 7> units{"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  std::size_t unit = 0;
  for (; bytes >= 999.5 && unit + 1 < units.size(); ++unit) // three digits, no power of ten
    bytes /= 1024;
  return fmt::format("{:.3g} {}", bytes, units[unit]);
}

} // namespace nnft
