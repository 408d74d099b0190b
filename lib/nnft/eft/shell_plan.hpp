#pragma once
#include "nnft/eft/shell_cubature.hpp"
#include "nnft/ensemble/architecture.hpp"
#include "nnft/ensemble/input_set.hpp"

#include <vector>

namespace nnft::eft {

//! Where the integrand of a vertex has to be cut, and with how many nodes.
struct ShellPlan {
  std::vector<double> edges; //!< half-widths of the cubes: 0, ..., the last cutoff
  std::vector<FaceEdges> faces;
  CubatureRule rule{};
};

/*!
 * Half-widths of the shells, from 0 to the last cutoff, for Erf-net, Tanh-net and ReLU-net with
 * hidden bias: all cutoffs, the half-widths max_k |x_ik| at which a point of ReLU-net lies (K_W ~
 * |y - x_i|^3 there), and between them steps of at most a factor two that begin where the legs
 * start to vary, at 0.25 sqrt(d_in)/sigma_w (times sigma_b for ReLU-net, but not below 1e-6 of the
 * first cutoff).
 */
[[nodiscard]] std::vector<double> shell_edges(Architecture const& architecture,
                                              InputSet const& inputs,
                                              std::vector<double> const& cutoffs);

//! The same without the innermost shells, which hold less than a thousandth of the first cutoff's
//! volume: for randomised cubature, whose nodes are few.
[[nodiscard]] std::vector<double> coarse_shell_edges(Architecture const& architecture,
                                                     InputSet const& inputs,
                                                     std::vector<double> const& cutoffs);

//! For each cutoff how many shells lie inside of it.
[[nodiscard]] std::vector<std::size_t> shells_inside(std::vector<double> const& edges,
                                                     std::vector<double> const& cutoffs);

//! Shells, faces and rules for products of Gauss-Legendre rules. Faces of ReLU-net are split at the
//! directions of the points, so that every kink lies in a corner of cells. \pre d_in <= 3
[[nodiscard]] ShellPlan shell_plan(Architecture const& architecture, InputSet const& inputs,
                                   std::vector<double> const& cutoffs);

} // namespace nnft::eft
