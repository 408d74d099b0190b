#pragma once
#include "nnft/moments/layout.hpp"
#include "nnft/sampling/simd/kernel.hpp"

#include <vector>

namespace nnft {

//! A share of a dot product in a moment.
struct Contribution {
  std::ptrdiff_t dot = 0;
  double weight = 1;
};

/*!
 * How moments are summed from rows of numbers (one number a network): panel by panel, dot products,
 * sums over networks of the product of two rows, are added up, and every moment is a combination of
 * these. A monomial of sorted factors is split once, into the product of its first factors and that
 * of its last ones, so panels hold every monomial once.
 */
struct MomentPlan {
  int n_base = 0;                  //!< the first rows: those that the sampler fills
  int n_rows = 0;                  //!< and those that the panels make
  std::vector<simd::Panel> panels; //!< dot products are numbered through all of them
  std::ptrdiff_t n_dots = 0;
  std::vector<std::vector<Contribution>> moments; //!< in the order of the layouts' rows
};

/*!
 * Products of outputs up to the highest order. Base rows: output a at point i in row
 * a * n_points + i. Order 4 sums products of two pairs, order 6 products of two triples; a labelled
 * moment is the average over the renamings of its labels.
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
