#pragma once
#include "nnft/eft/covariance_modes.hpp"
#include "nnft/moments/estimate.hpp"
#include "nnft/moments/layout.hpp"

#include <Eigen/Core>

#include <optional>

namespace nnft::eft {

/*!
 * The connected 4-point function of n = d_out > 1 outputs, taken apart (specification section 7):
 *
 *   G4c_abcd(1234) = d_ab d_cd C_s + d_ac d_bd C_t + d_ad d_bc C_u
 *
 * with three independent tensors for every multiset of four points (rows of the single-label
 * layout). They come out of the projections P_s = sum_ab G_aabb, P_t = sum_ab G_abab,
 * P_u = sum_ab G_abba: C_s = [(n + 1) P_s - P_t - P_u]/(n (n - 1)(n + 2)) and so on.
 *
 * A local vertex lambda (f.f)^2 has C_s = C_t = C_u = -8 lambda I4. The average over outputs that a
 * measurement of one product of singlets sees, P_s/n^2 = C_s + (C_t + C_u)/n, has a correction of
 * order 1/n.
 */
struct OutputTensors {
  Estimate s, t, u;  //!< C_s, C_t, C_u, [n_p] each
  Estimate singlet;  //!< P_s/n^2, [n_p]
  Estimate equal;    //!< G_aaaa, [n_p]
  Estimate two_pair; //!< (G_aabb + G_abab + G_abba)/3, a != b, [n_p]
  //! Mean over multisets of the relative standard deviation of (C_s, C_t, C_u): 0 for a local
  //! vertex.
  double local_spread = 0;
  double singlet_correction = 0; //!< mean |C_t + C_u| over n times mean |C_s|
  //! Is C_s = C_t = C_u? chi-square of the differences, full covariance; measured numbers only.
  std::optional<GoodnessOfFit> local{};
  //! Is G_aaaa = G_aabb + G_abab + G_abba, as rotations of the outputs demand? Measured, and where
  //! the estimator does not have it built in.
  std::optional<GoodnessOfFit> rotations{};
};

//! \pre layout.d_out() > 1 and g4_connected has its rows
[[nodiscard]] OutputTensors output_tensors(Estimate const& g4_connected,
                                           CorrelatorLayout const& layout);

} // namespace nnft::eft
