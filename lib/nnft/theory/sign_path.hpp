#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace nnft {

/*!
 * Rule for int_0^1 dt of Plackett's integrals along R(t) = 1 + t (R - 1), n variables.
 *
 * The integrands are analytic but for real t where a principal minor of R(t) vanishes. The
 * eigenvalues l of R obey 1/(1 + 2 A^2) <= l <= n, A^2 the largest S_ii, so that such t lie beyond
 * 1 + delta, delta = 1/(2 A^2), and below -1/(n - 1). The logistic map t = (1 + delta + a)/(1 +
 * e^-s) - a with a = 1/(n - 1) sends both ends to infinity and what lies beyond them to |Im s| =
 * pi: the Gauss-Legendre rule in s needs 14 nodes at A^2 = 2 and 50 at A = 1000, where it needs 20
 * and more than 10^4 in t.
 */
struct SignPath {
  std::vector<double> t, rest; //!< rest = 1 - t, to all digits
  std::vector<double> weight;

  //! \param more_nodes factor of the number of nodes that is good for all digits
  SignPath(int n, double delta, double more_nodes);
  [[nodiscard]] std::size_t size() const { return t.size(); }
};

//! Minors of four correlations, those with equal powers along the path added up. Pairs in the order
//! 01 02 03 12 13 23: pair p and pair 5 - p have no variable in common.
struct FourMinors {
  std::array<double, 6> pair{};                                  //!< det of two
  double triples = 0, all = 0;                                   //!< of three, summed; of four
  std::array<double, 6> correlation{}, given_one{}, given_two{}; //!< mixed ones, by the size of T
  //! Terms of equal pairs are summed once: how many pairs are equal to this one, 0 where an earlier
  //! one stands for it.
  std::array<double, 6> times{1, 1, 1, 1, 1, 1};
};

//! How many nodes are taken at a time; the bits of results do not depend on it.
enum class VectorLength : std::uint8_t { longest, shortest };

//! <sgn(y1) ... sgn(y4)> of normal y with these correlations: an integral over arcsines, taken from
//! their sines and cosines both, asin(c/sqrt(ab)) = atan(c/sqrt(ab - c^2)).
[[nodiscard]] double sgn4(FourMinors const& r, SignPath const& path,
                          VectorLength length = VectorLength::longest);

} // namespace nnft
