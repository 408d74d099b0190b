#include "nnft/theory/correlators.hpp"

#include "nnft/core/contract.hpp"
#include "nnft/moments/pairings.hpp"
#include "nnft/theory/independence.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <span>

namespace nnft {
namespace {

using Places = std::span<int const>;

int at(Places values, int place) {
  return values[static_cast<std::size_t>(place)];
}

// The product of Kronecker deltas of a pairing.
template <std::size_t n> bool joins_equal(std::array<int, n> const& pairing, Places labels) {
  for (std::size_t k = 0; k < n; k += 2)
    if (at(labels, pairing[k]) != at(labels, pairing[k + 1])) return false;
  return true;
}

double wick4(Eigen::MatrixXd const& k, Places i, Places labels) {
  double sum = 0;
  for (auto const& p : pairings_of_4)
    if (joins_equal(p, labels)) sum += k(at(i, p[0]), at(i, p[1])) * k(at(i, p[2]), at(i, p[3]));
  return sum;
}

double wick6(Eigen::MatrixXd const& k, Places i, Places labels) {
  double sum = 0;
  for (auto const& p : pairings_of_6)
    if (joins_equal(p, labels))
      sum +=
          k(at(i, p[0]), at(i, p[1])) * k(at(i, p[2]), at(i, p[3])) * k(at(i, p[4]), at(i, p[5]));
  return sum;
}

double wick2(Eigen::MatrixXd const& k, Places i, Places labels) {
  return at(labels, 0) == at(labels, 1) ? k(at(i, 0), at(i, 1)) : 0;
}

Estimate exact(Eigen::VectorXd value) {
  return {std::move(value), {}, {}};
}

// A value with the sum of the absolute terms that it was made of.
struct Sum {
  double value = 0;
  double absolute = 0;
  void add(double term) {
    value += term;
    absolute += std::abs(term);
  }
  [[nodiscard]] Sum times(double factor) const { return {factor * value, factor * absolute}; }
};

// The connected values of one order, and what their rounding may amount to.
struct Connected {
  Eigen::VectorXd value;
  double largest_absolute = 0; // sum of absolute terms

  explicit Connected(std::ptrdiff_t n) : value(n) {}
  void set(std::ptrdiff_t row, Sum const& sum) {
    value[row] = sum.value;
    largest_absolute = std::max(largest_absolute, sum.absolute);
  }
  // Relative to the largest value; 0 where all vanish by structure.
  [[nodiscard]] double accuracy(double of_moments) const {
    constexpr double rounding = 4 * std::numeric_limits<double>::epsilon();
    if (largest_absolute == 0) return 0;
    return std::max(rounding, of_moments) * largest_absolute / value.cwiseAbs().maxCoeff();
  }
};

// The connected functions of one ensemble from the moments of its neurons.
class ConnectedFunctions {
 public:
  ConnectedFunctions(Architecture const& architecture, NeuronMoments const& moments,
                     LayoutSet const& layouts)
      : n_points_(layouts.of(2).n_points()), moments_(moments), m2_(n_points_, n_points_),
        width_(static_cast<double>(architecture.width)),
        output_weight_(architecture.sigma_w_out * architecture.sigma_w_out),
        activation_(architecture.activation),
        order4_(4, layouts.highest_order() >= 4 ? n_points_ : 1, 1),
        order6_(6, layouts.highest_order() >= 6 ? n_points_ : 1, 1) {
    Eigen::Index row = 0;
    for (int i = 0; i < n_points_; ++i)
      for (int j = i; j < n_points_; ++j)
        m2_(i, j) = m2_(j, i) = moments.m2[row++];
    NNFT_EXPECT(moments.m2.size() == row && moments.covariance.rows() == n_points_);
    NNFT_EXPECT(layouts.highest_order() < 4 || moments.m4.size() == order4_.size());
    NNFT_EXPECT(layouts.highest_order() < 6 || moments.m6.size() == order6_.size());
  }

  [[nodiscard]] Eigen::MatrixXd const& m2() const { return m2_; }
  [[nodiscard]] double output_weight() const { return output_weight_; }

  //! sigma_w_out^4/N sum over pairings of deltas C(12; 34), C(12; 34) = M4 - M2(12) M2(34)
  [[nodiscard]] Sum order4(Places i, Places labels) const {
    double const m4 = moments_.m4[order4_.index(i)];
    Sum sum;
    for (auto const& p : pairings_of_4)
      if (joins_equal(p, labels) && !vanishes(i, p)) {
        sum.add(m4);
        sum.add(-m2(i, p[0], p[1]) * m2(i, p[2], p[3]));
      }
    return sum.times(output_weight_ * output_weight_ / width_);
  }

  //! sigma_w_out^6/N^2 sum over pairings of deltas kappa_3(12; 34; 56)
  [[nodiscard]] Sum order6(Places i, Places labels) const {
    double const m6 = moments_.m6[order6_.index(i)];
    auto const m4 = rest_moments(i);
    Sum sum;
    for (auto const& p : pairings_of_6)
      if (joins_equal(p, labels) && !vanishes(i, p)) {
        double const first = m2(i, p[0], p[1]);
        double const second = m2(i, p[2], p[3]);
        double const third = m2(i, p[4], p[5]);
        sum.add(m6);
        sum.add(-first * m4[pair_number(p[0], p[1])]);
        sum.add(-second * m4[pair_number(p[2], p[3])]);
        sum.add(-third * m4[pair_number(p[4], p[5])]);
        sum.add(2 * first * second * third);
      }
    return sum.times(std::pow(output_weight_, 3) / (width_ * width_));
  }

