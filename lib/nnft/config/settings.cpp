#include "nnft/config/settings.hpp"

#include "nnft/config/messages.hpp"
#include "nnft/config/names.hpp"
#include "nnft/config/quantities.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace nnft::config {
namespace {

std::vector<std::string> split_key(std::string_view key) {
  std::vector<std::string> parts(1);
  for (char const c : key)
    if (c == '.')
      parts.emplace_back();
    else
      parts.back() += c;
  return parts;
}

bool is_bare(std::string_view part) {
  return !part.empty() && std::all_of(part.begin(), part.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
  });
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' '))
    text.remove_prefix(1);
  while (text.ends_with(' '))
    text.remove_suffix(1);
  return text;
}

// Member of a table, made if absent.
Node& member(Table& table, std::string const& name) {
  if (Node* node = find(table, name)) return *node;
  table.push_back({name, Node{Table{}, "--set"}});
  return table.back().node;
}

constexpr std::size_t most_elements = 10'000;
constexpr std::string_view whole_number = "Write a whole number such as 1000, 1e6 or \"2^20\"";

template <class T>
std::vector<T> different(Node const& node, std::string_view key, std::vector<T> values) {
  for (auto value = values.begin(); value != values.end(); ++value)
    if (std::find(values.begin(), value, *value) != value)
      refuse(node, key, fmt::format("has {} twice", *value), "Keep one of the two");
  return values;
}

} // namespace

void refuse(Node const& node, std::string_view key, std::string_view why, std::string_view advice) {
  refuse(fmt::format("{}: {}", node.where, key), shown(node), why, advice);
}

List const& list_of(Node const& node, std::string_view key, std::string_view advice) {
  auto const* list = std::get_if<List>(&node.value);
  if (list == nullptr) refuse(node, key, fmt::format("is {}, not a list", kind_of(node)), advice);
  if (list->empty()) refuse(node, key, "is an empty list", advice);
  if (list->size() > most_elements)
    refuse(node, key, fmt::format("has {} entries, the limit is {}", list->size(), most_elements),
           "Split the run");
  return *list;
}

std::int64_t count_of(Node const& node, std::string_view key, CountRange range) {
  std::int64_t value = 0;
  if (auto const* integer = std::get_if<std::int64_t>(&node.value)) {
    value = *integer;
  } else if (auto const* text = std::get_if<std::string>(&node.value)) {
    value = parse_count(*text, fmt::format("{}: {}", node.where, key));
  } else if (auto const* real = std::get_if<double>(&node.value)) {
    if (!std::isfinite(*real) || std::trunc(*real) != *real)
      refuse(node, key, "is not a whole number", whole_number);
    if (std::abs(*real) >= 0x1p63) refuse(node, key, "exceeds 2^63 - 1", whole_number);
    value = static_cast<std::int64_t>(*real);
  } else {
    refuse(node, key, fmt::format("is {}, not a whole number", kind_of(node)), whole_number);
  }
  if (value < range.from)
    refuse(node, key, fmt::format("is less than {}", range.from),
           fmt::format("Set it to {} or more", range.from));
  if (value > range.to)
    refuse(node, key,
           fmt::format("is more than {}{}{}", range.to, range.reason.empty() ? "" : ": ",
                       range.reason),
           fmt::format("Set it to {} or less", range.to));
  return value;
}

double real_of(Node const& node, std::string_view key, RealRange range) {
  double value = 0;
  if (auto const* integer = std::get_if<std::int64_t>(&node.value))
    value = static_cast<double>(*integer);
  else if (auto const* real = std::get_if<double>(&node.value))
    value = *real;
  else if (auto const* text = std::get_if<std::string>(&node.value); text && *text == "inf")
    value = std::numeric_limits<double>::infinity();
  else
    refuse(node, key, fmt::format("is {}, not a number", kind_of(node)),
           "Write a number, without quotation marks");
  if (std::isnan(value)) refuse(node, key, "is not a number", "Write a number");
  if (std::isinf(value) && value > 0 && range.infinite.empty()) return value;
  if (std::isinf(value))
    refuse(node, key, range.infinite.empty() ? "is negative" : range.infinite,
           "Write a finite number");
  if (value < range.from || value > range.to) {
    std::string_view why = "is beyond the program's range";
    if (value <= 0 && range.from > 0) why = "is not positive";
    if (value < 0 && range.from == 0) why = "is negative";
    refuse(node, key, why, fmt::format("Set it between {:g} and {:g}", range.from, range.to));
  }
  return value + 0.0; // -0 becomes +0: equal values have equal bits
}

std::size_t choice_of(Node const& node, std::string_view key,
                      std::span<std::string_view const> names) {
  std::string const all = "It is one of " + joined(names);
  auto const* text = std::get_if<std::string>(&node.value);
  if (text == nullptr) refuse(node, key, fmt::format("is {}, not a text", kind_of(node)), all);
  auto const found = std::find(names.begin(), names.end(), *text);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  auto const near = nearest(*text, names);
  refuse(node, key, "unknown name",
         near.empty() ? all : fmt::format("The nearest known name is \"{}\". {}", near, all));
}

