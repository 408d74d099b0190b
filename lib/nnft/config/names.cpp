#include "nnft/config/names.hpp"

#include "nnft/config/messages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace nnft::config {
namespace {

using Names = std::vector<std::string_view>;

struct TableNames {
  std::string_view table; //!< "" for the top level
  Names keys;
};

std::vector<TableNames> const& known_names() {
  static std::vector<TableNames> const names{
      {"", {"title"}},
      {"ensemble",
       {"architecture", "d_in", "d_out", "width", "depth", "sigma_w", "sigma_b", "sigma_w_out",
        "sigma_b_out"}},
      {"inputs", {"points", "preset", "file"}},
      {"sampling",
       {"networks", "experiments", "seed", "first_network", "estimator", "precision", "bins",
        "until"}},
      {"correlators", {"orders"}},
      {"eft", {"quartic", "sextic", "cutoff", "weights", "test_points"}},
      {"cutoff_scan", {"cutoffs"}},
      {"output", {"file", "checkpoint_every", "max_memory"}}};
  return names;
}

Names const cutoff_grid{"from", "to", "points"};
Names const until_keys{"quantity", "relative_error", "max_networks"};

//! Keys whose values are tables.
struct Inner {
  std::string_view table;
  std::string_view key;
  Names const& keys;
};
std::array<Inner, 2> const inner_tables{
    {{"cutoff_scan", "cutoffs", cutoff_grid}, {"sampling", "until", until_keys}}};

std::string full_name(std::string_view table, std::string_view key) {
  return fmt::format("{}{}{}", table, table.empty() ? "" : ".", key);
}

// What somebody who wrote `key` in `table` may have meant.
std::string advice_for(std::string_view table, std::string_view key) {
  TableNames const* own = nullptr;
  Names tables;
  for (auto const& entry : known_names()) {
    if (entry.table == table) own = &entry;
    if (!entry.table.empty()) tables.push_back(entry.table);
    if (std::find(entry.keys.begin(), entry.keys.end(), key) != entry.keys.end())
      return fmt::format("Write {} if that is meant", full_name(entry.table, key));
  }
  Names keys = own != nullptr ? own->keys : Names{};
  for (auto const& inner : inner_tables)
    if (full_name(inner.table, inner.key) == table) keys = inner.keys;
  if (auto const near = nearest(key, keys); !near.empty())
    return fmt::format("The nearest known name is {}", full_name(table, near));
  if (auto const near = nearest(key, tables); table.empty() && !near.empty())
    return fmt::format("The nearest known table is [{}]", near);
  for (auto const& entry : known_names())
    if (auto const near = nearest(key, entry.keys); !near.empty())
      return fmt::format("The nearest known name is {}", full_name(entry.table, near));
  if (table.empty()) return "The tables are " + joined(tables);
  return fmt::format("The keys of [{}] are {}", table, joined(keys));
}

void refuse_unknown_keys(Table const& members, std::string_view table, Names const& keys) {
  for (auto const& [name, node] : members) {
    if (std::find(keys.begin(), keys.end(), name) != keys.end()) continue;
    refuse(node.where + ": " + full_name(table, printable(name)), shown(node), "unknown key",
           advice_for(table, name));
  }
}

} // namespace

void refuse_unknown_names(Table const& root) {
  for (auto const& [name, node] : root) {
    auto const of_name = [&, &wanted = name](TableNames const& entry) {
      return !entry.table.empty() && entry.table == wanted;
    };
    auto const known = std::find_if(known_names().begin(), known_names().end(), of_name);
    auto const* members = std::get_if<Table>(&node.value);
    std::string const subject = node.where + ": " + printable(name);
    if (known == known_names().end()) {
      if (name == "title") continue;
      refuse(subject, shown(node), members != nullptr ? "unknown table" : "unknown key",
             advice_for("", name));
    }
    if (members == nullptr)
      refuse(subject, shown(node), fmt::format("is {}, not a table", kind_of(node)),
             fmt::format("Write [{}] on a line and its keys below", name));
    refuse_unknown_keys(*members, name, known->keys);
    for (auto const& inner : inner_tables) {
      auto const* value = name == inner.table ? find(*members, inner.key) : nullptr;
      if (auto const* table = value ? std::get_if<Table>(&value->value) : nullptr)
        refuse_unknown_keys(*table, full_name(inner.table, inner.key), inner.keys);
    }
  }
}

} // namespace nnft::config
