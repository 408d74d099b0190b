#pragma once
#include "nnft/ensemble/architecture.hpp"
#include "nnft/ensemble/input_set.hpp"
#include "nnft/theory/hidden_covariance.hpp"
#include "nnft/theory/second_moments.hpp"

#include <Eigen/Core>

namespace nnft::eft {

//! K_W(x_i, y) for all points x_i of an input set at many y: the legs of a vertex at the nodes of a
//! quadrature. The same numbers as Kernel::weight_part, without its temporaries.
class KernelRows {
 public:
  //! \param rule of Tanh-net alone
  KernelRows(Architecture const& architecture, InputSet const& inputs,
             TanhRule rule = TanhRule::exact);

  //! \param y [d_in, n_nodes], one node a column
  //! \return  [n_nodes, n_points], K_W(x_i, y_m) in row m and column i
  [[nodiscard]] Eigen::MatrixXd operator()(Eigen::MatrixXd const& y) const;
  [[nodiscard]] int n_points() const { return static_cast<int>(x_.cols()); }
  [[nodiscard]] int d_in() const { return static_cast<int>(x_.rows()); }

 private:
  Architecture architecture_;
  HiddenCovariance covariance_;
  Eigen::MatrixXd x_;
  TanhRule rule_;
};

} // namespace nnft::eft
