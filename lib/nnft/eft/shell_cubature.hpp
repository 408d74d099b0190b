#pragma once
#include "nnft/eft/cubature_rule.hpp"
#include "nnft/eft/kernel_rows.hpp"
#include "nnft/eft/vertex_products.hpp"
#include "nnft/theory/gauss_legendre.hpp"

#include <Eigen/Core>

#include <array>
#include <cstdint>
#include <vector>

namespace nnft::eft {

/*!
 * A piece of a cube shell: y = t (v, with sign on the axis), t in [t0, t1], v in a rectangle inside
 * [-1, 1]^(d-1); volume element t^(d-1) dt dv. With t0 = t1 = t it is a piece of the surface of the
 * cube [-t, t]^d, with element t^(d-1) dv.
 */
struct Cell {
  int axis = 0;
  int sign = 1;
  double t0 = 0, t1 = 1;
  std::array<double, 2> lower{-1, -1}, upper{1, 1}; //!< d - 1 of them are used

  [[nodiscard]] bool is_surface() const { return t0 == t1; }
};

//! The places on one face of the cube where cells have to end: ascending, from -1 to 1.
struct FaceEdges {
  int axis = 0;
  int sign = 1;
  std::array<std::vector<double>, 2> v; //!< d - 1 of them are used
};

//! The 2d faces, split at v = 0.
[[nodiscard]] std::vector<FaceEdges> plain_faces(int d);
//! The 2d faces, split at all coordinates of the directions +-x_i that hit them or pass nearby.
[[nodiscard]] std::vector<FaceEdges> faces_split_at_points(Eigen::MatrixXd const& x);
//! The cells of the shell between the cubes of half-width t0 and t1 (t0 = t1: of the surface).
[[nodiscard]] std::vector<Cell> cells_of(std::vector<FaceEdges> const& faces, double t0, double t1);

/*!
 * All vertex sums over a set of cells by products of Gauss-Legendre rules. A cell whose coarse and
 * fine rule disagree is halved in t or in v, whichever the difference comes from, and tried again.
 *
 * Throws NotConverged beyond 200,000 cells.
 */
class ShellCubature {
 public:
  //! Keeps references to its arguments.
  ShellCubature(KernelRows const& rows, VertexProducts const& products, CubatureRule rule);

  [[nodiscard]] Eigen::VectorXd operator()(std::vector<Cell> cells) const;
  //! Nodes at which the legs were evaluated so far.
  [[nodiscard]] std::int64_t nodes_used() const { return nodes_used_; }

 private:
  enum class Nodes : std::uint8_t { coarse, fine };
  [[nodiscard]] Eigen::VectorXd integrate(Cell const& cell, Nodes in_t, Nodes in_v) const;
  [[nodiscard]] std::vector<Cell> halves(Cell const& cell, Eigen::VectorXd const& fine,
                                         Eigen::VectorXd const& allowed) const;

  KernelRows const& rows_;
  VertexProducts const& products_;
  double tolerance_;
  std::array<QuadratureRule, 2> t_rules_, v_rules_; //!< coarse, fine
  int d_;
  mutable std::int64_t nodes_used_ = 0;
};

} // namespace nnft::eft
