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

//! A mark for every component at every cutoff.
using Marks = Eigen::Array<bool, Eigen::Dynamic, Eigen::Dynamic>;

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
  Eigen::MatrixXd sextic_flow;   //!< L dI6/dL, like quartic_flow; no columns if left out
  Eigen::MatrixXd quartic_bound; //!< upper bound of int |prod_4 K_W| dy: the scale for cancellation
  Eigen::MatrixXd sextic_bound;  //!< the same of six legs; Gauss-net, Cos-net: the largest I6
  std::string method;
  //! The independent replicates of a randomised cubature, whose means are the integrals; empty
  //! where these are deterministic.
  std::vector<VertexIntegrals> replicates;

  //! Standard errors of I4 and I6 from the replicates, rows and columns as theirs; no rows where
  //! there are none.
  [[nodiscard]] Eigen::MatrixXd quartic_error() const;
  [[nodiscard]] Eigen::MatrixXd sextic_error() const;
  //! The means over all replicates but one, themselves without replicates: for a jackknife.
  [[nodiscard]] VertexIntegrals without(std::size_t replicate) const;
  //! Which I4 [n_cutoffs, n_4] and I6 are numbers rather than rounding of their bound or the noise
  //! of a randomised cubature (five errors).
  [[nodiscard]] Marks quartic_known() const;
  [[nodiscard]] Marks sextic_known() const;
  //! I4 and I6 at a cutoff, [n_4] and [n_6], 0 in components that are not known.
  [[nodiscard]] Eigen::VectorXd vertex(Eigen::Index cutoff) const;
  [[nodiscard]] Eigen::VectorXd contact(Eigen::Index cutoff) const;
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
 * serves all cutoffs; Erf-net, ReLU-net with bias and Tanh-net: cube shells. All that to d_in = 3,
 * Tanh-net to d_in = 2; above by randomised cubature on faces or shells, with an error.
 *
 * \param rule other nodes and tolerance than the built-in ones, to see that these suffice
 * \pre cutoffs are positive and increasing, the points have d_in coordinates
 */
[[nodiscard]] VertexIntegralsOutcome vertex_integrals(Architecture const& architecture,
                                                      InputSet const& inputs,
                                                      std::vector<double> const& cutoffs,
                                                      SexticIntegrals sextic,
                                                      std::optional<CubatureRule> rule = {});

//! Erf-net, ReLU-net and Tanh-net at any d_in >= 2, by randomised quasi-Monte Carlo
//! (cube_nodes.hpp).
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
