#include "driver/summary.hpp"

#include <fmt/format.h>

#include <cmath>
#include <optional>
#include <string>
#include <vector>

namespace nnft::app {
namespace {

std::optional<double> number(std::map<std::string, result::Attribute> const& attributes,
                             std::string const& name) {
  auto const entry = attributes.find(name);
  if (entry == attributes.end()) return std::nullopt;
  if (auto const* real = std::get_if<double>(&entry->second)) return *real;
  if (auto const* integer = std::get_if<std::int64_t>(&entry->second))
    return static_cast<double>(*integer);
  return std::nullopt;
}

std::string text(std::map<std::string, result::Attribute> const& attributes,
                 std::string const& name) {
  auto const entry = attributes.find(name);
  auto const* value =
      entry == attributes.end() ? nullptr : std::get_if<std::string>(&entry->second);
  return value == nullptr ? "" : *value;
}

std::string shown(std::optional<double> value, char const* format = "{:.3g}") {
  return value ? fmt::format(fmt::runtime(format), *value) : "-";
}

std::string with_error(std::optional<double> value, std::optional<double> error) {
  if (!value) return "-";
  if (!error || !(*error > 0)) return fmt::format("{:.6g}", *value);
  return fmt::format("{:.4g} +- {:.2g}", *value, *error);
}

std::optional<double> pull_number(result::Group const& ensemble, std::string const& quantity,
                                  std::string const& name) {
  auto const* pull = ensemble.dataset("comparison/" + quantity + "_pull");
  return pull == nullptr ? std::nullopt : number(pull->attributes, name);
}

void print_agreement(result::Group const& root, Console const& console) {
  console.result("agreement of measured with exact: p-value, largest |pull|");
  console.result(fmt::format("  {:<7}{:>8} {:>16} {:>16} {:>16} {:>16} {:>16}", "net", "width",
                             "g2", "g4", "g4_connected", "g6", "g6_connected"));
  bool heavy = false;
  for (auto const& [index, ensemble] : root.find("ensembles")->groups) {
    auto line = fmt::format("  {:<7}{:>8}", text(ensemble.attributes, "architecture"),
                            shown(number(ensemble.attributes, "width"), "{:.0f}"));
    for (auto const* quantity : {"g2", "g4", "g4_connected", "g6", "g6_connected"}) {
      auto cell = fmt::format("{} {}", shown(pull_number(ensemble, quantity, "p_value")),
                              shown(pull_number(ensemble, quantity, "max_pull")));
      auto const* tails = ensemble.find("comparison/tail_warning");
      if (tails != nullptr &&
          text(tails->attributes, std::string(quantity) + "_verdict") == "heavy tail") {
        cell += " !";
        heavy = true;
      }
      line += fmt::format(" {:>16}", cell);
    }
    console.result(line);
  }
  if (heavy) console.result("  (! heavy tail: not converged, see the warning)");
}

void print_couplings(result::Group const& root, Console const& console) {
  bool headed = false;
  for (auto const& [index, ensemble] : root.find("ensembles")->groups) {
    auto const name = fmt::format("  {:<7}{:>8}", text(ensemble.attributes, "architecture"),
                                  shown(number(ensemble.attributes, "width"), "{:.0f}"));
    std::string line;
    if (auto const* fit = ensemble.find("eft"); fit != nullptr && fit->dataset("couplings")) {
      auto const values = result::matrix_of(*fit->dataset("couplings"));
      auto const covariance = result::matrix_of(*fit->dataset("covariance"));
      line += fmt::format("  lambda({:g}) = {}", number(fit->attributes, "cutoff").value_or(0),
                          with_error(values(0, 0), std::sqrt(covariance(0, 0))));
    }
    if (auto const* scan = ensemble.find("cutoff_scan"); scan != nullptr)
      line += fmt::format("  slope {} (expected {})",
                          shown(number(scan->attributes, "slope"), "{:.6g}"),
                          shown(number(scan->attributes, "slope_expected"), "{:g}"));
    if (line.empty()) continue;
    if (!headed) console.result("couplings and their flow with the cutoff");
    headed = true;
    console.result(name + line);
  }
}

void print_falloff(result::Group const& root, Console const& console) {
  auto const* falloff = root.find("falloff");
  if (falloff == nullptr) return;
  console.result("falloff with the width: exponents measured (expected)");
  for (auto const& [index, group] : falloff->groups) {
    auto line = fmt::format("  {:<7}", text(group.attributes, "architecture"));
    for (auto const* name : {"m4", "m6", "g4_connected", "g6_connected"}) {
      std::string const key = std::string(name) + "_exponent";
      if (auto const exponent = number(group.attributes, key))
        line += fmt::format("  {} {} ({})", name,
                            with_error(exponent, number(group.attributes, key + "_error")),
                            shown(number(group.attributes, key + "_expected"), "{:.4g}"));
    }
    console.result(line);
  }
}

} // namespace

void print_summary(result::Group const& root, Console const& console) {
  auto const* ensembles = root.find("ensembles");
  if (ensembles == nullptr || ensembles->groups.empty()) return;
  bool const measured = ensembles->groups.begin()->second.find("comparison") != nullptr;
  if (measured) print_agreement(root, console);
  if (auto const* until = root.find("until"); until != nullptr) {
    console.result(fmt::format("until {} has relative error {}: {}, {} after {} networks",
                               text(until->attributes, "quantity"),
                               shown(number(until->attributes, "relative_error_asked")),
                               text(until->attributes, "verdict"),
                               shown(number(until->attributes, "relative_error")),
                               shown(number(until->attributes, "networks"))));
    console.result("  " + text(until->attributes, "note"));
  }
  print_couplings(root, console);
  print_falloff(root, console);
}

} // namespace nnft::app
