// Unbiasedness of the estimators, by exact enumeration of all samples of a discrete ensemble, and
// the k-statistics of the reference file.
#include "nnft/moments/contraction.hpp"
#include "nnft/moments/moment_reader.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "nnft_test/reference.hpp"

namespace nnft {
namespace {

//! Outputs of one network, [d_out][n_points].
using Outputs = std::vector<std::vector<double>>;

//! Products of outputs averaged over renamings of labels, in the order of the moments.
Eigen::VectorXd direct_moments_of(LayoutSet const& layouts, Outputs const& f) {
  Eigen::VectorXd moments(first_moment(layouts, layouts.highest_order() + 2));
  auto const d_out = static_cast<int>(f.size());
  Eigen::Index at = 0;
  for (int order = 2; order <= layouts.highest_order(); order += 2) {
    auto const& layout = layouts.of(order);
    for (std::ptrdiff_t row = 0; row < layout.size(); ++row, ++at) {
      double sum = 0;
      int n = 0;
      for (int shift = 0; shift < d_out; ++shift) // d_out <= 2: renamings are shifts
        for (bool counted = false; !counted; counted = true, ++n) {
          double product = 1;
          for (int i = 0; i < order; ++i) {
            auto const place = static_cast<std::size_t>(i);
            auto const label = (layout.labels(row)[place] + shift) % d_out;
            product *= f[static_cast<std::size_t>(label)]
                        [static_cast<std::size_t>(layout.points(row)[place])];
          }
          sum += product;
        }
      moments[at] = sum / n;
    }
  }
  return moments;
}

//! A discrete ensemble, symmetric under exchange and sign of the outputs.
std::vector<Outputs> ensemble(int d_out) {
  std::vector<Outputs> all;
  std::vector<std::vector<double>> const shapes{{0.7, -1.1}, {1.3, 0.4}, {0.2, 0.9}};
  if (d_out == 1) {
    for (auto const& s : shapes)
      for (double const sign : {1.0, -1.0})
        all.push_back({{sign * s[0], sign * s[1]}});
    return all;
  }
  for (double const sign_a : {1.0, -1.0})
    for (double const sign_b : {1.0, -1.0})
      for (bool const swapped : {false, true}) {
        std::vector<double> const a{sign_a * 0.7, sign_a * -1.1};
        std::vector<double> const b{sign_b * 1.3, sign_b * 0.4};
        all.push_back(swapped ? Outputs{b, a} : Outputs{a, b});
      }
  return all;
}

Eigen::VectorXd mean_moments(LayoutSet const& layouts, std::vector<Outputs> const& networks) {
  Eigen::VectorXd sum = Eigen::VectorXd::Zero(first_moment(layouts, layouts.highest_order() + 2));
  for (auto const& f : networks)
    sum += direct_moments_of(layouts, f);
  return sum / static_cast<double>(networks.size());
}

//! The estimator's expectation over all samples of n networks with replacement.
Eigen::VectorXd expectation(MomentReader const& reader, LayoutSet const& layouts, Quantity quantity,
                            std::vector<Outputs> const& all, int n) {
  std::vector<Eigen::VectorXd> moments;
  for (auto const& f : all)
    moments.push_back(direct_moments_of(layouts, f));
  std::vector<std::size_t> pick(static_cast<std::size_t>(n), 0);
  Eigen::VectorXd sum;
  double count = 0;
  for (bool more = true; more; ++count) {
    Eigen::RowVectorXd mean = Eigen::RowVectorXd::Zero(moments.front().size());
    for (auto const i : pick)
      mean += moments[i].transpose() / n;
    Eigen::VectorXd const value =
        reader.read(quantity, Eigen::ArrayXd::Constant(1, n), mean).row(0);
    sum = count == 0 ? value : Eigen::VectorXd(sum + value);
    std::size_t at = 0;
    while (at < pick.size() && ++pick[at] == all.size())
      pick[at++] = 0;
    more = at < pick.size();
  }
  return sum / count;
}

//! Joint cumulant of even order 4 or 6 from the exact moments of the ensemble (odd moments vanish).
double cumulant(std::vector<Outputs> const& all, std::vector<std::pair<int, int>> const& places) {
  auto const moment = [&](std::vector<std::size_t> const& which) {
    double sum = 0;
    for (auto const& f : all) {
      double product = 1;
      for (auto const i : which)
        product *= f[static_cast<std::size_t>(places[i].second)]
                    [static_cast<std::size_t>(places[i].first)];
      sum += product;
    }
    return sum / static_cast<double>(all.size());
  };
  if (places.size() == 4) {
    double c = moment({0, 1, 2, 3});
    c -= moment({0, 1}) * moment({2, 3}) + moment({0, 2}) * moment({1, 3}) +
         moment({0, 3}) * moment({1, 2});
    return c;
  }
  double c = moment({0, 1, 2, 3, 4, 5});
  for (std::size_t a = 0; a < 6; ++a)
    for (std::size_t b = a + 1; b < 6; ++b) {
      std::vector<std::size_t> rest;
      for (std::size_t i = 0; i < 6; ++i)
        if (i != a && i != b) rest.push_back(i);
      c -= moment({a, b}) * moment(rest);
      // each triple of pairs is met three times, once for each of its pairs
      double pairs = moment({rest[0], rest[1]}) * moment({rest[2], rest[3]}) +
                     moment({rest[0], rest[2]}) * moment({rest[1], rest[3]}) +
                     moment({rest[0], rest[3]}) * moment({rest[1], rest[2]});
      c += 2.0 / 3 * moment({a, b}) * pairs;
    }
  return c;
}

Eigen::VectorXd cumulants(CorrelatorLayout const& layout, std::vector<Outputs> const& all) {
  Eigen::VectorXd c(layout.size());
  for (std::ptrdiff_t row = 0; row < layout.size(); ++row) {
    std::vector<std::pair<int, int>> places;
    for (std::size_t i = 0; i < static_cast<std::size_t>(layout.order()); ++i)
      places.emplace_back(layout.points(row)[i], layout.labels(row)[i]);
    c[row] = cumulant(all, places);
  }
  return c;
}

class DirectReader : public ::testing::TestWithParam<int> {};

// Exact: the mean over all samples of three networks is the cumulant, to rounding.
TEST_P(DirectReader, ConnectedFunctionsAreUnbiased) {
  int const d_out = GetParam();
  LayoutSet const layouts(6, 2, d_out);
  auto const reader = make_direct_reader(layouts);
  auto const all = ensemble(d_out);
  for (auto const quantity : {Quantity::g4_connected, Quantity::g6_connected}) {
    auto const expected = cumulants(layouts.of(order_of(quantity)), all);
    auto const found = expectation(*reader, layouts, quantity, all, 3);
    EXPECT_LT((found - expected).cwiseAbs().maxCoeff(),
              1e-13 * (1 + expected.cwiseAbs().maxCoeff()))
        << name_of(quantity) << " d_out = " << d_out;
  }
}

INSTANTIATE_TEST_SUITE_P(Outputs, DirectReader, ::testing::Values(1, 2));

// The plug-in estimate (products of means) is biased by more than the tolerance: the check can
// fail.
TEST(DirectReader, ThePlugInEstimateWouldBeCaught) {
  LayoutSet const layouts(4, 2, 1);
  auto const all = ensemble(1);
  auto const expected = cumulants(layouts.of(4), all);
  auto const reader = make_direct_reader(layouts);
  // a huge pretended n turns the unbiased products into products of means
  struct PlugIn final : MomentReader {
    explicit PlugIn(MomentReader const& r) : reader(r) {}
    Eigen::MatrixXd read(Quantity q, Eigen::ArrayXd const& n,
                         Eigen::MatrixXd const& means) const override {
      return reader.read(q, Eigen::ArrayXd::Constant(n.size(), 1e15), means);
    }
    MomentReader const& reader;
  } const plug_in(*reader);
  auto const found = expectation(plug_in, layouts, Quantity::g4_connected, all, 3);
  EXPECT_GT((found - expected).cwiseAbs().maxCoeff(), 1e-2);
}

// Reference file, section kstatistics: seven networks at six points, independent Python.
TEST(DirectReader, MatchesTheReferenceKStatistics) {
  auto const& reference = test::finite_width_reference().get_child("kstatistics");
  LayoutSet const layouts(6, 6, 1);
  std::vector<Outputs> networks;
  for (auto const& row : reference.get_child("f"))
    networks.push_back({test::numbers(row.second)});
  Eigen::RowVectorXd const means = mean_moments(layouts, networks).transpose();
  auto const reader = make_direct_reader(layouts);
  Eigen::ArrayXd const n = Eigen::ArrayXd::Constant(1, static_cast<double>(networks.size()));
  std::array<int, 6> const points{0, 1, 2, 3, 4, 5};
  auto const row_4 = layouts.of(4).index(std::span(points).first(4));
  auto const row_6 = layouts.of(6).index(points);
  EXPECT_NEAR(reader->read(Quantity::g4_connected, n, means)(0, row_4),
              reference.get<double>("G4c_unbiased"), 1e-13);
  EXPECT_NEAR(reader->read(Quantity::g6_connected, n, means)(0, row_6),
              reference.get<double>("G6c_unbiased"), 1e-13);
}

//! Contractions of one network's Z (by pair), in the order of the moments.
Eigen::VectorXd contractions_of(LayoutSet const& layouts, std::vector<double> const& z) {
  std::vector<double> moments;
  for (int order = 2; order <= layouts.highest_order(); order += 2)
    for (auto const& pairings : allowed_pairings(layouts.of(order))) {
      double sum = 0;
      for (auto const& pairs : pairings) {
        double product = 1;
        for (std::size_t p = 0; p < static_cast<std::size_t>(order / 2); ++p)
          product *= z[static_cast<std::size_t>(pairs[p])];
        sum += product;
      }
      moments.push_back(sum);
    }
  return Eigen::Map<Eigen::VectorXd>(moments.data(), static_cast<Eigen::Index>(moments.size()));
}

// An ensemble of kernels Khat with known moments: full functions are E Wick(Khat) whatever kernel
// is subtracted, connected ones are cumulants of Khat, exactly for the true kernel and by
// k-statistics (enumerated over all samples of three) for another one.
TEST(ConditionalReader, DoesNotDependOnTheSubtractedKernel) {
  LayoutSet const layouts(6, 2, 2);
  std::vector<std::vector<double>> const khat{{1.1, 0.3, 0.8}, {0.6, -0.2, 1.7}, {2.0, 0.5, 0.9}};
  std::vector<double> mean(3, 0);
  for (auto const& k : khat)
    for (std::size_t p = 0; p < 3; ++p)
      mean[p] += k[p] / 3;
  auto const matrix = [](std::vector<double> const& k) {
    return Eigen::MatrixXd{{k[0], k[1]}, {k[1], k[2]}};
  };
  auto const moments_about = [&](std::vector<double> const& k0) {
    std::vector<Eigen::RowVectorXd> m;
    for (auto const& k : khat)
      m.push_back(contractions_of(layouts, {k[0] - k0[0], k[1] - k0[1], k[2] - k0[2]}).transpose());
    return m;
  };
  std::vector<double> const other{0.9, 0.1, 1.0};
  auto const exact_reader = make_conditional_reader(layouts, matrix(mean), KernelKnowledge::exact);
  auto const other_reader =
      make_conditional_reader(layouts, matrix(other), KernelKnowledge::estimated);
  auto const about_mean = moments_about(mean);
  auto const about_other = moments_about(other);
  Eigen::RowVectorXd const population = (about_mean[0] + about_mean[1] + about_mean[2]) / 3;
  for (auto const quantity : all_quantities) {
    Eigen::ArrayXd const many = Eigen::ArrayXd::Constant(1, 1e9);
    Eigen::VectorXd const exact = exact_reader->read(quantity, many, population).row(0);
    Eigen::VectorXd sum = Eigen::VectorXd::Zero(exact.size());
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t j = 0; j < 3; ++j)
        for (std::size_t k = 0; k < 3; ++k)
          sum += other_reader
                     ->read(quantity, Eigen::ArrayXd::Constant(1, 3),
                            (about_other[i] + about_other[j] + about_other[k]) / 3)
                     .row(0)
                     .transpose();
    EXPECT_LT((sum / 27 - exact).cwiseAbs().maxCoeff(), 1e-13 * (1 + exact.cwiseAbs().maxCoeff()))
        << name_of(quantity);
  }
}

// Wick's theorem by hand for one network: G4(0011) = K00 K11 + 2 K01^2 for one label.
TEST(ConditionalReader, FullFunctionsAreWickSums) {
  LayoutSet const layouts(4, 2, 2);
  Eigen::MatrixXd const k{{1.1, 0.3}, {0.3, 0.8}};
  auto const reader =
      make_conditional_reader(layouts, Eigen::MatrixXd::Zero(2, 2), KernelKnowledge::exact);
  Eigen::RowVectorXd const means = contractions_of(layouts, {1.1, 0.3, 0.8}).transpose();
  auto const g4 = reader->read(Quantity::g4, Eigen::ArrayXd::Constant(1, 5), means);
  std::array<int, 4> const points{0, 0, 1, 1};
  auto const at = [&](std::array<int, 4> labels) {
    return g4(0, layouts.of(4).index(points, labels));
  };
  EXPECT_NEAR(at({0, 0, 0, 0}), 1.1 * 0.8 + 2 * 0.09, 1e-15);
  EXPECT_NEAR(at({0, 0, 1, 1}), 1.1 * 0.8, 1e-15);
  EXPECT_NEAR(at({0, 1, 0, 1}), 0.09, 1e-15);
  EXPECT_EQ(at({0, 0, 0, 1}), 0);
}

} // namespace
} // namespace nnft
