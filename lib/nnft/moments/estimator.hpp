#pragma once
#include "nnft/moments/estimate.hpp"
#include "nnft/moments/exact_sums.hpp"
#include "nnft/moments/moment_reader.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace nnft {

//! Additive moments of an ensemble, bin by bin, as they come out of the reduction over ranks.
struct BinnedMoments {
  ExactSums sums;                     //!< cells: experiment * bins + bin
  std::vector<std::int64_t> networks; //!< [n_cells]; 0 where a bin is empty
  int experiments = 1;
  int bins = 1;
};

/*!
 * n-point functions with errors (interface: pooled value, delete-one-bin jackknife over all
 * experiments and bins, each experiment's own estimate).
 *
 * The jackknife weighs bins of unequal size as Busing, Meijer and van der Leeden do (delete-m_j,
 * Statistics and Computing 9 (1999) 3); for equal bins it is the ordinary one. Empty bins are left
 * out. \pre at least two bins hold networks, every experiment at least three networks
 */
[[nodiscard]] Correlators estimate(MomentReader const& reader, BinnedMoments const& moments,
                                   std::span<Quantity const> quantities);

} // namespace nnft
