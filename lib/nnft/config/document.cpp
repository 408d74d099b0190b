#include "nnft/config/document.hpp"

#include "nnft/config/messages.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <optional>
#include <sstream>

namespace nnft::config {
namespace {

class Converter {
 public:
  // Without a file every place is "--set".
  explicit Converter(std::optional<std::string> file) : file_(std::move(file)) {}

  Table operator()(toml::table const& table) const {
    std::vector<std::pair<toml::source_position, Member>> members;
    for (auto const& [name, node] : table)
      members.emplace_back(name.source().begin,
                           Member{std::string(name.str()), converted(node, name.source())});
    std::stable_sort(members.begin(), members.end(),
                     [](auto const& a, auto const& b) { return a.first < b.first; });
    Table result;
    for (auto& [position, member] : members)
      result.push_back(std::move(member));
    return result;
  }

 private:
  std::string where(toml::source_region const& region) const {
    return file_ ? fmt::format("{}:{}", *file_, region.begin.line) : "--set";
  }
  Node converted(toml::node const& node, toml::source_region const& name) const {
    Node result{false, where(node.is_table() ? name : node.source())};
    if (auto const* table = node.as_table()) result.value = (*this)(*table);
    if (auto const* list = node.as_array()) {
      List elements;
      for (auto const& element : *list)
        elements.push_back(converted(element, element.source()));
      result.value = std::move(elements);
    }
    if (auto const* text = node.as_string()) result.value = text->get();
    if (auto const* integer = node.as_integer()) result.value = std::int64_t{integer->get()};
    if (auto const* real = node.as_floating_point()) result.value = real->get();
    if (auto const* flag = node.as_boolean()) result.value = flag->get();
    if (node.is_date() || node.is_time() || node.is_date_time()) {
      std::ostringstream text;
      node.visit([&](auto const& value) {
        if constexpr (toml::is_chronological<decltype(value)>) text << value;
      });
      result.value = Moment{text.str()};
    }
    return result;
  }

  std::optional<std::string> file_;
};

std::string shown_list(List const& list) {
  std::string text = "[";
  for (auto const& element : list) {
    if (text.size() > 60) return text + "...";
    text += (text.size() > 1 ? ", " : "") + shown(element);
  }
  return text + ']';
}

std::string shown_table(Table const& table) {
  std::string text = "{";
  for (auto const& [name, node] : table) {
    if (text.size() > 60) return text + "...";
    text += (text.size() > 1 ? ", " : "") + printable(name) + " = " + shown(node);
  }
  return text + '}';
}

} // namespace

Table parsed_document(std::string_view text, std::string_view file) {
  try {
    return Converter(std::string(file))(toml::parse(text));
  } catch (toml::parse_error const& error) {
    refuse(fmt::format("{}:{}: not TOML", file, error.source().begin.line), "",
           printable(error.description(), 200), "Correct this line");
  }
}

Node parsed_override(std::string const& value) {
  try {
    auto const table = Converter(std::nullopt)(toml::parse("value = " + value));
    if (table.size() == 1) return table.front().node;
  } catch (toml::parse_error const&) { // not TOML: the text itself
  }
  return Node{value, "--set"};
}

Node const* find(Table const& table, std::string_view name) {
  auto const same = [&](Member const& member) { return member.name == name; };
  auto const found = std::find_if(table.begin(), table.end(), same);
  return found == table.end() ? nullptr : &found->node;
}

Node* find(Table& table, std::string_view name) {
  return const_cast<Node*>(find(std::as_const(table), name)); // the table itself is not const
}

std::string shown(Node const& node) {
  struct Visitor {
    std::string operator()(bool value) const { return value ? "true" : "false"; }
    std::string operator()(std::int64_t value) const { return fmt::format("{}", value); }
    std::string operator()(double value) const { return fmt::format("{}", value); }
    std::string operator()(std::string const& value) const { return quoted(value); }
    std::string operator()(Moment const& value) const { return value.text; }
    std::string operator()(List const& value) const { return shown_list(value); }
    std::string operator()(Table const& value) const { return shown_table(value); }
  };
  return printable(std::visit(Visitor{}, node.value), 80);
}

std::string_view kind_of(Node const& node) {
  constexpr std::array<std::string_view, 7> kinds{
      "a boolean", "an integer", "a real number", "a text", "a date or time", "a list", "a table"};
  return kinds[node.value.index()];
}

} // namespace nnft::config
