#pragma once
#include "nnft/config/document.hpp"

#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace nnft::config {

struct CountRange {
  std::int64_t from = 0;
  std::int64_t to = std::numeric_limits<std::int64_t>::max();
  std::string_view reason{}; //!< of the upper limit: "the random stream numbers no more"
};

//! An interval of finite real numbers.
struct RealRange {
  double from = 0;
  double to = 0;
  std::string_view infinite = "is infinite"; //!< why not; empty: +infinity is allowed, too
};

/*!
 * The keys of one configuration: the file's and those of "--set" over them.
 *
 * Keys have their full names, "sampling.networks". A key that is absent gives the fallback; one of
 * wrong type or out of range throws InvalidInput "<file>:<line>: <key> = <value> (<why>).
 * <advice>."
 */
class Settings {
 public:
  //! Throws InvalidInput for what is not TOML, not KEY=VALUE, or not a name of a configuration.
  Settings(std::string_view text, std::string file, std::span<std::string const> overrides);

  [[nodiscard]] std::string const& file() const { return file_; }
  [[nodiscard]] Node const* find(std::string_view key) const;
  //! "<file>:<line>: <key>"; without the line of an absent key, but with that of its table.
  [[nodiscard]] std::string subject(std::string_view key) const;
  [[noreturn]] void refuse(std::string_view key, std::string_view why,
                           std::string_view advice) const;

  [[nodiscard]] std::int64_t count(std::string_view key, CountRange range,
                                   std::int64_t fallback) const;
  //! One number or a list of different ones, not empty.
  [[nodiscard]] std::vector<std::int64_t> counts(std::string_view key, CountRange range) const;
  [[nodiscard]] double real(std::string_view key, RealRange range, double fallback) const;
  [[nodiscard]] std::vector<double> reals(std::string_view key, RealRange range,
                                          std::vector<double> fallback) const;
  [[nodiscard]] std::string text(std::string_view key, std::string fallback) const;
  [[nodiscard]] bool flag(std::string_view key, bool fallback) const;
  //! Place of the text among the names; the error names the nearest.
  [[nodiscard]] std::size_t choice(std::string_view key, std::span<std::string_view const> names,
                                   std::size_t fallback) const;
  //! A list of different texts, not empty.
  [[nodiscard]] std::vector<std::size_t> choices(std::string_view key,
                                                 std::span<std::string_view const> names,
                                                 std::vector<std::size_t> fallback) const;

 private:
  void apply(std::string const& assignment);

  std::string file_;
  Table root_;
};

//! The list in a node, not empty; refuses anything else with that advice.
[[nodiscard]] List const& list_of(Node const& node, std::string_view key, std::string_view advice);
[[nodiscard]] std::int64_t count_of(Node const& node, std::string_view key, CountRange range);
[[nodiscard]] double real_of(Node const& node, std::string_view key, RealRange range);
[[nodiscard]] std::size_t choice_of(Node const& node, std::string_view key,
                                    std::span<std::string_view const> names);
[[noreturn]] void refuse(Node const& node, std::string_view key, std::string_view why,
                         std::string_view advice);

} // namespace nnft::config
