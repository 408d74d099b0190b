#pragma once
#include "nnft/moments/estimate.hpp"

#include <cstdint>
#include <string_view>

namespace nnft {

//! A measured vector against an exact one.
struct Comparison {
  Eigen::VectorXd pull; //!< (measured - exact)/error; 0 where error and difference both vanish
  double chi2 = 0;      //!< differences with the inverse covariance in the kept eigenspace
  int dof = 0;          //!< eigenvalues of the correlation matrix above 1e-8 of the largest; with
                        //!< a rank limited by the bins: directions of the test, n_bins/2
  double p_value = 1;   //!< Hotelling's F(dof, n_bins - dof); 1 for dof = 0
  double max_pull = 0;  //!< largest |pull|
};

/*!
 * Pulls, chi-square and p-value with the full covariance, singular covariances included (ReLU-net
 * at d_in = 1 has rank one).
 *
 * The covariance is estimated from n_bins bins, so chi2 is Hotelling's T^2 and
 * chi2 (n_bins - dof)/(dof (n_bins - 1)) follows F(dof, n_bins - dof). Where the bins limit the
 * rank (more significant components than bins), the test is made in n_bins/2 fixed pseudo-random
 * directions instead, where F holds (Lopes, Jacob, Wainwright 2011). Components whose error and
 * difference both vanish (difference below 1e-12 of the largest exact value) take no part; a
 * difference without an error has an infinite pull. Where an error or a difference is not finite
 * nothing can be said: its pull, and chi2, p_value and max_pull are NaN.
 *
 * \pre measured has deviations, and exact its length
 */
[[nodiscard]] Comparison compare(Estimate const& measured, Eigen::VectorXd const& exact);

enum class TailVerdict : std::uint8_t { converged, heavy_tail, undetermined };
[[nodiscard]] std::string_view name_of(TailVerdict verdict); //!< "converged", "heavy tail", ...

//! Do the bins look like sums of many small contributions, or do a few of them carry the answer?
struct TailDiagnostic {
  //! Networks, times 3 over the kurtosis of the bins (1 for Gaussian bins), worst component.
  double effective_sample_size = 0;
  double kurtosis = 3;      //!< of the bins' contributions, worst component
  double largest_share = 0; //!< of the squared error that one bin carries, worst component
  TailVerdict verdict = TailVerdict::undetermined;
};

/*!
 * Sample means are trustworthy where the bins are nearly Gaussian. With heavy tails (Gauss-net: the
 * integrand of the 6-point function lies where no network was drawn) a few bins hold most of the
 * spread, and value and error are both too small. The variance of the mean is itself uncertain by
 * sqrt((kurtosis - 1)/n_bins); verdict "heavy tail" where the excess of the kurtosis over 3 adds
 * more than 5 % to its square and lies beyond the scatter of Gaussian bins: kurtosis above 3 +
 * max(n_bins/20, 8 sqrt(24/n_bins)). "undetermined" below eight bins.
 */
[[nodiscard]] TailDiagnostic diagnose_tail(Estimate const& measured, double networks);

} // namespace nnft
