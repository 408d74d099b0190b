#pragma once
#include <Eigen/Core>

#include <vector>

namespace nnft {

/*!
 * Sums over quadrature nodes, sum_k w_k v_k(i1) ... v_k(in), of all monomials of the asked degrees
 * in the values v(0..n_variables-1) at the nodes. The values are shared by all monomials, and a
 * monomial costs one multiplication a node: it extends the one with its last factor left off.
 */
class MonomialSums {
 public:
  //! \param degrees ascending, not negative
  MonomialSums(int n_variables, std::vector<int> const& degrees);

  //! \param values  [n_nodes, n_variables]
  //! \param weights [n_nodes]
  void add(Eigen::Ref<Eigen::MatrixXd const> const& values,
           Eigen::Ref<Eigen::VectorXd const> const& weights);

  //! Rows as in CorrelatorLayout(degree, n_variables, 1): i1 <= ... <= in, lexicographic.
  //! \pre degree is one of the asked
  [[nodiscard]] Eigen::VectorXd sums(int degree) const;

 private:
  struct Degree {
    int degree;
    Eigen::VectorXd sum, lost; // compensated sum (Neumaier 1974)
    Eigen::Index next = 0;     // the row that comes next in the walk
    void add(double term);
  };
  void walk(Eigen::Ref<Eigen::MatrixXd const> const& values, int depth, Eigen::Index first);
  [[nodiscard]] Degree* asked(int degree);

  int n_variables_;
  std::vector<Degree> degrees_;
  Eigen::MatrixXd products_; // [n_nodes, depth]: weight times the factors so far
};

} // namespace nnft
