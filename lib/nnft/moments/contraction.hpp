#pragma once
#include "nnft/moments/layout.hpp"
#include "nnft/moments/pairings.hpp"

#include <array>
#include <vector>

namespace nnft {

//! Index of the pair of points {i, k} among pairs i <= k in lexicographic order.
[[nodiscard]] constexpr int pair_index(int n_points, int i, int k) {
  int const low = i < k ? i : k;
  int const high = i < k ? k : i;
  return low * n_points - low * (low - 1) / 2 + high - low;
}

//! The pairs of one pairing of a component, as pair indices; the first order/2 are used.
using PairTriple = std::array<int, 3>;

//! For every row of a layout the pairings that its labels allow (both labels of each pair equal).
[[nodiscard]] std::vector<std::vector<PairTriple>> allowed_pairings(CorrelatorLayout const& layout);

} // namespace nnft
