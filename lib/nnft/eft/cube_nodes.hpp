#pragma once
#include <Eigen/Core>

#include <cstdint>

namespace nnft::eft {

//! Nodes of a cubature, one a column, and their weights.
struct CubatureNodes {
  Eigen::MatrixXd y;      //!< [d, n_nodes]
  Eigen::VectorXd weight; //!< [n_nodes]

  [[nodiscard]] Eigen::Index size() const { return weight.size(); }
};

//! How much work a randomised cubature may do: independent replicates, whose scatter is the error,
//! and nodes of each.
struct CubatureEffort {
  int replicates;
  Eigen::Index nodes;
};

/*!
 * Randomised quasi-Monte Carlo for integrals over cubes [-t, t]^d, shells between two of them, and
 * their surfaces. Every face of the cube has a Sobol net of its own: one coordinate for the radius,
 * uniform in volume, d - 1 for the place v on the face, with a random digital shift and the baker's
 * transform (L'Ecuyer and Lemieux 2002; Hickernell 2002): smooth integrands converge faster than
 * 1/n, where independent points would give n^-0.5.
 *
 * Unbiased; replicates are other seeds. The same seed gives the same directions in every shell, so
 * that the errors of integrals at different cutoffs go together and leave slopes alone.
 */
class CubeNodes {
 public:
  //! \param n nodes wanted; every face gets a power of two of them, at least 8
  //! \pre d >= 1
  CubeNodes(int d, Eigen::Index n, std::uint64_t seed);

  [[nodiscard]] Eigen::Index size() const { return direction_.cols(); }
  //! Integrates over the shell t0 <= |y|_inf <= t1.
  [[nodiscard]] CubatureNodes shell(double t0, double t1) const;
  //! Integrates over the surface |y|_inf = t.
  [[nodiscard]] CubatureNodes surface(double t) const;

 private:
  Eigen::MatrixXd direction_; // [d, n], |.|_inf = 1
  Eigen::ArrayXd fraction_;   // of the shell's volume inside of the node
};

} // namespace nnft::eft
