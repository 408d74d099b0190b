#pragma once
#include "nnft/moments/coverage.hpp"
#include "nnft/moments/estimator.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace nnft {

/*!
 * Exact sums of one ensemble with the networks behind them: what a run collects, what checkpoints
 * and results keep, what is continued and merged. Empty vectors: nothing yet.
 */
struct CollectedSums {
  std::vector<int> scale_exponents;   //!< [n_moments] units of the sums, see ExactSums
  std::vector<std::int64_t> limbs;    //!< [experiments][bins][n_moments][limbs_per_number]
  std::vector<std::int64_t> networks; //!< [experiments][bins]
  Coverage coverage;

  [[nodiscard]] bool empty() const { return limbs.empty(); }
  bool operator==(CollectedSums const&) const = default;
};

//! Numbers of an ensemble's sums, for checks of what comes out of a file.
struct SumsShape {
  int experiments = 1;
  int bins = 1;
};

//! What estimators read. Limbs become canonical. \pre sums is not empty and has that shape
[[nodiscard]] BinnedMoments binned_moments(CollectedSums sums, SumsShape shape);

//! Throws InvalidInput unless the lengths fit each other and the shape, and the networks of each
//! experiment are as many as its coverage says; an empty one must be empty all over.
void require_consistent(CollectedSums const& sums, SumsShape shape);

//! Adds limbs and networks of the same cells, moments and scales; coverage is left to the caller.
//! Limbs become canonical, so that any number of additions may follow. An empty one becomes the
//! other. \pre the scales are equal, or one is empty
void add_sums(CollectedSums& to, CollectedSums const& from);

} // namespace nnft
