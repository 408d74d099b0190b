#include "nnft/moments/layout.hpp"

#include "nnft/core/contract.hpp"

#include <algorithm>
#include <utility>

namespace nnft {
namespace {

using Places = std::array<int, max_order>;

// Renames labels in the order of their first appearance: 2, 0, 2 -> 0, 1, 0.
Places restricted_growth(Places const& labels, int n) {
  Places renamed{};
  std::array<int, max_order> seen{};
  int n_seen = 0;
  for (int i = 0; i < n; ++i) {
    auto const label = labels[static_cast<std::size_t>(i)];
    auto const known = std::span(seen).first(static_cast<std::size_t>(n_seen));
    auto const place = std::find(known.begin(), known.end(), label) - known.begin();
    if (place == n_seen) seen[static_cast<std::size_t>(n_seen++)] = label;
    renamed[static_cast<std::size_t>(i)] = static_cast<int>(place);
  }
  return renamed;
}

// Next arrangement of the labels inside groups of equal points; false when all have been seen.
bool next_arrangement(std::span<int const> points, std::span<int> labels) {
  std::size_t begin = 0;
  while (begin < points.size()) {
    std::size_t end = begin;
    while (end < points.size() && points[end] == points[begin])
      ++end;
    auto const group = labels.subspan(begin, end - begin);
    if (std::next_permutation(group.begin(), group.end())) return true;
    begin = end;
  }
  return false;
}

} // namespace

CorrelatorLayout::CorrelatorLayout(int order, int n_points, int d_out)
    : order_(order), n_points_(n_points), d_out_(d_out) {
  NNFT_EXPECT((order == 2 || order == 4 || order == 6) && n_points >= 1 && d_out >= 1);
  Component c;
  auto const places = std::span(c.points).first(static_cast<std::size_t>(order));
  for (;;) {
    add_rows_of(c, 0, 0, c);
    auto last = places.rbegin();
    while (last != places.rend() && *last == n_points - 1)
      ++last;
    if (last == places.rend()) return;
    std::fill(places.rbegin(), last + 1, *last + 1);
  }
}

// Appends the canonical labellings of one multiset of points, in lexicographic order.
void CorrelatorLayout::add_rows_of(Component const& points_only, std::size_t depth, int used_labels,
                                   Component partial) {
  auto const n = static_cast<std::size_t>(order_);
  if (depth == n) {
    auto const smallest =
        canonical(std::span(partial.points).first(n), std::span(partial.labels).first(n));
    if (smallest.labels != partial.labels) return;
    row_of_[key(partial)] = size();
    rows_.push_back(partial);
    return;
  }
  for (int label = 0; label <= std::min(used_labels, d_out_ - 1); ++label) {
    partial.labels[depth] = label;
    add_rows_of(points_only, depth + 1, std::max(used_labels, label + 1), partial);
  }
}

std::span<int const> CorrelatorLayout::points(std::ptrdiff_t row) const {
  return std::span(rows_[static_cast<std::size_t>(row)].points)
      .first(static_cast<std::size_t>(order_));
}

std::span<int const> CorrelatorLayout::labels(std::ptrdiff_t row) const {
  return std::span(rows_[static_cast<std::size_t>(row)].labels)
      .first(static_cast<std::size_t>(order_));
}

CorrelatorLayout::Component CorrelatorLayout::canonical(std::span<int const> points,
                                                        std::span<int const> labels) const {
  auto const n = points.size();
  std::array<std::pair<int, int>, max_order> places{};
  for (std::size_t i = 0; i < n; ++i)
    places[i] = {points[i], labels.empty() ? 0 : labels[i]};
  std::sort(places.begin(), places.begin() + static_cast<std::ptrdiff_t>(n));
  Component sorted;
  for (std::size_t i = 0; i < n; ++i) {
    sorted.points[i] = places[i].first;
    sorted.labels[i] = places[i].second;
  }
  if (d_out_ == 1 || labels.empty()) {
    sorted.labels = {};
    return sorted;
  }
  auto smallest = restricted_growth(sorted.labels, order_);
  auto arrangement = sorted.labels;
  auto const inside = std::span(sorted.points).first(n);
  while (next_arrangement(inside, std::span(arrangement).first(n)))
    smallest = std::min(smallest, restricted_growth(arrangement, order_));
  sorted.labels = smallest;
  return sorted;
}

std::uint64_t CorrelatorLayout::key(Component const& component) const {
  std::uint64_t k = 0;
  for (int const point : component.points)
    k = k * static_cast<std::uint64_t>(n_points_) + static_cast<std::uint64_t>(point);
  for (int const label : component.labels)
    k = k * max_order + static_cast<std::uint64_t>(label);
  return k;
}

std::ptrdiff_t CorrelatorLayout::index(std::span<int const> points,
                                       std::span<int const> labels) const {
  NNFT_EXPECT(points.size() == static_cast<std::size_t>(order_));
  NNFT_EXPECT(labels.empty() || labels.size() == points.size());
  return row_of_.at(key(canonical(points, labels)));
}

LayoutSet::LayoutSet(int highest_order, int n_points, int d_out) : highest_order_(highest_order) {
  for (int order = 2; order <= highest_order; order += 2)
    layouts_.emplace_back(order, n_points, d_out);
}

CorrelatorLayout const& LayoutSet::of(int order) const {
  NNFT_EXPECT(order >= 2 && order % 2 == 0 && order <= highest_order_);
  return layouts_[static_cast<std::size_t>(order / 2 - 1)];
}

} // namespace nnft
