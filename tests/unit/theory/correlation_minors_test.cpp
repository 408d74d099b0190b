#include "nnft/theory/correlation_minors.hpp"

#include <Eigen/LU>
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace {

using namespace nnft;

HiddenCovariance hidden(double sigma_w, double sigma_b, int d_in) {
  Architecture a;
  a.sigma_w = sigma_w;
  a.sigma_b = sigma_b;
  a.d_in = d_in;
  return HiddenCovariance(a);
}

// Second method: the matrix itself and determinants by elimination.
Eigen::MatrixXd correlations(HiddenCovariance const& s, Eigen::MatrixXd const& x) {
  Eigen::MatrixXd r(x.cols(), x.cols());
  for (int i = 0; i < x.cols(); ++i)
    for (int j = 0; j < x.cols(); ++j)
      r(i, j) =
          i == j ? 1
                 : 2 * s(x.col(i), x.col(j)) /
                       std::sqrt((1 + 2 * s(x.col(i), x.col(i))) * (1 + 2 * s(x.col(j), x.col(j))));
  return r;
}

std::vector<int> members(std::size_t set) {
  std::vector<int> m;
  for (int i = 0; set >> static_cast<unsigned>(i) != 0; ++i)
    if ((set >> static_cast<unsigned>(i) & 1U) != 0) m.push_back(i);
  return m;
}

template <int n> void expect_minors(CorrelationMinors<n> const& minors, Eigen::MatrixXd const& r) {
  for (std::size_t set = 1; set < minors.n_sets; ++set) {
    auto const u = members(set);
    EXPECT_NEAR(minors.principal[set], Eigen::MatrixXd(r(u, u)).determinant(), 1e-14) << set;
    for (int k = 0; k < n; ++k)
      for (int l = k + 1; l < n; ++l) {
        if ((set >> static_cast<unsigned>(k) & 1U) != 0) continue;
        if ((set >> static_cast<unsigned>(l) & 1U) != 0) continue;
        auto rows = u;
        auto columns = u;
        rows.push_back(k);
        columns.push_back(l);
        EXPECT_NEAR(minors.mixed[pair_place(n, k, l)][set],
                    Eigen::MatrixXd(r(rows, columns)).determinant(), 1e-14)
            << set << ' ' << k << l;
      }
  }
}

TEST(CorrelationMinors, AreDeterminants) {
  Eigen::MatrixXd const x{{0.3, -0.8, 0.3, 1.1, 0.2, 0}, {0.5, 0.1, 0.5, -0.4, 0.9, 0.7}};
  for (double const sigma_b : {0.0, 0.9}) {
    auto const s = hidden(1.3, sigma_b, 2);
    auto const r = correlations(s, x);
    expect_minors<6>(sign_minors<6>(s, x), r);
    Eigen::MatrixXd const four = x.leftCols(4);
    expect_minors<4>(sign_minors<4>(s, four), r.topLeftCorner(4, 4));
    Eigen::MatrixXd const between = 0.3 * r + 0.7 * Eigen::MatrixXd::Identity(6, 6);
    expect_minors<6>(towards_identity(sign_minors<6>(s, x), 0.3, 0.7), between);
  }
  Eigen::MatrixXd const line{{0.3, -0.8, 1.1, 0.2, 0.7, -1}};
  auto const s = hidden(2, 0.4, 1);
  expect_minors<6>(sign_minors<6>(s, line), correlations(s, line));
}

TEST(CorrelationMinors, KeepTheirDigitsAtLargeWeights) {
  // det of two = (1 + 2 S_11 + 2 S_22 + 4 det S)/((1 + 2 S_11)(1 + 2 S_22)), det S = (sigma_b
  // sigma_w (x_1 - x_2))^2; as 1 - R^2 it would have no digit left
  double const sw = 1e10;
  Eigen::MatrixXd const x{{0.25, 1.25, 0.5, 0.75}};
  auto const minors = sign_minors<4>(hidden(sw, 1, 1), x);
  double const s11 = 1 + sw * sw / 16;
  double const s22 = 1 + sw * sw * 25 / 16;
  double const det = (1 + 2 * s11 + 2 * s22 + 4 * sw * sw) / ((1 + 2 * s11) * (1 + 2 * s22));
  EXPECT_NEAR(minors.principal[3] / det, 1, 1e-14);
}

} // namespace
