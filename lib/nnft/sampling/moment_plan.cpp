#include "nnft/sampling/moment_plan.hpp"

#include "nnft/moments/contraction.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace nnft {
namespace {

using Multiset = std::vector<int>;

//! Multisets of `size` numbers below n, ascending inside, with first number >= low.
std::vector<Multiset> multisets(int low, int n, std::size_t size) {
  std::vector<Multiset> all;
  Multiset current(size, low);
  while (true) {
    all.push_back(current);
    auto last = current.rbegin();
    while (last != current.rend() && *last == n - 1)
      ++last;
    if (last == current.rend()) return all;
    std::fill(current.rbegin(), last + 1, *last + 1);
  }
}

//! Rows of products, each made once, from the product without its last factor.
class RowTable {
 public:
  explicit RowTable(MomentPlan& plan) : plan_(plan), n_rows_(plan.n_base) {
    plan.n_rows = plan.n_base;
  }

  //! Products made so far are not needed any more: their rows, still in the cache, serve again.
  void forget() {
    rows_.clear();
    n_rows_ = plan_.n_base;
  }

  //! `before` is told of rows that must be made earlier.
  simd::PanelRow product(Multiset const& factors, std::vector<simd::PanelRow>& before) {
    if (factors.size() == 1) return {factors[0]};
    auto const [place, is_new] = rows_.try_emplace(factors, n_rows_);
    if (!is_new) return {place->second};
    plan_.n_rows = std::max(plan_.n_rows, ++n_rows_);
    auto const shorter = product(Multiset(factors.begin(), factors.end() - 1), before);
    if (shorter.first >= 0) before.push_back(shorter);
    return {place->second, shorter.row, factors.back()};
  }

 private:
  MomentPlan& plan_;
  int n_rows_;
  std::map<Multiset, int> rows_;
};

//! Which monomials: left + right factors among base rows below n; row i + weighted stands for the
//! first factor i.
struct Monomials {
  std::size_t left = 1;
  std::size_t right = 1;
  int n = 0;
  int weighted = 0;
  bool share_products = true; //!< between panels
};

/*!
 * Panels of all monomials: for every q, products of factors that end in q, with those of factors
 * from q on. visit(monomial, dot) is told where each stands.
 */
template <class Visit>
void add_monomials(MomentPlan& plan, RowTable& table, Monomials const& which, Visit const& visit) {
  int const n = which.n;
  for (int q = 0; q < n; ++q) {
    if (!which.share_products) table.forget();
    simd::Panel panel;
    auto const rights = multisets(q, n, which.right);
    for (auto const& left : multisets(0, q + 1, which.left)) {
      if (left.back() != q) continue;
      auto factors = left;
      factors.front() += which.weighted;
      panel.left.push_back(table.product(factors, panel.before));
      for (auto const& right : rights) {
        auto monomial = left;
        monomial.insert(monomial.end(), right.begin(), right.end());
        visit(monomial, plan.n_dots++);
      }
    }
    for (auto const& right : rights)
      panel.right.push_back(table.product(right, panel.before));
    plan.panels.push_back(std::move(panel));
  }
}

void add_direct_order(MomentPlan& plan, RowTable& table, CorrelatorLayout const& layout) {
  auto const first = static_cast<std::ptrdiff_t>(plan.moments.size());
  plan.moments.resize(static_cast<std::size_t>(first + layout.size()));
  auto const half = static_cast<std::size_t>(layout.order()) / 2;
  add_monomials(
      plan, table, {half, half, plan.n_base}, [&](Multiset const& rows, std::ptrdiff_t dot) {
        std::vector<int> points;
        std::vector<int> labels;
        for (int const row : rows) {
          points.push_back(row % layout.n_points());
          labels.push_back(row / layout.n_points());
        }
        auto const moment = static_cast<std::size_t>(first + layout.index(points, labels));
        plan.moments[moment].push_back({dot, 1});
      });
  for (auto m = static_cast<std::size_t>(first); m < plan.moments.size(); ++m)
    for (auto& c : plan.moments[m])
      c.weight = 1 / static_cast<double>(plan.moments[m].size());
}

//! Where the dot products of Z, ZZ or ZZZ stand, by sorted pairs.
std::map<Multiset, std::ptrdiff_t> add_contractions(MomentPlan& plan, RowTable& table, int order) {
  std::map<Multiset, std::ptrdiff_t> dots;
  int const n_pairs = plan.n_base - 1;
  if (order == 2) {
    simd::Panel panel;
    panel.left = {{n_pairs}}; // the row of ones
    for (int p = 0; p < n_pairs; ++p) {
      panel.right.push_back({p});
      dots.emplace(Multiset{p}, plan.n_dots++);
    }
    plan.panels.push_back(std::move(panel));
  } else {
    add_monomials(plan, table, {static_cast<std::size_t>(order) / 2 - 1, 1, n_pairs, 0, false},
                  [&](Multiset const& pairs, std::ptrdiff_t dot) { dots.emplace(pairs, dot); });
  }
  return dots;
}

} // namespace

MomentPlan direct_moments(LayoutSet const& layouts) {
  MomentPlan plan;
  plan.n_base = layouts.of(2).n_points() * layouts.of(2).d_out();
  RowTable table(plan);
  for (int order = 2; order <= layouts.highest_order(); order += 2)
    add_direct_order(plan, table, layouts.of(order));
  return plan;
}

MomentPlan neuron_monomials(LayoutSet const& layouts, bool weighted) {
  MomentPlan plan;
  int const n = layouts.of(2).n_points();
  plan.n_base = weighted ? 2 * n : n;
  RowTable table(plan);
  for (int order = 2; order <= layouts.highest_order(); order += 2) {
    auto const& layout = layouts.of(order);
    auto const first = static_cast<std::ptrdiff_t>(plan.moments.size());
    plan.moments.resize(static_cast<std::size_t>(first + layout.size()));
    auto const half = static_cast<std::size_t>(order) / 2;
    add_monomials(plan, table, {half, half, n, weighted ? n : 0},
                  [&](Multiset const& points, std::ptrdiff_t dot) {
                    auto const moment = static_cast<std::size_t>(first + layout.index(points));
                    plan.moments[moment].push_back({dot, 1});
                  });
  }
  return plan;
}

MomentPlan conditional_moments(LayoutSet const& layouts) {
  MomentPlan plan;
  int const n = layouts.of(2).n_points();
  plan.n_base = n * (n + 1) / 2 + 1;
  RowTable table(plan);
  for (int order = 2; order <= layouts.highest_order(); order += 2) {
    auto const dots = add_contractions(plan, table, order);
    for (auto const& pairings : allowed_pairings(layouts.of(order))) {
      auto& moment = plan.moments.emplace_back();
      for (auto const& pairs : pairings) {
        Multiset factors(pairs.begin(), pairs.begin() + order / 2);
        std::sort(factors.begin(), factors.end());
        moment.push_back({dots.at(factors), 1});
      }
    }
  }
  return plan;
}

} // namespace nnft
