#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

//! A TOML text as a tree in which every value knows its place. Only document.cpp knows toml++.
namespace nnft::config {

struct Node;
struct Member;
using List = std::vector<Node>;
using Table = std::vector<Member>; //!< in the order of the file

//! A date or a time: TOML has them, no key of ours does.
struct Moment {
  std::string text;
};

struct Node {
  std::variant<bool, std::int64_t, double, std::string, Moment, List, Table> value;
  std::string where; //!< "erf.toml:3" or "--set"
};

struct Member {
  std::string name;
  Node node;
};

//! Parses a file's text. Throws InvalidInput "<file>:<line>: not TOML (<why>). <what to do>.".
[[nodiscard]] Table parsed_document(std::string_view text, std::string_view file);

//! The value of a "--set": TOML if it is, else the text itself.
[[nodiscard]] Node parsed_override(std::string const& value);

//! Member of that name, or null.
[[nodiscard]] Node const* find(Table const& table, std::string_view name);
[[nodiscard]] Node* find(Table& table, std::string_view name);

//! The value on one line, as TOML, at most some 60 characters.
[[nodiscard]] std::string shown(Node const& node);

//! "a boolean", "an integer", "a list", ...
[[nodiscard]] std::string_view kind_of(Node const& node);

} // namespace nnft::config
