#include "nnft/moments/coverage.hpp"

#include "nnft/core/error.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace nnft {
namespace {

//! Joins spans that touch or overlap. \pre sorted
std::vector<NetworkSpan> joined_spans(std::vector<NetworkSpan> const& sorted) {
  std::vector<NetworkSpan> spans;
  for (auto const& span : sorted) {
    bool const joins = !spans.empty() && spans.back().experiment == span.experiment &&
                       span.first <= spans.back().end;
    if (joins)
      spans.back().end = std::max(spans.back().end, span.end);
    else
      spans.push_back(span);
  }
  return spans;
}

std::string shown(NetworkSpan const& span) {
  return "networks " + std::to_string(span.first) + " to " + std::to_string(span.end) +
         " of experiment " + std::to_string(span.experiment);
}

} // namespace

Coverage::Coverage(std::vector<NetworkSpan> spans) : spans_(std::move(spans)) {
  std::sort(spans_.begin(), spans_.end());
  for (std::size_t i = 0; i < spans_.size(); ++i) {
    auto const& span = spans_[i];
    if (span.experiment < 0 || span.first < 0 || span.end <= span.first)
      throw InvalidInput(shown(span) + " (this is no range of networks). Use another file.");
    if (i > 0 && spans_[i - 1].experiment == span.experiment && span.first < spans_[i - 1].end)
      throw InvalidInput(shown(span) + " (they overlap with " + shown(spans_[i - 1]) +
                         "). Use another file.");
  }
  spans_ = joined_spans(spans_);
}

Coverage Coverage::of_all(int experiments, std::int64_t first, std::int64_t end) {
  Coverage coverage;
  for (int e = 0; e < experiments && first < end; ++e)
    coverage.spans_.push_back({e, first, end});
  return coverage;
}

std::int64_t Coverage::networks() const {
  std::int64_t networks = 0;
  for (auto const& span : spans_)
    networks += span.end - span.first;
  return networks;
}

std::int64_t Coverage::within(NetworkSpan const& span) const {
  auto const ends_before = [](NetworkSpan const& a, NetworkSpan const& b) {
    return a.experiment != b.experiment ? a.experiment < b.experiment : a.end <= b.first;
  };
  std::int64_t networks = 0;
  for (auto s = std::lower_bound(spans_.begin(), spans_.end(), span, ends_before);
       s != spans_.end() && s->experiment == span.experiment && s->first < span.end; ++s)
    networks += std::min(s->end, span.end) - std::max(s->first, span.first);
  return networks;
}

Coverage Coverage::joined(Coverage const& other) const {
  std::vector<NetworkSpan> both;
  both.reserve(spans_.size() + other.spans_.size());
  std::merge(spans_.begin(), spans_.end(), other.spans_.begin(), other.spans_.end(),
             std::back_inserter(both));
  Coverage result;
  result.spans_ = joined_spans(both);
  return result;
}

bool Coverage::contains(Coverage const& other) const {
  return std::all_of(other.spans_.begin(), other.spans_.end(), [this](NetworkSpan const& span) {
    return within(span) == span.end - span.first;
  });
}

} // namespace nnft
