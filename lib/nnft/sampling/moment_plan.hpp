#pragma once
#include "nnft/moments/layout.hpp"
#include "nnft/sampling/simd/kernel.hpp"

#include <vector>

namespace nnft {

//! A share of a sum in a moment.
struct Contribution {
  std::ptrdiff_t sum = 0;
  double weight = 1;
};

/*!
 * How moments are summed from rows of numbers (one number a network): some products of two rows
 * become rows, tiles sum products of two rows and of three over the networks, and every moment is a
 * combination of these sums. A monomial of sorted factors is split once, so tiles hold every
 * monomial once (conditional moments to order 4: one in twenty twice).
 */
struct MomentPlan {
  int n_base = 0;                      //!< the first rows: those that the sampler fills
  std::vector<simd::Product> products; //!< the rows behind them
  std::vector<simd::Tile> tiles;
  std::ptrdiff_t n_sums = 0;                      //!< of all tiles
  std::vector<std::vector<Contribution>> moments; //!< in the order of the layouts' rows

  [[nodiscard]] int n_rows() const { return n_base + static_cast<int>(products.size()); }
};

/*!
 * Products of outputs up to the highest order. Base rows: output a at point i in row
 * a * n_points + i; a labelled moment is the average over the renamings of its labels.
 */
[[nodiscard]] MomentPlan direct_moments(LayoutSet const& layouts);

/*!
 * Products of the outputs of single neurons, <s ... s>, in the rows of the layouts. Base rows:
 * s(x_i) in row i; if the neurons have weights w, s(x_i) w follow in rows n_points + i, and the
 * products are w s ... s.
 *
 * \pre the layouts are those of one output
 */
[[nodiscard]] MomentPlan neuron_monomials(LayoutSet const& layouts, bool weighted);

/*!
 * Contractions of Z up to the highest order: E Z, sum_3 E ZZ, sum_15 E ZZZ over the pairings that
 * the labels allow. Base rows: Z of pair i <= k in row pair_index, then a row of ones.
 */
[[nodiscard]] MomentPlan conditional_moments(LayoutSet const& layouts);

} // namespace nnft
