#pragma once
#include "nnft/eft/exchange_integrals.hpp"
#include "nnft/eft/sextic_coupling.hpp"
#include "nnft/eft/six_point.hpp"
#include "nnft/moments/layout.hpp"

#include <Eigen/Core>

#include <cstdint>
#include <optional>
#include <vector>

namespace nnft::eft {

/*!
 * One loop against tree level in the connected 4-point function: the mean of
 * 32 (n + 8) |lambda| B/(24 I4) over rows of equal labels in use, n = d_out (ExchangeIntegrals;
 * specification sections 5 and 7), without those whose I4 vanishes. Where it is not small the
 * tree-level couplings are effective ones. ReLU-net at d_in = 1: 22.5/N at every cutoff.
 *
 * \param quartic [n_4 of one label], I4 at the same cutoff, 0 where it vanishes but for rounding
 *                (VertexIntegrals::vertex)
 * \param bubble  [n_4 of one label], B
 */
[[nodiscard]] double one_loop_ratio(double lambda, Eigen::VectorXd const& quartic,
                                    Eigen::VectorXd const& bubble, CorrelatorLayout const& layout,
                                    std::vector<std::uint8_t> const& used);

//! Shares of the 6-point function, means of |part|/|G6| over rows where it does not vanish: what
//! decides whether the sextic term matters.
struct SixPointShares {
  double connected = 0;           //!< G6c
  std::optional<double> exchange; //!< of the quartic couplings; where the sextic one was found
  std::optional<double> contact;  //!< 720 kappa I6 (other labels: less)
};

//! \param sextic may be null
[[nodiscard]] SixPointShares six_point_shares(Eigen::VectorXd const& g6,
                                              Eigen::VectorXd const& g6_connected,
                                              SixPointPrediction const& prediction,
                                              SexticCoupling const* sextic);

} // namespace nnft::eft
