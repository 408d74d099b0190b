#pragma once
#include "nnft/config/run_plan.hpp"
#include "nnft/eft/covariance_modes.hpp"
#include "nnft/moments/estimate.hpp"

#include <Eigen/Core>

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace nnft::eft {

using nnft::Weighting;

//! "quartic_constant", "quartic_quadratic", "quartic_nonlocal"
[[nodiscard]] std::string_view name_of(QuarticTerm term);

//! Mean absolute percentage errors of a model of the connected 4-point function.
struct PercentageErrors {
  double g4_connected = 0; //!< percent, over rows with G4c != 0
  double g4 = 0;           //!< percent, of the full G4 = Wick4 + G4c, same rows
};

[[nodiscard]] PercentageErrors percentage_errors(Eigen::VectorXd const& g4_connected,
                                                 Eigen::VectorXd const& predicted,
                                                 Eigen::VectorXd const& wick4,
                                                 std::vector<std::uint8_t> const& used);

struct CouplingFit {
  std::vector<QuarticTerm> terms;
  Eigen::VectorXd couplings;  //!< [n_terms], minimum norm in scaled columns where rank < n_terms
  Eigen::MatrixXd deviations; //!< [n_bins, n_terms], as in Estimate; 0 rows for exact numbers
  int rank = 0;
  double condition =
      1; //!< largest over smallest singular value of the scaled columns, at most 1e17
  Eigen::VectorXd singular_values; //!< of the scaled columns, descending; the first `rank` are kept
  //! [rank], amplitude of each kept direction over its error: below about 3 the data do not tell
  //! it from zero. Measured numbers only.
  Eigen::VectorXd significance;
  //! [n_terms - rank, n_terms]: changes of the couplings that no component sees, one a row, of unit
  //! norm in scaled columns.
  Eigen::MatrixXd free_directions;
  double shrinkage = 0;                  //!< of the measured covariance, Weighting::full alone
  std::optional<GoodnessOfFit> goodness; //!< measured numbers only
  PercentageErrors percentage_errors;    //!< against the numbers that were fitted

  //! [n_terms, n_terms]; zeros for exact numbers.
  [[nodiscard]] Eigen::MatrixXd covariance() const {
    if (deviations.rows() == 0) return Eigen::MatrixXd::Zero(couplings.size(), couplings.size());
    return deviations.transpose() * deviations;
  }
};

/*!
 * Linear least squares -G4c = design * couplings (specification 5.1).
 *
 * Rows are weighted; columns are scaled to unit norm; singular values below 1e-10 of the largest
 * are dropped. The covariance of the couplings is that of the linear map applied to the full
 * covariance of G4c, whatever the weights. chi-square is the smallest that any couplings reach with
 * the full covariance (CovarianceModes::goodness_of_fit): a test of the form of the action, the
 * same for all weights.
 *
 * Weighting::full is generalised least squares: with the kept directions of the measured covariance
 * and error_inflation, or, where the bins are too few for that, with the covariance pulled towards
 * its diagonal (shrunk_whitener) and errors from a jackknife that repeats all of it.
 *
 * \param design  [n_4, n_terms], quartic_design
 * \param wick4   [n_4], of the Gaussian process
 * \param used    rows to fit; where nothing is marked the couplings are 0 and the rank is 0
 * \param weighting exact numbers are always weighted uniformly
 */
[[nodiscard]] CouplingFit fit_couplings(Estimate const& g4_connected, Eigen::MatrixXd const& design,
                                        std::vector<QuarticTerm> const& terms,
                                        Eigen::VectorXd const& wick4,
                                        std::vector<std::uint8_t> const& used, Weighting weighting);

} // namespace nnft::eft
