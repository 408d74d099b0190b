#include "nnft/moments/contraction.hpp"

#include "nnft/core/contract.hpp"

namespace nnft {
namespace {

template <class Pairing>
bool allowed(Pairing const& pairing, int order, std::span<int const> labels) {
  for (std::size_t p = 0; p < static_cast<std::size_t>(order); p += 2)
    if (labels[static_cast<std::size_t>(pairing[p])] !=
        labels[static_cast<std::size_t>(pairing[p + 1])])
      return false;
  return true;
}

template <class Pairings> std::vector<PairTriple>
pairings_of_row(CorrelatorLayout const& layout, std::ptrdiff_t row, Pairings const& pairings) {
  std::vector<PairTriple> found;
  auto const points = layout.points(row);
  for (auto const& pairing : pairings) {
    if (!allowed(pairing, layout.order(), layout.labels(row))) continue;
    PairTriple pairs{};
    for (std::size_t p = 0; p < static_cast<std::size_t>(layout.order()); p += 2)
      pairs[p / 2] = pair_index(layout.n_points(), points[static_cast<std::size_t>(pairing[p])],
                                points[static_cast<std::size_t>(pairing[p + 1])]);
    found.push_back(pairs);
  }
  return found;
}

} // namespace

std::vector<std::vector<PairTriple>> allowed_pairings(CorrelatorLayout const& layout) {
  constexpr std::array<std::array<int, 2>, 1> pairings_of_2{{{0, 1}}};
  std::vector<std::vector<PairTriple>> all;
  all.reserve(static_cast<std::size_t>(layout.size()));
  for (std::ptrdiff_t row = 0; row < layout.size(); ++row) {
    if (layout.order() == 2) all.push_back(pairings_of_row(layout, row, pairings_of_2));
    if (layout.order() == 4) all.push_back(pairings_of_row(layout, row, pairings_of_4));
    if (layout.order() == 6) all.push_back(pairings_of_row(layout, row, pairings_of_6));
  }
  return all;
}

} // namespace nnft
