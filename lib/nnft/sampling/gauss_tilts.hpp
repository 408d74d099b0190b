#pragma once
#include "nnft/ensemble/architecture.hpp"
#include "nnft/ensemble/input_set.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace nnft {

/*!
 * Importance sampling of the neurons of Gauss-net.
 *
 * A neuron's parameters, as standard normals g, are drawn from
 *
 *     q(g) = phi(g) p [1 + sum_{n = 2, 4, 6} (1/c_n) sum_t s(x_t1) ... s(x_tn)/M_n(t)],
 *
 * t the c_n multisets of n points and 1/p the number of terms in the brackets, 1 + highest order/2:
 * every multiset stands for one shifted normal, all of an order with the same probability. With
 * weights w = phi/q every <w s ... s> of up to six factors is unbiased, and w s(x_t1) ... s(x_tn)
 * <= M_n(t) c_n/p is bounded in units of what it estimates, so that errors are what they look like,
 * wherever the points are. (Specification 3.4 tilts the bias alone, by 0, 2, 4, 6 sigma_b; that is
 * the case of points near 0.)
 */
class GaussTilts {
 public:
  static constexpr int lanes = 16;

  //! Throws InvalidInput where a moment overflows.
  GaussTilts(Architecture const& architecture, InputSet const& inputs, int highest_order);

  //! shift[p * stride], p < d_in + 1: what is added to the normals (weights, then the bias).
  void choose(std::uint64_t random, double* shift, std::ptrdiff_t stride) const;
  //! weights[lane] of sixteen neurons from their outputs[point * stride + lane].
  void weigh(double const* outputs, std::ptrdiff_t stride, double* weights);
  //! The weight of a neuron from its outputs, one a point.
  [[nodiscard]] double weight(std::span<double const> outputs);
  [[nodiscard]] int n_normals() const { return n_normals_; }
  //! Exact moments M_2, M_4, M_6, one after another in the rows of their layouts.
  [[nodiscard]] std::vector<double> const& moments() const { return moments_; }

 private:
  //! Products of outputs: coefficient times row left times row right.
  struct Term {
    int left, right;
    double coefficient;
  };

  void add_order(Architecture const& architecture, InputSet const& inputs, int order,
                 std::span<double const> moments);
  int row_of_product(std::span<int const> points);

  int n_points_;
  int n_normals_;
  double share_; // p
  std::vector<double> moments_;
  std::vector<std::pair<std::vector<int>, int>> known_rows_; // sorted points, row
  std::vector<std::pair<int, int>> products_; // row n_points + k is the product of these rows
  std::vector<Term> terms_;
  std::vector<double> rows_;              // [row][lane]
  std::vector<std::uint64_t> thresholds_; // upper ends of the components in [0, 2^64)
  std::vector<double> shifts_;            // [component][normal]
};

} // namespace nnft
