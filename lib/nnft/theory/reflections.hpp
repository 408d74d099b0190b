#pragma once
#include "nnft/ensemble/input_set.hpp"
#include "nnft/moments/layout.hpp"

#include <cstddef>
#include <vector>

namespace nnft {

/*!
 * For every row of a layout the first row whose moment is the same by reflection.
 *
 * The hidden weights of a neuron have a law that is even in each of them, so that moments of
 * points keep their values when one coordinate of all points changes its sign, or all coordinates.
 * A reflection counts if it takes the set of points to itself to the last bit: then it
 * only exchanges rows. M4(-1, -1, -1, 1) = M4(-1, 1, 1, 1) at points -1 and 1.
 *
 * \param distinct no two points are equal
 * \param layout   d_out = 1, of these points
 * \return         [rows], entries at most the row itself
 */
[[nodiscard]] std::vector<std::ptrdiff_t> first_reflected_rows(InputSet const& distinct,
                                                               CorrelatorLayout const& layout);

} // namespace nnft
