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
 * Shells for Erf-net, Tanh-net and ReLU-net with hidden bias. Edges are all cutoffs, the
 * half-widths max_k |x_ik| at which a point of ReLU-net lies (K_W ~ |y - x_i|^3 there), and between
 * them steps of at most a factor two that begin where the legs start to vary, at 0.25
 * sqrt(d_in)/sigma_w (times sigma_b for ReLU-net, but not below 1e-6 of the first cutoff). Faces of
 * ReLU-net are split at the directions of the points, so that every kink lies in a corner of cells.
 */
[[nodiscard]] ShellPlan shell_plan(Architecture const& architecture, InputSet const& inputs,
                                   std::vector<double> const& cutoffs);

} // namespace nnft::eft
