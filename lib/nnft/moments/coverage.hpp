#pragma once
#include <compare>
#include <cstdint>
#include <vector>

namespace nnft {

//! Networks [first, end) of one experiment, first < end.
struct NetworkSpan {
  std::int64_t experiment = 0;
  std::int64_t first = 0;
  std::int64_t end = 0;
  // clang-tidy 14 takes the 0 that a rewritten comparison compares with for a pointer
  auto operator<=>(NetworkSpan const&) const = default; // NOLINT(modernize-use-nullptr)
};

/*!
 * Which networks are behind some sums: a set of networks of all experiments, kept as the fewest
 * spans that describe it, in order. Knows neither blocks nor ranks, so that sums which were
 * collected by any number of ranks can be continued by any other.
 */
class Coverage {
 public:
  Coverage() = default;
  //! Spans in any order that do not overlap. Throws InvalidInput for spans that do, or that are
  //! empty or negative.
  explicit Coverage(std::vector<NetworkSpan> spans);
  //! Networks [first, end) of every experiment; nothing if first = end.
  [[nodiscard]] static Coverage of_all(int experiments, std::int64_t first, std::int64_t end);

  [[nodiscard]] std::vector<NetworkSpan> const& spans() const { return spans_; }
  //! How many networks there are in all.
  [[nodiscard]] std::int64_t networks() const;
  //! How many networks of a span are covered.
  [[nodiscard]] std::int64_t within(NetworkSpan const& span) const;
  //! The union of two sets, which may overlap.
  [[nodiscard]] Coverage joined(Coverage const& other) const;
  [[nodiscard]] bool contains(Coverage const& other) const;

  bool operator==(Coverage const&) const = default;

 private:
  std::vector<NetworkSpan> spans_;
};

} // namespace nnft
