#pragma once
#include "nnft/moments/estimate.hpp"
#include "nnft/moments/layout.hpp"

#include <Eigen/Core>
#include <Eigen/SparseCore>

#include <cstdint>
#include <vector>

namespace nnft::eft {

//! What the couplings say about the 6-point function.
struct SixPointPrediction {
  Eigen::VectorXd g6;             //!< [n_6]
  Eigen::VectorXd delta;          //!< [n_6], prediction/G6; 0 in rows not in use
  std::vector<std::uint8_t> used; //!< [n_6]; 0 where G6 vanishes
  double mean_delta = 0;          //!< over rows in use
  double spread = 0;              //!< standard deviation over rows in use, ddof = 0
  double mean_delta_error = 0;    //!< jackknife, of prediction and G6 together; 0 if exact
};

//! Connected functions of a model with their deviations ([n_bins, n], 0 rows if exact).
struct ConnectedModel {
  Eigen::VectorXd g4; //!< [n_4], e.g. -quartic_design * couplings, or -c_r lambda_r I4_r with the
                      //!< tensor of a scan (then the cutoff drops out)
  Eigen::MatrixXd g4_deviations;
  Eigen::VectorXd g6; //!< [n_6]; zeros where the action has no sextic term
  Eigen::MatrixXd g6_deviations;
};

//! A model that is known exactly, or without a sextic term.
[[nodiscard]] ConnectedModel exact_model(Eigen::VectorXd g4, Eigen::VectorXd g6);

/*!
 * G6_pred = Wick6 + sum over the 15 pairs (ij) of K_ij delta(a_i, a_j) G4c_model(rest) + G6c_model
 * (specification 5.2): disconnected diagrams of one quartic vertex and one spectator, and the
 * connected part. G6 vanishes where |G6| <= 1e-12 prod_i sqrt(K_ii): rounding, or labels that do
 * not pair.
 */
class SixPointPredictor {
 public:
  //! \param kernel [n_points, n_points], the full K: the output bias rides on the spectator
  //! \param wick6  [n_6], of the Gaussian process
  //! \pre the layouts are of orders 4 and 6 of the same points and d_out
  SixPointPredictor(Eigen::MatrixXd const& kernel, Eigen::VectorXd wick6, LayoutSet const& layouts);

  //! \param g6 measured or exact; measured numbers have the bins of the model
  [[nodiscard]] SixPointPrediction operator()(ConnectedModel const& model,
                                              Estimate const& g6) const;

 private:
  Eigen::VectorXd wick6_, vanishing_;      // [n_6]
  Eigen::SparseMatrix<double> spectators_; // [n_6, n_4]
};

} // namespace nnft::eft
