#pragma once
#include <Eigen/Core>

#include <vector>

namespace nnft::eft {

/*!
 * Sums over quadrature nodes of products of legs, for all rows of the single-label layouts at once.
 *
 * One vector holds, for legs k_i = K_W(x_i, y), sum_m w_m k_i k_j k_k k_l (order-4 rows), the same
 * weighted with |y|^2 (order-4 rows), sum_m w_m k_i k_j (order-2 rows), and, if asked for,
 * sum_m w_m k_i ... k_n (order-6 rows). They come from the symmetric products of pairs with pairs
 * and of triples with triples, two matrix products a batch of nodes.
 */
class VertexProducts {
 public:
  VertexProducts(int n_points, bool with_sextic);

  [[nodiscard]] Eigen::Index size() const { return end_; }
  [[nodiscard]] bool with_sextic() const { return with_sextic_; }

  //! \param legs    [n_nodes, n_points]
  //! \param weights [n_nodes]
  //! \param y2      [n_nodes], |y|^2
  [[nodiscard]] Eigen::VectorXd operator()(Eigen::MatrixXd const& legs,
                                           Eigen::VectorXd const& weights,
                                           Eigen::VectorXd const& y2) const;

  //! For non-negative weights an upper bound of the same sums over absolute values, by the
  //! inequality of Cauchy and Schwarz: (sum |p q|)^2 <= (sum p^2)(sum q^2), [size()].
  [[nodiscard]] Eigen::VectorXd bound(Eigen::VectorXd const& sums) const;

  //! The parts of a vector of sums (also of matrices with size() columns).
  [[nodiscard]] auto quartic(Eigen::MatrixXd const& sums) const { return sums.leftCols(n4_); }
  [[nodiscard]] auto quartic_y2(Eigen::MatrixXd const& sums) const {
    return sums.middleCols(n4_, n4_);
  }
  [[nodiscard]] auto pairs(Eigen::MatrixXd const& sums) const {
    return sums.middleCols(2 * n4_, n2_);
  }
  [[nodiscard]] auto sextic(Eigen::MatrixXd const& sums) const { return sums.rightCols(n6_); }
  //! Powers of length beyond those of the legs: 2 for the |y|^2 part, 0 for others, [size()].
  [[nodiscard]] Eigen::VectorXd explicit_dimension() const;
  //! Number of legs of every sum, [size()].
  [[nodiscard]] Eigen::VectorXd legs() const;

 private:
  struct Halves {
    Eigen::Index first,
        second; //!< columns of the factors, e.g. pairs (ij) and (kl) of a quartic row
  };
  bool with_sextic_;
  std::vector<std::vector<int>> pairs_, triples_; //!< point indices of the factors
  std::vector<Halves> quartic_, sextic_;
  std::vector<Eigen::Index> square_of_pair_, square_of_triple_; //!< the row of (ij)(ij), (ijk)(ijk)
  std::vector<Eigen::Index> diagonal_pair_;                     //!< the row of (ii)
  Eigen::Index n2_, n4_, n6_, end_;
};

} // namespace nnft::eft
