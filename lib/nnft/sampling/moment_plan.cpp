#include "nnft/sampling/moment_plan.hpp"

#include "nnft/moments/contraction.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace nnft {
namespace {

//! Appends product rows, each once; factors are row numbers in any order.
class RowTable {
 public:
  explicit RowTable(MomentPlan& plan) : plan_(plan) {}

  int product(int a, int b) {
    auto const key = std::minmax(a, b);
    auto const [entry, is_new] = rows_.try_emplace(key, plan_.n_rows());
    if (is_new) plan_.products.emplace_back(key);
    return entry->second;
  }

 private:
  MomentPlan& plan_;
  std::map<simd::RowPair, int> rows_;
};

// Next multiset of base rows b[0] <= b[1] <= ..., each below n; false after the last.
bool next_multiset(std::vector<int>& b, int n) {
  auto last = b.rbegin();
  while (last != b.rend() && *last == n - 1)
    ++last;
  if (last == b.rend()) return false;
  std::fill(b.rbegin(), last + 1, *last + 1);
  return true;
}

void add_direct_order(MomentPlan& plan, RowTable& table, CorrelatorLayout const& layout) {
  auto const first = static_cast<std::ptrdiff_t>(plan.moments.size());
  plan.moments.resize(static_cast<std::size_t>(first + layout.size()));
  auto const order = static_cast<std::size_t>(layout.order());
  std::vector<int> rows(order, 0);
  std::vector<int> points(order);
  std::vector<int> labels(order);
  do {
    int half[2] = {rows[0], rows[order / 2]};
    for (std::size_t i = 1; i < order / 2; ++i) {
      half[0] = table.product(half[0], rows[i]);
      half[1] = table.product(half[1], rows[order / 2 + i]);
    }
    for (std::size_t i = 0; i < order; ++i) {
      points[i] = rows[i] % layout.n_points();
      labels[i] = rows[i] / layout.n_points();
    }
    auto const moment = static_cast<std::size_t>(first + layout.index(points, labels));
    plan.moments[moment].push_back({static_cast<std::ptrdiff_t>(plan.dots.size()), 1});
    plan.dots.emplace_back(half[0], half[1]);
  } while (next_multiset(rows, plan.n_base));
  for (auto m = static_cast<std::size_t>(first); m < plan.moments.size(); ++m)
    for (auto& c : plan.moments[m])
      c.weight = 1 / static_cast<double>(plan.moments[m].size());
}

//! Finds or adds the dot product that sums Z, ZZ or ZZZ.
class DotTable {
 public:
  explicit DotTable(MomentPlan& plan) : plan_(plan), rows_(plan) {}

  std::ptrdiff_t dot(PairTriple pairs, int order) {
    int const one = plan_.n_base - 1;
    if (order == 6 && pairs[1] > pairs[2]) std::swap(pairs[1], pairs[2]);
    if (order >= 4 && pairs[0] > pairs[1]) std::swap(pairs[0], pairs[1]);
    if (order == 6 && pairs[1] > pairs[2]) std::swap(pairs[1], pairs[2]);
    int const second = order >= 4 ? pairs[static_cast<std::size_t>(order / 2 - 1)] : one;
    int const first = order == 6 ? rows_.product(pairs[0], pairs[1]) : pairs[0];
    auto const [entry, is_new] =
        dots_.try_emplace({first, second}, static_cast<std::ptrdiff_t>(plan_.dots.size()));
    if (is_new) plan_.dots.emplace_back(first, second);
    return entry->second;
  }

 private:
  MomentPlan& plan_;
  RowTable rows_;
  std::map<simd::RowPair, std::ptrdiff_t> dots_;
};

} // namespace

MomentPlan direct_moments(LayoutSet const& layouts) {
  MomentPlan plan;
  plan.n_base = layouts.of(2).n_points() * layouts.of(2).d_out();
  RowTable table(plan);
  for (int order = 2; order <= layouts.highest_order(); order += 2)
    add_direct_order(plan, table, layouts.of(order));
  return plan;
}

MomentPlan conditional_moments(LayoutSet const& layouts) {
  MomentPlan plan;
  int const n = layouts.of(2).n_points();
  plan.n_base = n * (n + 1) / 2 + 1;
  DotTable table(plan);
  for (int order = 2; order <= layouts.highest_order(); order += 2)
    for (auto const& pairings : allowed_pairings(layouts.of(order))) {
      auto& moment = plan.moments.emplace_back();
      for (auto const& pairs : pairings)
        moment.push_back({table.dot(pairs, order), 1});
    }
  return plan;
}

} // namespace nnft
