#include "nnft/sampling/moment_plan.hpp"

#include "nnft/moments/contraction.hpp"
#include "nnft/moments/moment_reader.hpp"

#include <algorithm>
#include <map>

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

//! Sums of products, and of products times rows, all of them with all.
struct Panel {
  std::vector<simd::Product> products;
  std::vector<int> rows;
};

//! Cuts a panel into tiles. visit(product, row, sum): product and row by their number in the panel,
//! row -1 for the sum of the product itself.
template <class Visit> void add_panel(MomentPlan& plan, Panel const& panel, Visit const& visit) {
  auto const n_rows = static_cast<int>(panel.rows.size());
  auto const n_products = static_cast<int>(panel.products.size());
  int const most_rows = n_products == 1 ? simd::Tile::most_rows : 5;
  int const n_pieces = std::max(1, (n_rows + most_rows - 1) / most_rows);
  for (int piece = 0; piece < n_pieces; ++piece) {
    int const first_row = n_rows * piece / n_pieces;
    simd::Tile tile;
    tile.n_rows = n_rows * (piece + 1) / n_pieces - first_row;
    tile.with_plain = piece == 0;
    std::copy_n(panel.rows.begin() + first_row, tile.n_rows, tile.rows.begin());
    for (int first = 0; first < n_products; first += tile.n_products) {
      tile.n_products = std::min(simd::Tile::products_beside(tile.n_rows), n_products - first);
      std::copy_n(panel.products.begin() + first, tile.n_products, tile.products.begin());
      plan.tiles.push_back(tile);
      for (int p = 0; p < tile.n_products; ++p) {
        if (tile.with_plain) visit(first + p, -1, plan.n_sums++);
        for (int r = 0; r < tile.n_rows; ++r)
          visit(first + p, first_row + r, plan.n_sums++);
      }
    }
  }
}

/*!
 * All monomials of rows 0 to n - 1 up to an order; row i + weighted_row stands for one factor i,
 * weighted, if weighted_row is not 0. The last factors, k and those after it, are a product; the
 * first two, up to k, are a row: so that order 6 has products of four factors, and their own sums
 * are order 4. visit(factors, sum).
 */
template <class Visit> void add_monomials(MomentPlan& plan, int n, int weighted_row,
                                          int highest_order, Visit const& visit) {
  auto const pair_row = [&](int i, int k) { return plan.n_base + pair_index(n, i, k); };
  auto const weighted_pair_row = [&](int i, int k) {
    return pair_row(i, k) + (weighted_row > 0 ? n * (n + 1) / 2 : 0);
  };
  auto const product = [&](Multiset const& f) {
    return f.size() == 2 ? simd::Product{weighted_row + f[0], f[1]}
                         : simd::Product{weighted_pair_row(f[0], f[1]), pair_row(f[2], f[3])};
  };
  auto const add_products = [&](int low, std::size_t size, std::vector<Multiset> const& rows) {
    auto const lasts = multisets(low, n, size);
    Panel panel;
    for (auto const& last : lasts)
      if (last[0] == low || rows.empty()) panel.products.push_back(product(last));
    for (auto const& row : rows)
      panel.rows.push_back(pair_row(row[0], row[1]));
    add_panel(plan, panel, [&](int p, int r, std::ptrdiff_t sum) {
      auto factors = r < 0 ? Multiset{} : rows[static_cast<std::size_t>(r)];
      auto const& last = lasts[static_cast<std::size_t>(p)];
      factors.insert(factors.end(), last.begin(), last.end());
      visit(factors, sum);
    });
  };
  if (highest_order != 4) add_products(0, 2, {});
  if (highest_order == 2) return;
  auto const pairs = multisets(0, n, 2);
  for (auto const& pair : pairs)
    plan.products.push_back({pair[0], pair[1]});
  if (weighted_row > 0 && highest_order > 4)
    for (auto const& pair : pairs)
      plan.products.push_back({weighted_row + pair[0], pair[1]});
  for (int k = 0; k < n; ++k)
    add_products(k, static_cast<std::size_t>(highest_order) - 2, multisets(0, k + 1, 2));
}

