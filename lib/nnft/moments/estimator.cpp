#include "nnft/moments/estimator.hpp"

#include "nnft/core/contract.hpp"

#include <cmath>

namespace nnft {
namespace {

//! Samples for a reader: networks and mean moments, one row each.
struct Samples {
  Eigen::ArrayXd networks;
  Eigen::MatrixXd means;
};

Samples experiments_of(BinnedMoments const& m) {
  Samples s{Eigen::ArrayXd::Zero(m.experiments),
            Eigen::MatrixXd(m.experiments, m.sums.n_moments())};
  for (std::ptrdiff_t e = 0; e < m.experiments; ++e) {
    auto const first = e * m.bins;
    for (std::ptrdiff_t cell = first; cell < first + m.bins; ++cell)
      s.networks[e] += static_cast<double>(m.networks[static_cast<std::size_t>(cell)]);
    s.means.row(e) = m.sums.total(first, first + m.bins) / s.networks[e];
  }
  return s;
}

//! The pool in row 0, then the pool without each bin that holds networks.
struct Jackknife {
  Samples samples;
  Eigen::ArrayXd bin_networks; // [n_bins]
};

Jackknife leave_one_out(BinnedMoments const& m) {
  std::vector<std::ptrdiff_t> filled;
  double all = 0;
  for (std::size_t c = 0; c < m.networks.size(); ++c) {
    all += static_cast<double>(m.networks[c]);
    if (m.networks[c] > 0) filled.push_back(static_cast<std::ptrdiff_t>(c));
  }
  auto const n_bins = static_cast<Eigen::Index>(filled.size());
  NNFT_EXPECT(n_bins >= 2);
  Jackknife j{{Eigen::ArrayXd(n_bins + 1), Eigen::MatrixXd(n_bins + 1, m.sums.n_moments())},
              Eigen::ArrayXd(n_bins)};
  Eigen::VectorXd const total = m.sums.total(0, m.sums.n_cells());
  j.samples.networks[0] = all;
  j.samples.means.row(0) = total / all;
  for (Eigen::Index b = 0; b < n_bins; ++b) {
    auto const cell = filled[static_cast<std::size_t>(b)];
    j.bin_networks[b] = static_cast<double>(m.networks[static_cast<std::size_t>(cell)]);
    j.samples.networks[b + 1] = all - j.bin_networks[b];
    j.samples.means.row(b + 1) = (total - m.sums.cell(cell)) / j.samples.networks[b + 1];
  }
  return j;
}

// Rows d_b with covariance = sum_b d_b d_b^T: pseudo-values minus their mean, over
// sqrt(n_bins (h_b - 1)), h_b = networks / networks of bin b.
Eigen::MatrixXd deviations_of(Eigen::MatrixXd const& values, Jackknife const& j) {
  Eigen::Index const n_bins = j.bin_networks.size();
  Eigen::ArrayXd const h = j.samples.networks[0] / j.bin_networks;
  Eigen::MatrixXd pseudo(n_bins, values.cols());
  for (Eigen::Index b = 0; b < n_bins; ++b)
    pseudo.row(b) = h[b] * values.row(0) - (h[b] - 1) * values.row(b + 1);
  Eigen::RowVectorXd const mean = pseudo.colwise().mean();
  for (Eigen::Index b = 0; b < n_bins; ++b)
    pseudo.row(b) = (pseudo.row(b) - mean) / std::sqrt(static_cast<double>(n_bins) * (h[b] - 1));
  return pseudo;
}

} // namespace

Correlators estimate(MomentReader const& reader, BinnedMoments const& moments,
                     std::span<Quantity const> quantities) {
  auto const experiments = experiments_of(moments);
  auto const jackknife = leave_one_out(moments);
  Correlators correlators;
  for (auto const quantity : quantities) {
    Eigen::MatrixXd const values =
        reader.read(quantity, jackknife.samples.networks, jackknife.samples.means);
    correlators[quantity] = {values.row(0), deviations_of(values, jackknife),
                             reader.read(quantity, experiments.networks, experiments.means)};
  }
  return correlators;
}

} // namespace nnft