 private:
  [[nodiscard]] double m2(Places i, int a, int b) const { return m2_(at(i, a), at(i, b)); }

  // Place of the pair a < b in pairs_out_of_6.
  static std::size_t pair_number(int a, int b) {
    return static_cast<std::size_t>(a * (11 - a) / 2 + b - a - 1);
  }

  // M4 of the four places that each pair leaves.
  [[nodiscard]] std::array<double, 15> rest_moments(Places i) const {
    std::array<double, 15> m4{};
    for (std::size_t k = 0; k < pairs_out_of_6.size(); ++k) {
      std::array<int, 4> rest{};
      for (std::size_t n = 0; n < 4; ++n)
        rest[n] = at(i, pairs_out_of_6[k][n + 2]);
      m4[k] = moments_.m4[order4_.index(rest)];
    }
    return m4;
  }

  // Whether the cumulant of the products that a pairing joins is exactly 0.
  template <std::size_t n>
  [[nodiscard]] bool vanishes(Places i, std::array<int, n> const& pairing) const {
    std::array<PointPair, n / 2> pairs{};
    for (std::size_t k = 0; k < n / 2; ++k)
      pairs[k] = {at(i, pairing[2 * k]), at(i, pairing[2 * k + 1])};
    return cumulant_vanishes(activation_, moments_.covariance, pairs);
  }

  int n_points_;
  NeuronMoments const& moments_;
  Eigen::MatrixXd m2_;
  double width_, output_weight_;
  Activation activation_;
  CorrelatorLayout order4_, order6_;
};

// sum over the 15 pairs of K_ij delta_ij G4c(rest).
double kernel_times_connected(Eigen::MatrixXd const& kernel, ConnectedFunctions const& connected,
                              Places i, Places labels) {
  double sum = 0;
  for (auto const& p : pairs_out_of_6) {
    if (at(labels, p[0]) != at(labels, p[1])) continue;
    std::array<int, 4> points{};
    std::array<int, 4> names{};
    for (std::size_t n = 0; n < 4; ++n) {
      points[n] = at(i, p[n + 2]);
      names[n] = at(labels, p[n + 2]);
    }
    sum += kernel(at(i, p[0]), at(i, p[1])) * connected.order4(points, names).value;
  }
  return sum;
}

} // namespace

Eigen::VectorXd wick(Eigen::MatrixXd const& kernel, CorrelatorLayout const& layout) {
  NNFT_EXPECT(kernel.rows() == layout.n_points() && kernel.cols() == layout.n_points());
  auto const sum = layout.order() == 2 ? wick2 : layout.order() == 4 ? wick4 : wick6;
  Eigen::VectorXd g(layout.size());
  for (std::ptrdiff_t row = 0; row < layout.size(); ++row)
    g[row] = sum(kernel, layout.points(row), layout.labels(row));
  return g;
}

Correlators gaussian_process_correlators(Eigen::MatrixXd const& kernel, LayoutSet const& layouts) {
  Correlators g;
  for (auto const quantity : {Quantity::g2, Quantity::g4, Quantity::g6})
    if (order_of(quantity) <= layouts.highest_order())
      g[quantity] = exact(wick(kernel, layouts.of(order_of(quantity))));
  return g;
}

ExactTheory exact_theory(Architecture const& architecture, NeuronMoments const& moments,
                         LayoutSet const& layouts) {
  ConnectedFunctions const connected(architecture, moments, layouts);
  double const bias = architecture.sigma_b_out * architecture.sigma_b_out;
  Eigen::MatrixXd const kernel =
      (connected.output_weight() * connected.m2().array() + bias).matrix();
  ExactTheory theory{gaussian_process_correlators(kernel, layouts), {}};
  auto& g = theory.correlators;
  for (auto const& [quantity, estimate] : g)
    theory.accuracy[quantity] = moments.accuracy;
  auto const keep = [&](Quantity quantity, Connected values) {
    double const accuracy = values.accuracy(moments.accuracy);
    theory.accuracy[quantity] = accuracy;
    if (accuracy <= sufficient_accuracy) g[quantity] = exact(std::move(values.value));
  };
  if (layouts.highest_order() >= 4) {
    auto const& layout = layouts.of(4);
    Connected g4_connected(layout.size());
    for (std::ptrdiff_t row = 0; row < layout.size(); ++row)
      g4_connected.set(row, connected.order4(layout.points(row), layout.labels(row)));
    g[Quantity::g4].value += g4_connected.value;
    keep(Quantity::g4_connected, std::move(g4_connected));
  }
  if (layouts.highest_order() >= 6) {
    auto const& layout = layouts.of(6);
    Connected g6_connected(layout.size());
    auto& g6 = g[Quantity::g6].value;
    for (std::ptrdiff_t row = 0; row < layout.size(); ++row) {
      auto const points = layout.points(row);
      auto const labels = layout.labels(row);
      g6_connected.set(row, connected.order6(points, labels));
      g6[row] +=
          kernel_times_connected(kernel, connected, points, labels) + g6_connected.value[row];
    }
    keep(Quantity::g6_connected, std::move(g6_connected));
  }
  return theory;
}

Correlators exact_correlators(Architecture const& architecture, NeuronMoments const& moments,
                              LayoutSet const& layouts) {
  return exact_theory(architecture, moments, layouts).correlators;
}

} // namespace nnft
