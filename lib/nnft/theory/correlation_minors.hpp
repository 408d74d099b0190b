#pragma once
#include "nnft/theory/hidden_covariance.hpp"

#include <Eigen/Core>

#include <array>
#include <cstddef>

namespace nnft {

//! Place of the pair k < l among the n (n - 1)/2 pairs of n variables, in lexicographic order.
constexpr std::size_t pair_place(int n, int k, int l) {
  return static_cast<std::size_t>(k * (2 * n - k - 1) / 2 + l - k - 1);
}

/*!
 * Minors of an n x n correlation matrix R, subsets of variables written as bits.
 *
 * The determinants of R, its conditional covariances and those of everything between R and the
 * unit matrix are sums of these with positive coefficients: nothing cancels, however close to
 * singular R is.
 */
template <int n> struct CorrelationMinors {
  static constexpr std::size_t n_sets = std::size_t{1} << n;
  static constexpr std::size_t n_pairs = std::size_t{n} * (n - 1) / 2;

  std::array<double, n_sets> principal{}; //!< det of the rows and columns of a set; 1 for the empty
  //! det of the rows T + k and the columns T + l, [pair_place(n, k, l)][T], T without k and l
  std::array<std::array<double, n_sets>, n_pairs> mixed{};
};

/*!
 * Minors of the correlations of y_i = z(x_i) + e_i/sqrt(2), e standard normal and independent for
 * each i: R_ij = 2 S_ij/sqrt((1 + 2 S_ii)(1 + 2 S_jj)), i != j.
 *
 * The minors of S = sigma_b^2 + a x.y are Gram determinants of the points plus those of their
 * differences (Cauchy-Binet), formed from the points and their differences; e adds positive terms.
 * So relative errors are those of the points' own geometry and do not grow with sigma_w, where the
 * determinant of R as a matrix of numbers loses all digits.
 *
 * \param points [d_in, n], repeats allowed
 */
template <int n> [[nodiscard]] CorrelationMinors<n> sign_minors(HiddenCovariance const& hidden,
                                                                Eigen::MatrixXd const& points);

//! Minors of (1 - t) 1 + t R.
//! \param rest 1 - t, given apart since it may be small
template <int n> [[nodiscard]] CorrelationMinors<n>
towards_identity(CorrelationMinors<n> const& of_r, double t, double rest);

} // namespace nnft
