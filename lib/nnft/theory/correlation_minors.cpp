#include "nnft/theory/correlation_minors.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace nnft {
namespace {

constexpr std::size_t bit(int i) {
  return std::size_t{1} << static_cast<unsigned>(i);
}

constexpr bool has(std::size_t set, int i) {
  return (set & bit(i)) != 0;
}

// Adds Gram determinants of vectors to minors: for every set T, the volume of T squared times the
// products of what is left of the other vectors orthogonal to T.
template <int n> class GramWalk {
 public:
  explicit GramWalk(CorrelationMinors<n>& minors) : minors_(minors) {}

  //! \param set     T, all of whose extensions by larger variables are visited too
  //! \param volume  factor of all contributions
  //! \param vectors [d, n] what is left of the vectors
  //! \param depth   how many more vectors can be independent
  void operator()(std::size_t set, int next, double volume, Eigen::MatrixXd const& vectors,
                  Eigen::Index depth) {
    visit(set, next, volume, vectors);
    if (depth <= 1) return;
    for (int i = next; i < n; ++i) {
      double const square = vectors.col(i).squaredNorm();
      if (square == 0) continue;
      (*this)(set | bit(i), i + 1, volume * square, left_of(vectors, i, square), depth - 1);
    }
  }

 private:
  void visit(std::size_t set, int next, double volume, Eigen::MatrixXd const& vectors) {
    for (int k = next; k < n; ++k)
      minors_.principal[set | bit(k)] += volume * vectors.col(k).squaredNorm();
    for (int k = 0; k < n; ++k)
      for (int l = k + 1; l < n; ++l)
        if (!has(set, k) && !has(set, l))
          minors_.mixed[pair_place(n, k, l)][set] += volume * vectors.col(k).dot(vectors.col(l));
  }

  // The vectors without their parts along vector i; what is nothing but rounding is dropped.
  static Eigen::MatrixXd left_of(Eigen::MatrixXd const& vectors, int i, double square) {
    constexpr double rounding = 16 * std::numeric_limits<double>::epsilon();
    Eigen::VectorXd const along = vectors.col(i);
    Eigen::MatrixXd left = vectors;
    for (int twice = 0; twice < 2; ++twice)
      left -= along * (along.transpose() * left / square);
    for (Eigen::Index k = 0; k < left.cols(); ++k)
      if (left.col(k).norm() <= rounding * vectors.col(k).norm()) left.col(k).setZero();
    return left;
  }

  CorrelationMinors<n>& minors_;
};

// The sets of variables without k and l, in ascending order, by pair_place.
template <int n> constexpr auto sets_without_pairs() {
  std::array<std::array<std::size_t, CorrelationMinors<n>::n_sets / 4>,
             CorrelationMinors<n>::n_pairs>
      sets{};
  for (int k = 0; k < n; ++k)
    for (int l = k + 1; l < n; ++l) {
      std::size_t count = 0;
      for (std::size_t set = 0; set < CorrelationMinors<n>::n_sets; ++set)
        if (!has(set, k) && !has(set, l)) sets[pair_place(n, k, l)][count++] = set;
    }
  return sets;
}
template <int n> constexpr auto sets_without = sets_without_pairs<n>();

// Adds what the set gains from a diagonal: minors of M + diag from those of M.
template <int n>
void add_diagonal(CorrelationMinors<n>& minors, std::array<double, n> const& diagonal) {
  for (int i = 0; i < n; ++i) {
    double const d = diagonal[static_cast<std::size_t>(i)];
    for (std::size_t set = 0; set < minors.n_sets; ++set)
      if (has(set, i)) minors.principal[set] += d * minors.principal[set ^ bit(i)];
    for (std::size_t p = 0; p < minors.n_pairs; ++p)
      for (auto const set : sets_without<n>[p])
        if (has(set, i)) minors.mixed[p][set] += d * minors.mixed[p][set ^ bit(i)];
  }
}

// The minors after rows and columns were multiplied by factors.
template <int n> void scale(CorrelationMinors<n>& minors, std::array<double, n> const& factor) {
  std::array<double, CorrelationMinors<n>::n_sets> squares{};
  for (std::size_t set = 0; set < minors.n_sets; ++set) {
    squares[set] = 1;
    for (int i = 0; i < n; ++i)
      if (has(set, i))
        squares[set] *= factor[static_cast<std::size_t>(i)] * factor[static_cast<std::size_t>(i)];
    minors.principal[set] *= squares[set];
  }
  for (int k = 0; k < n; ++k)
    for (int l = k + 1; l < n; ++l)
      for (auto const set : sets_without<n>[pair_place(n, k, l)])
        minors.mixed[pair_place(n, k, l)][set] *= squares[set] *
                                                  factor[static_cast<std::size_t>(k)] *
                                                  factor[static_cast<std::size_t>(l)];
}

} // namespace

template <int n>
CorrelationMinors<n> sign_minors(HiddenCovariance const& hidden, Eigen::MatrixXd const& points) {
  std::array<double, n> variance{}; // of y, times 2
  for (int i = 0; i < n; ++i)
    variance[static_cast<std::size_t>(i)] = 1 + 2 * hidden(points.col(i), points.col(i));
  double const largest = *std::max_element(variance.begin(), variance.end());
  double const bias = 2 * hidden.bias() / largest;
  double const length = std::sqrt(2 * hidden.weight() / largest);

  CorrelationMinors<n> minors;
  GramWalk<n> walk(minors);
  walk(0, 0, 1, length * points, points.rows());
  for (int i = 0; i < n; ++i)
    minors.principal[bit(i)] += bias;
  for (auto& mixed : minors.mixed)
    mixed[0] += bias;
  if (bias > 0)
    for (int p = 0; p < n; ++p)
      walk(bit(p), p + 1, bias, length * (points.colwise() - points.col(p)), points.rows());
  for (int k = 0; k < n; ++k)
    for (int l = k + 1; l < n; ++l) // zero where it cancels
      minors.mixed[pair_place(n, k, l)][0] = 2 * hidden(points.col(k), points.col(l)) / largest;
  minors.principal[0] = 1;

  std::array<double, n> factor{};
  std::array<double, n> noise{};
  for (std::size_t i = 0; i < n; ++i) {
    factor[i] = std::sqrt(largest / variance[i]);
    noise[i] = 1 / variance[i];
  }
  scale<n>(minors, factor);
  add_diagonal<n>(minors, noise);
  return minors;
}

template <int n>
CorrelationMinors<n> towards_identity(CorrelationMinors<n> const& of_r, double t, double rest) {
  auto minors = of_r;
  std::array<double, n> root{};
  root.fill(std::sqrt(t));
  scale<n>(minors, root);
  std::array<double, n> diagonal{};
  diagonal.fill(rest);
  add_diagonal<n>(minors, diagonal);
  return minors;
}

template CorrelationMinors<4> sign_minors(HiddenCovariance const&, Eigen::MatrixXd const&);
template CorrelationMinors<6> sign_minors(HiddenCovariance const&, Eigen::MatrixXd const&);
template CorrelationMinors<6> towards_identity(CorrelationMinors<6> const&, double, double);

} // namespace nnft
