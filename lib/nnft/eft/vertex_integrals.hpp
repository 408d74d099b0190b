#pragma once
#include "nnft/eft/cubature_rule.hpp"
#include "nnft/eft/cube_nodes.hpp"
#include "nnft/ensemble/architecture.hpp"
#include "nnft/ensemble/input_set.hpp"

#include <Eigen/Core>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace nnft::eft {

enum class SexticIntegrals : std::uint8_t { leave_out, compute };

/*!
 * Integrals over the position y of a vertex in the box [-L, L]^d_in, for all cutoffs L and all
 * components at once (specification sections 5, 5.1, 6). Legs are K_W(x_i, y) = sigma_w_out^2 M2.
 *
 * Rows are cutoffs. Columns are the rows of the single-label layouts (CorrelatorLayout of the order
 * with d_out = 1): output labels do not enter.
 */
struct VertexIntegrals {
  int d_in = 0;
  std::vector<double> cutoffs;   //!< increasing, may end in infinity
  Eigen::MatrixXd quartic;       //!< I4(L) = int prod_4 K_W(x_i, y) dy
  Eigen::MatrixXd quartic_flow;  //!< L dI4/dL: exact, from the surface of the box; 0 at infinity
  Eigen::MatrixXd quartic_y2;    //!< int |y|^2 prod_4 K_W(x_i, y) dy
  Eigen::MatrixXd pairs;         //!< P_ij(L) = int K_W(x_i, y) K_W(x_j, y) dy
  Eigen::MatrixXd sextic;        //!< I6(L) = int prod_6 K_W(x_i, y) dy; no columns if left out
  Eigen::MatrixXd quartic_bound; //!< upper bound of int |prod_4 K_W| dy: the scale for cancellation
  std::string method;
  //! I4 of every independent replicate of a randomised cubature, whose mean is `quartic`; empty
  //! where the integrals are deterministic.
  std::vector<Eigen::MatrixXd> replicates;

  //! Standard error of I4 from the replicates, [n_cutoffs, n_4]; no rows where there are none.
  [[nodiscard]] Eigen::MatrixXd quartic_error() const;
};

//! The integrals, or why there are none.
struct VertexIntegralsOutcome {
  std::optional<VertexIntegrals> integrals;
  std::string reason; //!< one sentence where there are none
};

/*!
 * Computes them, to 1e-10 of the value or 1e-12 of quartic_bound, whichever is larger:
 * Gauss-net, Cos-net: closed forms, any d_in, infinite cutoffs allowed; ReLU-net without hidden
 * bias: K_W is homogeneous of degree 1 in y, so one integral over the surface of the unit cube
 * serves all cutoffs; Erf-net, ReLU-net with bias and Tanh-net: cube shells. All that to d_in = 3;
 * above, Erf-net and ReLU-net by randomised cubature on faces or shells, with an error.
 *
 * \param rule other nodes and tolerance than the built-in ones, to see that these suffice
 * \pre cutoffs are positive and increasing, the points have d_in coordinates
 */
[[nodiscard]] VertexIntegralsOutcome vertex_integrals(Architecture const& architecture,
                                                      InputSet const& inputs,
                                                      std::vector<double> const& cutoffs,
                                                      SexticIntegrals sextic,
                                                      std::optional<CubatureRule> rule = {});

//! Erf-net and ReLU-net at any d_in >= 2, by randomised quasi-Monte Carlo (cube_nodes.hpp).
[[nodiscard]] VertexIntegrals randomised_vertex_integrals(Architecture const& architecture,
                                                          InputSet const& inputs,
                                                          std::vector<double> const& cutoffs,
                                                          SexticIntegrals sextic,
                                                          CubatureEffort effort = {8, 4096});

//! Gauss-net and Cos-net, any d_in and cutoffs.
[[nodiscard]] VertexIntegrals gaussian_vertex_integrals(Architecture const& architecture,
                                                        InputSet const& inputs,
                                                        std::vector<double> const& cutoffs,
                                                        SexticIntegrals sextic);

} // namespace nnft::eft