//! Of all orders, without contributions.
std::vector<std::vector<Contribution>> no_moments(LayoutSet const& layouts) {
  auto const n = first_moment(layouts, layouts.highest_order() + 2);
  return std::vector<std::vector<Contribution>>(static_cast<std::size_t>(n));
}

//! Where the sums of Z, ZZ and ZZZ stand, by sorted pairs.
std::map<Multiset, std::ptrdiff_t> add_contractions(MomentPlan& plan, int highest_order) {
  std::map<Multiset, std::ptrdiff_t> sums;
  int const n = plan.n_base - 1;
  int const ones = n;
  auto const note = [&](Multiset pairs, std::ptrdiff_t sum) {
    std::sort(pairs.begin(), pairs.end());
    sums.try_emplace(pairs, sum);
  };
  auto const add = [&](std::vector<Multiset> const& products, int first_row, bool has_rows) {
    Panel panel;
    for (auto const& p : products)
      panel.products.push_back({p[0], p.size() == 1 ? ones : p[1]});
    for (int row = first_row; has_rows && row < n; ++row)
      panel.rows.push_back(row);
    add_panel(plan, panel, [&](int p, int r, std::ptrdiff_t sum) {
      auto pairs = products[static_cast<std::size_t>(p)];
      if (r >= 0) pairs.push_back(first_row + r);
      note(pairs, sum);
    });
  };
  if (highest_order != 4) add(multisets(0, n, 1), 0, false);
  if (highest_order == 4)
    for (int a = 0; a < n; a += 2) // two at a time share rows; one of the sums comes twice
      add(multisets(a, std::min(a + 2, n), 1), a, true);
  if (highest_order == 6)
    for (int q = 0; q < n; ++q) {
      std::vector<Multiset> products;
      for (int a = 0; a <= q; ++a)
        products.push_back({a, q});
      add(products, q, true);
    }
  return sums;
}

} // namespace

MomentPlan direct_moments(LayoutSet const& layouts) {
  MomentPlan plan;
  int const n_points = layouts.of(2).n_points();
  plan.n_base = n_points * layouts.of(2).d_out();
  plan.moments = no_moments(layouts);
  add_monomials(
      plan, plan.n_base, 0, layouts.highest_order(), [&](Multiset const& rows, std::ptrdiff_t sum) {
        std::vector<int> points;
        std::vector<int> labels;
        for (int const row : rows) {
          points.push_back(row % n_points);
          labels.push_back(row / n_points);
        }
        auto const order = static_cast<int>(rows.size());
        auto const index = layouts.of(order).index(points, labels);
        plan.moments[first_moment(layouts, order) + static_cast<std::size_t>(index)].push_back(
            {sum, 1});
      });
  for (auto& moment : plan.moments)
    for (auto& c : moment)
      c.weight = 1 / static_cast<double>(moment.size());
  return plan;
}

MomentPlan neuron_monomials(LayoutSet const& layouts, bool weighted) {
  MomentPlan plan;
  int const n = layouts.of(2).n_points();
  plan.n_base = weighted ? 2 * n : n;
  plan.moments = no_moments(layouts);
  add_monomials(
      plan, n, weighted ? n : 0, layouts.highest_order(),
      [&](Multiset const& points, std::ptrdiff_t sum) {
        auto const order = static_cast<int>(points.size());
        auto const index = layouts.of(order).index(points);
        plan.moments[first_moment(layouts, order) + static_cast<std::size_t>(index)].push_back(
            {sum, 1});
      });
  return plan;
}

MomentPlan conditional_moments(LayoutSet const& layouts) {
  MomentPlan plan;
  int const n = layouts.of(2).n_points();
  plan.n_base = n * (n + 1) / 2 + 1;
  auto const sums = add_contractions(plan, layouts.highest_order());
  for (int order = 2; order <= layouts.highest_order(); order += 2)
    for (auto const& pairings : allowed_pairings(layouts.of(order))) {
      auto& moment = plan.moments.emplace_back();
      for (auto const& pairs : pairings) {
        Multiset factors(pairs.begin(), pairs.begin() + order / 2);
        std::sort(factors.begin(), factors.end());
        moment.push_back({sums.at(factors), 1});
      }
    }
  return plan;
}

} // namespace nnft
