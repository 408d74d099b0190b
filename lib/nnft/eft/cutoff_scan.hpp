#pragma once
#include "nnft/eft/vertex_integrals.hpp"
#include "nnft/moments/estimate.hpp"
#include "nnft/moments/layout.hpp"

#include <Eigen/Core>

#include <cstdint>
#include <optional>
#include <vector>

namespace nnft::eft {

/*!
 * The quartic coupling as a function of the cutoff, component by component (specification 5 and 6):
 * lambda_r(L) = -G4c_r/(c_r I4_r(L)), c_r = label_factors (24 for one output).
 */
struct CutoffScan {
  std::vector<double> cutoffs;
  Eigen::MatrixXd tensor; //!< [n_cutoffs, n_4], lambda_r(L); 0 in rows not in use
  //! [n_cutoffs, n_4], relative error of I4 and so of the tensor, where the integrals are
  //! randomised (0 in rows not in use); else no rows.
  Eigen::MatrixXd integral_error;
  std::vector<std::uint8_t> used; //!< [n_4]; 0: G4c vanishes, or the vertex integral does

  // All [n_cutoffs], over the components in use; empty where none is.
  Eigen::VectorXd quartic, quartic_error; //!< weighted_mean; exact: plain mean, 0
  Eigen::VectorXd mean, median, spread;   //!< unweighted; standard deviation with ddof = 0
  Eigen::VectorXd mean_error;             //!< statistical error of mean; exact: 0
  Eigen::MatrixXd mean_deviations;        //!< [n_bins, n_cutoffs] of mean; 0 rows if exact
  //! [n_replicates, n_cutoffs], mean from the integrals without one replicate of a randomised
  //! cubature; 0 rows where they are deterministic.
  Eigen::MatrixXd mean_without;
  //! How many components in use are positive and negative: a mean over both signs says little.
  std::vector<std::int64_t> positive, negative;
  Eigen::VectorXd chi2; //!< of "lambda is one constant"; measured only, else empty
  std::vector<int> dof;
  std::vector<double> p_value; //!< of chi2; shorter where the bins are too few
  //! d quartic/d log L at fixed weights w: sum_r w_r (-lambda_r d log I4_r/d log L), the derivative
  //! of I4 from its integral over the surface of the box. 0 at infinite cutoff.
  Eigen::VectorXd beta;
  Eigen::VectorXd beta_error; //!< statistical, at fixed weights; exact: 0
  //! The same for mean, with the deviations [n_bins, n_cutoffs] of it.
  Eigen::VectorXd mean_beta;
  Eigen::MatrixXd mean_beta_deviations;

  /*!
   * Least-squares line log|lambda_r(L)| = intercept + slope log L over all components in use and
   * all finite cutoffs, with its R^2. Absent with fewer than two finite cutoffs.
   */
  struct Line {
    double slope = 0;
    //! Statistical error and curvature in quadrature, at least 1e-12. G4c does not depend on L and
    //! so its error drops out of this slope exactly; what is left is the standard error of the line
    //! with an intercept of its own for every component: 0 for a power law; and the scatter of
    //! randomised integrals.
    double slope_error = 0;
    double intercept = 0;            //!< natural logarithm of |lambda| at L = 1
    std::optional<double> r_squared; //!< absent where log|lambda| does not vary at all
    double slope_of_mean = 0;        //!< the same for log|mean(L)|
    double slope_last = 0;           //!< of log|mean(L)| between the last two finite cutoffs
    Eigen::VectorXd local_slopes{};  //!< of the mean, one fewer than finite cutoffs
  };
  std::optional<Line> line;
  double slope_expected = 0; //!< at large L: ReLU -(d_in + 4), Erf and Tanh -d_in, Gauss and Cos 0
};

//! Slopes of log|coupling| between neighbouring finite cutoffs, one fewer than these.
[[nodiscard]] Eigen::VectorXd local_slopes(std::vector<double> const& cutoffs,
                                           Eigen::VectorXd const& coupling);
//! Slope of the least-squares line through log|coupling| at all finite cutoffs.
//! \pre there are two of them
[[nodiscard]] double slope_of_log(std::vector<double> const& cutoffs,
                                  Eigen::VectorXd const& coupling);

//! \param g4_connected measured or exact, in the rows of the layout
//! \pre the integrals are of the same input set
[[nodiscard]] CutoffScan cutoff_scan(Architecture const& architecture, Estimate const& g4_connected,
                                     CorrelatorLayout const& layout,
                                     VertexIntegrals const& integrals);

} // namespace nnft::eft
