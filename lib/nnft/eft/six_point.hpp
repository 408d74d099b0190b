#pragma once
#include "nnft/moments/layout.hpp"

#include <Eigen/Core>

namespace nnft::eft {

//! What the couplings say about the 6-point function.
struct SixPointPrediction {
  Eigen::VectorXd g6;    //!< [n_6]
  Eigen::VectorXd delta; //!< [n_6], prediction/G6; 0 where G6 vanishes
  double mean_delta = 0; //!< over the other rows
};

/*!
 * G6_pred = Wick6 + sum over the 15 pairs (ij) of K_ij delta(a_i, a_j) G4c_model(rest) + G6c_model
 * (specification 5.2): disconnected diagrams of one quartic vertex and one spectator, and the
 * connected part. G6 vanishes where |G6| <= 1e-12 prod_i sqrt(K_ii): rounding, or labels that do
 * not pair.
 *
 * \param kernel   [n_points, n_points], the full K: the output bias rides on the spectator
 * \param g4_model [n_4], connected 4-point function of the model, e.g. -quartic_design * couplings,
 * or -c_r lambda_r I4_r with the tensor of a scan (then the cutoff drops out) \param
 * g6_connected_model [n_6]; zeros where the action has no sextic term \param wick6, g6 [n_6], of
 * the Gaussian process; measured or exact \pre the layouts are of orders 4 and 6 of the same points
 * and d_out
 */
[[nodiscard]] SixPointPrediction
predict_six_point(Eigen::MatrixXd const& kernel, Eigen::VectorXd const& g4_model,
                  Eigen::VectorXd const& g6_connected_model, Eigen::VectorXd const& wick6,
                  Eigen::VectorXd const& g6, LayoutSet const& layouts);

} // namespace nnft::eft