Settings::Settings(std::string_view text, std::string file, std::span<std::string const> overrides)
    : file_(std::move(file)), root_(parsed_document(text, file_)) {
  for (auto const& assignment : overrides)
    apply(assignment);
  refuse_unknown_names(root_);
}

void Settings::apply(std::string const& assignment) {
  auto const equals = assignment.find('=');
  auto const key = trimmed(std::string_view(assignment).substr(0, equals));
  auto const parts = split_key(key);
  if (equals == std::string::npos || !std::all_of(parts.begin(), parts.end(), is_bare))
    config::refuse("--set: " + printable(assignment), "", "is not KEY=VALUE",
                   "Write it like --set sampling.networks=1e6");
  if (parts.size() > 3)
    config::refuse("--set: " + printable(key), "", "unknown key", "Keys have at most three parts");
  Table* table = &root_;
  for (auto part = parts.begin(); part + 1 != parts.end(); ++part) {
    Node& node = member(*table, *part);
    if (!std::holds_alternative<Table>(node.value)) node = Node{Table{}, "--set"};
    table = &std::get<Table>(node.value);
  }
  auto const gives_points = [](std::string_view name) {
    return name == "points" || name == "preset" || name == "file";
  };
  // The ways to give the points exclude each other: the last one wins here, too.
  if (parts.size() == 2 && parts[0] == "inputs" && gives_points(parts[1]))
    std::erase_if(*table, [&](Member const& m) { return gives_points(m.name); });
  member(*table, parts.back()) = parsed_override(assignment.substr(equals + 1));
}

Node const* Settings::find(std::string_view key) const {
  Node const* node = nullptr;
  Table const* table = &root_;
  for (auto const& part : split_key(key)) {
    node = table != nullptr ? config::find(*table, part) : nullptr;
    if (node == nullptr) return nullptr;
    table = std::get_if<Table>(&node->value);
  }
  return node;
}

std::string Settings::subject(std::string_view key) const {
  auto const* node = find(key);
  if (node == nullptr) node = find(key.substr(0, key.find('.')));
  return fmt::format("{}: {}", node != nullptr ? node->where : file_, key);
}

void Settings::refuse(std::string_view key, std::string_view why, std::string_view advice) const {
  auto const* node = find(key);
  config::refuse(subject(key), node != nullptr ? shown(*node) : "", why, advice);
}

std::int64_t Settings::count(std::string_view key, CountRange range, std::int64_t fallback) const {
  auto const* node = find(key);
  return node != nullptr ? count_of(*node, key, range) : fallback;
}

std::vector<std::int64_t> Settings::counts(std::string_view key, CountRange range) const {
  auto const* node = find(key);
  if (node == nullptr) return {};
  if (!std::holds_alternative<List>(node->value)) return {count_of(*node, key, range)};
  std::vector<std::int64_t> values;
  for (auto const& element : list_of(*node, key, "Give at least one number"))
    values.push_back(count_of(element, key, range));
  return different(*node, key, std::move(values));
}

double Settings::real(std::string_view key, RealRange range, double fallback) const {
  auto const* node = find(key);
  return node != nullptr ? real_of(*node, key, range) : fallback;
}

std::vector<double> Settings::reals(std::string_view key, RealRange range,
                                    std::vector<double> fallback) const {
  auto const* node = find(key);
  if (node == nullptr) return fallback;
  if (!std::holds_alternative<List>(node->value)) return {real_of(*node, key, range)};
  std::vector<double> values;
  for (auto const& element : list_of(*node, key, "Give at least one number"))
    values.push_back(real_of(element, key, range));
  return different(*node, key, std::move(values));
}

std::string Settings::text(std::string_view key, std::string fallback) const {
  auto const* node = find(key);
  if (node == nullptr) return fallback;
  auto const* text = std::get_if<std::string>(&node->value);
  if (text == nullptr)
    refuse(key, fmt::format("is {}, not a text", kind_of(*node)), "Put it between quotation marks");
  if (text->size() > 4000) refuse(key, "is longer than 4000 bytes", "Shorten it");
  auto const control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  if (std::any_of(text->begin(), text->end(), control))
    refuse(key, "has control characters", "Keep it on one line");
  return *text;
}

bool Settings::flag(std::string_view key, bool fallback) const {
  auto const* node = find(key);
  if (node == nullptr) return fallback;
  auto const* flag = std::get_if<bool>(&node->value);
  if (flag == nullptr)
    refuse(key, fmt::format("is {}, not true or false", kind_of(*node)), "Write true or false");
  return *flag;
}

std::size_t Settings::choice(std::string_view key, std::span<std::string_view const> names,
                             std::size_t fallback) const {
  auto const* node = find(key);
  return node != nullptr ? choice_of(*node, key, names) : fallback;
}

std::vector<std::size_t> Settings::choices(std::string_view key,
                                           std::span<std::string_view const> names,
                                           std::vector<std::size_t> fallback) const {
  auto const* node = find(key);
  if (node == nullptr) return fallback;
  std::vector<std::size_t> values;
  std::vector<std::string_view> texts;
  for (auto const& element : list_of(*node, key, "Give a list of " + joined(names))) {
    values.push_back(choice_of(element, key, names));
    texts.push_back(names[values.back()]);
  }
  static_cast<void>(different(*node, key, std::move(texts)));
  return values;
}

} // namespace nnft::config
