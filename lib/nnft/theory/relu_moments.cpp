/*
 * With lifted points p_i (z_i = p_i . u, u standard normal in their span, of rank r) a moment of
 * ReLU neurons is an integral over the cone where all p_i . u are positive. The radius is
 * integrated exactly: per simplicial cone with unit rays R
 *
 *   |det R| (2 pi)^(-r/2) 2^((n+r)/2-1) Gamma((n+r)/2) int_simplex prod_i (p_i . R v)/|R v|^(n+r)
 * dv.
 *
 * The cone depends only on the set of points, so that all moments of one set share its nodes.
 */
#include "nnft/moments/layout.hpp"
#include "nnft/theory/cones.hpp"
#include "nnft/theory/gauss_legendre.hpp"
#include "nnft/theory/hidden_covariance.hpp"
#include "nnft/theory/monomial_sums.hpp"
#include "nnft/theory/point_moments.hpp"
#include "nnft/theory/second_moments.hpp"

#include <Eigen/LU>
#include <Eigen/SVD>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <span>
#include <vector>

namespace nnft {
namespace {

// Nodes a dimension and widest angle, by rank.
struct Resolution {
  int nodes;
  double angle;
};

constexpr std::array<Resolution, 6> resolutions{
    {{1, 1.6}, {24, 1.6}, {18, 1.2}, {14, 1.0}, {10, 1.0}, {10, 1.4}}};
constexpr double node_budget = 4e8; // some twenty seconds

// Points of one set in orthonormal coordinates of their span, and the cone where all are positive.
struct Sector {
  Eigen::MatrixXd points; // [r, m]
  std::vector<Eigen::MatrixXd> cones;

  [[nodiscard]] int rank() const { return static_cast<int>(points.rows()); }
  [[nodiscard]] double nodes() const {
    if (cones.empty()) return 0;
    int const along = resolutions[static_cast<std::size_t>(rank() - 1)].nodes;
    return static_cast<double>(cones.size()) * std::pow(along, rank() - 1);
  }
};

Sector sector_of(Eigen::MatrixXd const& lifted) {
  Eigen::VectorXd const lengths = lifted.colwise().norm();
  if (lengths.minCoeff() == 0) return {}; // s(0) = 0
  Eigen::MatrixXd const directions = lifted * lengths.cwiseInverse().asDiagonal();
  std::vector<int> distinct;
  for (int i = 0; i < directions.cols(); ++i) {
    auto const same = [&](int j) { return (directions.col(i) - directions.col(j)).norm() < 1e-7; };
    if (std::none_of(distinct.begin(), distinct.end(), same)) distinct.push_back(i);
  }
  Eigen::MatrixXd const normals = directions(Eigen::all, distinct);
  Eigen::JacobiSVD<Eigen::MatrixXd> const svd(normals, Eigen::ComputeThinU);
  auto const rank = (svd.singularValues().array() > 1e-7).count();
  Eigen::MatrixXd const span = svd.matrixU().leftCols(rank);
  Sector sector{span.transpose() * lifted, {}};
  auto const& resolution = resolutions[static_cast<std::size_t>(rank - 1)];
  sector.cones = bisected(simplicial_cones(span.transpose() * normals), resolution.angle);
  return sector;
}

// Nodes and weights on {v >= 0, sum v = 1} in r dimensions: Duffy's map of the Gauss-Legendre
// product.
struct SimplexRule {
  Eigen::MatrixXd node; // [r, n]
  Eigen::VectorXd weight;
};

SimplexRule simplex_rule(int r, int nodes_per_dimension) {
  auto const line = gauss_legendre(nodes_per_dimension, 0, 1);
  Eigen::Index n = 1;
  for (int k = 1; k < r; ++k)
    n *= line.size();
  SimplexRule rule{Eigen::MatrixXd(r, n), Eigen::VectorXd(n)};
  for (Eigen::Index i = 0; i < n; ++i) {
    double left = 1;
    double weight = 1;
    auto digits = i;
    for (int k = 0; k < r - 1; ++k) {
      auto const digit = digits % line.size();
      digits /= line.size();
      double const s = line.node[digit];
      weight *= line.weight[digit] * std::pow(s, r - 2 - k);
      rule.node(k, i) = left * (1 - s);
      left *= s;
    }
    rule.node(r - 1, i) = left;
    rule.weight[i] = weight;
  }
  return rule;
}

// (2 pi)^(-r/2) 2^((n+r)/2-1) Gamma((n+r)/2)
double radial_integral(int n, int r) {
  double const half = (n + r) / 2.0;
  return std::pow(2 * std::numbers::pi, -r / 2.0) * std::pow(2.0, half - 1) * std::tgamma(half);
}

// squares^(-power/2) by multiplications.
Eigen::ArrayXd inverse_power(Eigen::ArrayXd const& squares, int power) {
  Eigen::ArrayXd const inverse = squares.inverse();
  Eigen::ArrayXd result =
      power % 2 == 1 ? inverse.sqrt().eval() : Eigen::ArrayXd::Ones(squares.size()).eval();
  for (int k = 0; k < power / 2; ++k)
    result *= inverse;
  return result;
}

// The moments of order n that hold every point of the sector, as monomials of degree n - m in the
// points beyond that: rows of CorrelatorLayout(n - m, m, 1).
Eigen::VectorXd sector_moments(Sector const& sector, int n, SimplexRule const& rule) {
  auto const m = static_cast<int>(sector.points.cols());
  int const r = sector.rank();
  constexpr Eigen::Index chunk = 256;
  MonomialSums sums(m, {n - m});
  for (auto const& rays : sector.cones) {
    double const scale = std::abs(rays.determinant()) * radial_integral(n, r);
    for (Eigen::Index begin = 0; begin < rule.weight.size(); begin += chunk) {
      auto const size = std::min(chunk, rule.weight.size() - begin);
      Eigen::MatrixXd const u = rays * rule.node.middleCols(begin, size);
      Eigen::MatrixXd const values = u.transpose() * sector.points;
      Eigen::ArrayXd weights = scale * rule.weight.segment(begin, size).array();
      weights *= inverse_power(u.colwise().squaredNorm().transpose().array(), n + r);
      weights *= values.rowwise().prod().array();
      sums.add(values, weights.matrix());
    }
  }
  return sums.sums(n - m);
}

// All moments of the points, set by set.
class SectorMoments {
 public:
  SectorMoments(Eigen::MatrixXd const& lifted, int highest_order) {
    std::vector<int> set;
    collect(lifted, highest_order, set, 0);
  }

