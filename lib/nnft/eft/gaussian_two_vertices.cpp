#include "nnft/eft/gaussian_pair.hpp"
#include "nnft/eft/two_vertices.hpp"

#include <cmath>
#include <span>

namespace nnft::eft {
namespace {

// A product of legs, K_W = amplitude exp(-a (x - u)^2/2): they are one Gaussian about their mean.
struct Bundle {
  double legs = 0;
  Eigen::VectorXd mean;
  double spread = 0; // sum of squared distances from the mean
};

Bundle bundle_of(Eigen::MatrixXd const& x, std::span<int const> points) {
  Bundle b{static_cast<double>(points.size()), Eigen::VectorXd::Zero(x.rows()), 0};
  for (int i : points)
    b.mean += x.col(i) / b.legs;
  for (int i : points)
    b.spread += (x.col(i) - b.mean).squaredNorm();
  return b;
}

// Two bundles joined by `lines` lines: plain, with |u|^2, |v|^2, |u|^2 |v|^2 in the integrand, and
// the flow of the plain one.
GaussianPair joined(Bundle const& first, Bundle const& second, double lines, double a,
                    double cutoff) {
  GaussianPair total{std::exp(-a / 2 * (first.spread + second.spread)), 0, 0, 0, 0};
  for (Eigen::Index k = 0; k < first.mean.size(); ++k) {
    auto const one =
        gaussian_pair({first.legs, lines, second.legs}, a, first.mean[k], second.mean[k], cutoff);
    total.u2v2 =
        total.u2v2 * one.plain + total.u2 * one.v2 + total.v2 * one.u2 + total.plain * one.u2v2;
    total.u2 = total.u2 * one.plain + total.plain * one.u2;
    total.v2 = total.v2 * one.plain + total.plain * one.v2;
    total.flow = total.flow * one.plain + total.plain * one.flow;
    total.plain *= one.plain;
  }
  return total;
}

class Filler {
 public:
  Filler(Eigen::MatrixXd const& x, double a, double amplitude, Currents const& currents)
      : a_(a), amplitude_(amplitude), currents_(currents) {
    for (auto const& t : currents.triples())
      triples_.push_back(bundle_of(x, t));
    for (auto const& p : currents.pairs())
      pairs_.push_back(bundle_of(x, p));
    for (int i = 0; i < currents.n_points(); ++i)
      singles_.push_back(bundle_of(x, std::span(&i, 1)));
  }

  [[nodiscard]] TwoVertexSums operator()(double cutoff) const {
    TwoVertexSums sums;
    sums.exchange.resize(currents_.size(), currents_.size());
    fill_triples(cutoff, sums);
    if (currents_.has(QuarticTerm::nonlocal)) fill_singles(cutoff, sums.exchange);
    auto const n = static_cast<Eigen::Index>(pairs_.size());
    sums.bubble.resize(n, n);
    for (Eigen::Index i = 0; i < n; ++i)
      for (Eigen::Index j = 0; j <= i; ++j)
        sums.bubble(i, j) = sums.bubble(j, i) =
            std::pow(amplitude_, 6) * joined(at(pairs_, i), at(pairs_, j), 2, a_, cutoff).plain;
    return sums;
  }

 private:
  static Bundle const& at(std::vector<Bundle> const& bundles, Eigen::Index i) {
    return bundles[static_cast<std::size_t>(i)];
  }

  // The flow of the products of legs alone: 0 in columns of other terms.
  void fill_triples(double cutoff, TwoVertexSums& sums) const {
    auto& e = sums.exchange;
    sums.exchange_flow = Eigen::MatrixXd::Zero(e.rows(), e.cols());
    auto const n = static_cast<Eigen::Index>(triples_.size());
    bool const quadratic = currents_.has(QuarticTerm::quadratic);
    double const factor = std::pow(amplitude_, 7);
    for (Eigen::Index i = 0; i < n; ++i)
      for (Eigen::Index j = 0; j <= i; ++j) {
        auto const pair = joined(at(triples_, i), at(triples_, j), 1, a_, cutoff);
        e(i, j) = e(j, i) = factor * pair.plain;
        sums.exchange_flow(i, j) = sums.exchange_flow(j, i) = factor * pair.flow;
        if (!quadratic) continue;
        e(n + i, j) = e(j, n + i) = factor * pair.u2;
        e(i, n + j) = e(n + j, i) = factor * pair.v2;
        e(n + i, n + j) = e(n + j, n + i) = factor * pair.u2v2;
      }
  }

  void fill_singles(double cutoff, Eigen::MatrixXd& e) const {
    auto const n = static_cast<Eigen::Index>(triples_.size());
    for (int i = 0; i < currents_.n_points(); ++i) {
      auto const row = currents_.single(i);
      auto const& single = singles_[static_cast<std::size_t>(i)];
      for (int j = 0; j < currents_.n_points(); ++j)
        e(row, currents_.single(j)) =
            std::pow(amplitude_, 3) *
            joined(single, singles_[static_cast<std::size_t>(j)], 1, a_, cutoff).plain;
      for (Eigen::Index t = 0; t < n; ++t) {
        auto const pair = joined(single, at(triples_, t), 1, a_, cutoff);
        e(row, t) = e(t, row) = std::pow(amplitude_, 5) * pair.plain;
        if (currents_.has(QuarticTerm::quadratic))
          e(row, n + t) = e(n + t, row) = std::pow(amplitude_, 5) * pair.v2;
      }
    }
  }

  double a_, amplitude_;
  Currents const& currents_;
  std::vector<Bundle> triples_, pairs_, singles_;
};

} // namespace

std::vector<TwoVertexSums> gaussian_two_vertex_sums(Architecture const& architecture,
                                                    InputSet const& inputs,
                                                    std::vector<double> const& cutoffs,
                                                    Currents const& currents) {
  double const a = architecture.sigma_w * architecture.sigma_w / architecture.d_in;
  double const half = architecture.activation == Activation::cos ? 0.5 : 1;
  Filler const fill(inputs.x, a, half * architecture.sigma_w_out * architecture.sigma_w_out,
                    currents);
  std::vector<TwoVertexSums> sums;
  sums.reserve(cutoffs.size());
  for (double const cutoff : cutoffs)
    sums.push_back(fill(cutoff));
  return sums;
}

} // namespace nnft::eft
