#pragma once
#include "nnft/config/run_plan.hpp"
#include "nnft/eft/cube_nodes.hpp"
#include "nnft/ensemble/architecture.hpp"
#include "nnft/ensemble/input_set.hpp"

#include <Eigen/Core>

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace nnft::eft {

/*!
 * What the external legs of a quartic vertex at u put into the line that joins it with another
 * vertex, K_a = K_W(x_a, u): the columns K_a K_b K_c (a <= b <= c); where the action has a
 * quadratic term |u|^2 K_a K_b K_c; where it has a non-local one K_a. Without terms there are
 * none.
 */
class Currents {
 public:
  Currents(int n_points, std::vector<QuarticTerm> const& terms);

  [[nodiscard]] Eigen::Index size() const { return size_; }
  [[nodiscard]] int n_points() const { return n_points_; }
  [[nodiscard]] bool has(QuarticTerm term) const;
  //! Columns; the points of a triple come in any order.
  [[nodiscard]] Eigen::Index triple(std::array<int, 3> points) const;
  [[nodiscard]] Eigen::Index quadratic_triple(std::array<int, 3> points) const;
  [[nodiscard]] Eigen::Index single(int point) const { return singles_ + point; }
  //! The points of every triple, and of every pair, in the order of their columns.
  [[nodiscard]] std::vector<std::array<int, 3>> const& triples() const { return triples_; }
  [[nodiscard]] std::vector<std::array<int, 2>> const& pairs() const { return pairs_; }
  //! Number of powers of u that every column is, if every leg is one: [size()].
  [[nodiscard]] Eigen::ArrayXd degree() const;

  //! \param legs [n_nodes, n_points]
  //! \param y2   [n_nodes], |u|^2
  //! \return     [n_nodes, size()]
  [[nodiscard]] Eigen::MatrixXd operator()(Eigen::MatrixXd const& legs,
                                           Eigen::VectorXd const& y2) const;
  //! K_a K_b of all pairs a <= b, [n_nodes, n_pairs].
  [[nodiscard]] Eigen::MatrixXd products_of_pairs(Eigen::MatrixXd const& legs) const;

 private:
  int n_points_;
  std::vector<QuarticTerm> terms_;
  std::vector<std::array<int, 3>> triples_;
  std::vector<std::array<int, 2>> pairs_;
  std::vector<Eigen::Index> triple_number_; // [n_points^3]
  Eigen::Index quadratic_ = 0, singles_ = 0, size_ = 0;
};

//! Integrals over two vertices, both symmetric matrices.
struct TwoVertexSums {
  Eigen::MatrixXd exchange; //!< int int C_i(u) K_W(u, v) C_j(v) du dv, C the Currents
  Eigen::MatrixXd bubble;   //!< int int K_a K_b(u) K_W(u, v)^2 K_c K_d(v) du dv, pairs with pairs
  //! L d exchange/dL of columns of the constant term, K_a K_b K_c: one vertex on the surface of the
  //! box; 0 for an infinite one.
  Eigen::MatrixXd exchange_flow;
};

//! Sums by cutoff, or why there are none; several replicates where the cubature is randomised.
struct TwoVertexOutcome {
  std::vector<std::vector<TwoVertexSums>> replicates; //!< [n_replicates][n_cutoffs]
  std::string method;
  std::string reason; //!< one sentence where there are none
};

/*!
 * The sums over u, v in [-L, L]^d_in for all cutoffs L (specification section 5).
 *
 * Gauss-net, Cos-net: any d_in, closed form or one quadrature a dimension. Erf-net, ReLU-net and
 * Tanh-net at d_in = 1: Gauss-Legendre rules on the panels of shell_plan, panels on the diagonal
 * halved at u = v where ReLU-net has a kink. d_in >= 2: randomised cubature, u and v from
 * independent nets; ReLU-net without bias by scaling, from the surface of the unit cube. The line
 * of Tanh-net is then one noisy_sign_moment with a random k at each vertex, whose mean is K_W.
 *
 * \param effort of the randomised cubature; its scatter is the error
 * \param nodes  of every panel at d_in = 1
 * \pre cutoffs are positive and increasing; infinity for Gauss-net and Cos-net only
 */
[[nodiscard]] TwoVertexOutcome two_vertex_sums(Architecture const& architecture,
                                               InputSet const& inputs,
                                               std::vector<double> const& cutoffs,
                                               Currents const& currents, CubatureEffort effort,
                                               int nodes = 20);

//! Gauss-net and Cos-net.
[[nodiscard]] std::vector<TwoVertexSums>
gaussian_two_vertex_sums(Architecture const& architecture, InputSet const& inputs,
                         std::vector<double> const& cutoffs, Currents const& currents);

} // namespace nnft::eft