  [[nodiscard]] bool is_affordable() const { return nodes_ <= node_budget; }

  [[nodiscard]] Eigen::VectorXd operator()(CorrelatorLayout const& layout, int fewer_nodes) const {
    Eigen::VectorXd moments = Eigen::VectorXd::Zero(layout.size());
    std::array<SimplexRule, 6> rules; // of the ranks that occur
    for (auto const& [set, sector] : sectors_) {
      auto const m = static_cast<int>(set.size());
      if (m > layout.order() || sector.cones.empty()) continue;
      auto const k = static_cast<std::size_t>(sector.rank() - 1);
      if (rules[k].weight.size() == 0)
        rules[k] = simplex_rule(sector.rank(), std::max(1, resolutions[k].nodes - fewer_nodes));
      auto const values = sector_moments(sector, layout.order(), rules[k]);
      scatter(set, values, layout, moments);
    }
    return moments;
  }

 private:
  struct PointSet {
    std::vector<int> set;
    Sector sector;
  };

  void collect(Eigen::MatrixXd const& lifted, int largest, std::vector<int>& set, int next) {
    for (int i = next; i < lifted.cols() && is_affordable(); ++i) {
      set.push_back(i);
      sectors_.push_back({set, sector_of(lifted(Eigen::all, set))});
      nodes_ += sectors_.back().sector.nodes();
      if (static_cast<int>(set.size()) < largest) collect(lifted, largest, set, i + 1);
      set.pop_back();
    }
  }

  // Values in the order of the multisets of n - m points of the set, which come on top of the set.
  static void scatter(std::vector<int> const& set, Eigen::VectorXd const& values,
                      CorrelatorLayout const& layout, Eigen::VectorXd& moments) {
    auto const n = static_cast<std::size_t>(layout.order());
    std::array<int, max_order> points{};
    std::copy(set.begin(), set.end(), points.begin());
    std::array<std::size_t, max_order> extra{};
    for (auto const value : values) {
      for (std::size_t k = set.size(); k < n; ++k)
        points[k] = set[extra[k]];
      moments[layout.index(std::span(points).first(n))] = value;
      auto last = n;
      while (last > set.size() && extra[last - 1] == set.size() - 1)
        --last;
      if (last == set.size()) break;
      auto const raised = extra[last - 1] + 1;
      for (auto k = last - 1; k < n; ++k)
        extra[k] = raised;
    }
  }

  std::vector<PointSet> sectors_;
  double nodes_ = 0;
};

} // namespace

std::optional<NeuronMoments> relu_moments(Architecture const& architecture,
                                          InputSet const& distinct, int highest_order) {
  HiddenCovariance const hidden(architecture);
  NeuronMoments moments;
  moments.method = "cones";
  moments.accuracy = 16 * std::numeric_limits<double>::epsilon();
  CorrelatorLayout const pairs(2, distinct.size(), 1);
  moments.m2.resize(pairs.size());
  for (std::ptrdiff_t row = 0; row < pairs.size(); ++row) {
    auto const p = pairs.points(row);
    moments.m2[row] = relu_second_moment(hidden.pair(distinct.x.col(p[0]), distinct.x.col(p[1])));
  }
  if (highest_order == 2) return moments;
  SectorMoments const sectors(hidden.lifted(distinct), highest_order);
  if (!sectors.is_affordable()) return std::nullopt;
  for (int order = 4; order <= highest_order; order += 2) {
    CorrelatorLayout const layout(order, distinct.size(), 1);
    auto& m = of_order(moments, order);
    m = sectors(layout, 0);
    double const scale = m.cwiseAbs().maxCoeff();
    if (scale == 0) continue;
    double const difference = (sectors(layout, 1) - m).cwiseAbs().maxCoeff() / scale;
    moments.accuracy = std::max(moments.accuracy, difference);
  }
  return moments;
}

} // namespace nnft
