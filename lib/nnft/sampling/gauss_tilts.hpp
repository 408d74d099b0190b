#pragma once
#include "nnft/ensemble/architecture.hpp"
#include "nnft/ensemble/input_set.hpp"

#include <cstdint>
#include <vector>

namespace nnft {

/*!
 * Importance sampling of the neurons of Gauss-net.
 *
 * A neuron's parameters, as standard normals g, are drawn from
 *
 *     q(g) = phi(g) [ p_0 + sum_{n = 2, 4, 6} p_n S(g)^n / Z_n ],      S = sum over the points of
 * s(x_i),
 *
 * with equal p and Z_n = <S^n>: the part of n is a mixture of shifted normals, one for every
 * multiset of n points, in proportion to its moment M_n. With weights w = phi/q every <w s ... s>
 * of up to six factors is unbiased, and w s1 ... sn <= Z_n/p_n is bounded, so that errors are what
 * they look like. (Specification 3.4 tilts the bias alone, by 0, 2, 4, 6 sigma_b; that is the case
 * of points near 0.)
 */
class GaussTilts {
 public:
  //! Throws InvalidInput where a moment overflows.
  GaussTilts(Architecture const& architecture, InputSet const& inputs, int highest_order);

  //! shift[p * stride], p < d_in + 1: what is added to the normals (weights, then the bias).
  void choose(std::uint64_t random, double* shift, std::ptrdiff_t stride) const;
  //! The weight of a neuron from its S.
  [[nodiscard]] double weight(double sum) const;
  [[nodiscard]] int n_normals() const { return n_normals_; }
  //! Exact moments M_2, M_4, M_6, one after another in the rows of their layouts.
  [[nodiscard]] std::vector<double> const& moments() const { return moments_; }

 private:
  int n_normals_;
  double share_;                          // p_0 = p_2 = ...
  std::vector<double> moments_;           // M_n by order and row
  std::vector<double> normalisations_;    // Z_2, Z_4, Z_6
  std::vector<std::uint64_t> thresholds_; // upper ends of the components in [0, 2^64)
  std::vector<double> shifts_;            // [component][normal]
};

} // namespace nnft
