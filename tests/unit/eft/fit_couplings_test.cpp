#include "nnft/eft/fit_couplings.hpp"
#include "nnft/eft/quartic_tree.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "eft_fixture.hpp"
#include "nnft_test/reference.hpp"

namespace nnft::eft {
namespace {

std::vector<QuarticTerm> const all_terms{QuarticTerm::constant, QuarticTerm::quadratic,
                                         QuarticTerm::nonlocal};

struct Problem {
  Estimate g4c;
  Eigen::MatrixXd design;
  Eigen::VectorXd wick4;
  std::vector<std::uint8_t> used;
};

Problem problem_of(Architecture const& a, InputSet const& inputs, double cutoff, std::size_t n) {
  LayoutSet const layouts(4, inputs.size(), a.d_out);
  Problem p;
  p.g4c = test::exact(a, inputs, layouts).at(Quantity::g4_connected);
  p.design = quartic_design(test::integrals_of(a, inputs, {cutoff}), 0, layouts.of(4),
                            {all_terms.begin(), all_terms.begin() + static_cast<long>(n)});
  p.wick4 = wick(Kernel(a).full(inputs), layouts.of(4));
  p.used = nonzero_rows(p.g4c, layouts.of(4));
  return p;
}

// Independent Python (numpy.linalg.lstsq on scaled columns). Coefficients come with the condition
// number times the 1e-12 of the integrals and correlators; a MAPE below 1e-12 % is rounding.
TEST(FitCouplings, AgreeWithReference) {
  for (auto const& [name, entry] : test::finite_width_reference().get_child("fits")) {
    auto const a = test::architecture_of(entry);
    auto const inputs = test::inputs_of(entry.get_child("x"));
    auto const cutoff = test::cutoff_named(entry.get<std::string>("L"));
    InputSet test_inputs = inputs;
    test_inputs.x *= std::sqrt(0.5);
    std::size_t n = 0;
    for (auto const& [key, model] : entry.get_child("models")) {
      auto const p = problem_of(a, inputs, cutoff, ++n);
      auto const terms = std::vector(all_terms.begin(), all_terms.begin() + static_cast<long>(n));
      auto const fit = fit_couplings(p.g4c, p.design, terms, p.wick4, p.used, Weighting::uniform);
      auto const condition = model.get<double>("scaled_condition");
      EXPECT_EQ(fit.rank, model.get<int>("rank"));
      if (condition < 1e12) {
        EXPECT_NEAR(fit.condition, condition, 1e-5 * condition);
      } else {
        EXPECT_GT(fit.condition, 1e12);
      }
      double const usable = fit.rank < static_cast<int>(n) ? 1 : condition;
      auto const expected = test::numbers(model.get_child("coef_min_norm_scaled"));
      for (std::size_t k = 0; k < n; ++k)
        EXPECT_NEAR(fit.couplings[static_cast<Eigen::Index>(k)], expected[k],
                    std::abs(expected[k]) * std::max(1e-9, 1e-11 * usable))
            << description(a) << ' ' << n;
      auto const mape = model.get<double>("train_MAPE_percent");
      EXPECT_NEAR(fit.percentage_errors.g4_connected, mape, std::max(1e-5 * mape, 1e-9));
      EXPECT_LE(fit.percentage_errors.g4, fit.percentage_errors.g4_connected);
      auto const q = problem_of(a, test_inputs, cutoff, n);
      auto const test_mape = model.get<double>("test_MAPE_percent");
      EXPECT_NEAR(mean_percentage_error(q.g4c.value, -q.design * fit.couplings, q.used), test_mape,
                  std::max(1e-4 * test_mape, 1e-9));
    }
  }
}

// Planted couplings come back, also from labelled rows, with any weights; a wrong factor of two, a
// wrong sign or a forgotten pairing does not.
TEST(FitCouplings, FindPlantedCouplings) {
  auto a = test::net(Activation::gauss, 1, 1, 1);
  a.d_out = 2;
  auto const inputs = test::random_points(1, 4, 9, -1, 1);
  auto p = problem_of(a, inputs, INFINITY, 3);
  Eigen::Vector3d const planted(-0.3, 0.05, 0.02);
  p.g4c.value = -p.design * planted;
  p.g4c.deviations = Eigen::MatrixXd::Random(60, p.g4c.value.size()) * 1e-3;
  for (auto const weighting : {Weighting::uniform, Weighting::diagonal, Weighting::full}) {
    auto const used = std::vector<std::uint8_t>(static_cast<std::size_t>(p.g4c.value.size()), 1);
    auto const fit = fit_couplings(p.g4c, p.design, all_terms, p.wick4, used, weighting);
    EXPECT_LT((fit.couplings - planted).norm(), 1e-10);
    EXPECT_EQ(fit.rank, 3);
    ASSERT_TRUE(fit.goodness.has_value());
    EXPECT_LT(fit.goodness->chi2, 1e-10);
  }
  auto const misses = [&](Eigen::MatrixXd const& wrong) {
    auto const fit = fit_couplings(p.g4c, wrong, all_terms, p.wick4, p.used, Weighting::uniform);
    return fit.percentage_errors.g4_connected > 0.1 || (fit.couplings - planted).norm() > 0.01;
  };
  EXPECT_FALSE(misses(p.design));
  EXPECT_TRUE(misses(2 * p.design));
  EXPECT_TRUE(misses(-p.design));
  Eigen::MatrixXd without_pairing = p.design; // of the labels 0011, 0101, 0110 one is lost
  without_pairing.topRows(without_pairing.rows() / 2) *= 2.0 / 3;
  EXPECT_TRUE(misses(without_pairing));
}

// Legs and correlators whose squares overflow (sigma_w of 1e12, say): the same fit in other units.
TEST(FitCouplings, KnowNoUnits) {
  auto const inputs = test::random_points(1, 4, 9, 0.2, 1);
  auto p = problem_of(test::net(Activation::erf, 1, 1, 1), inputs, 20, 2);
  std::vector const terms{QuarticTerm::constant, QuarticTerm::quadratic};
  p.g4c.deviations = Eigen::MatrixXd::Random(100, p.g4c.value.size()) * 1e-3;
  auto const large = Estimate{0x1p300 * p.g4c.value, 0x1p300 * p.g4c.deviations, {}};
  for (auto const weighting : {Weighting::uniform, Weighting::diagonal, Weighting::full}) {
    auto const fit = fit_couplings(p.g4c, p.design, terms, p.wick4, p.used, weighting);
    auto const scaled =
        fit_couplings(large, 0x1p640 * p.design, terms, 0x1p300 * p.wick4, p.used, weighting);
    EXPECT_EQ(scaled.rank, fit.rank);
    EXPECT_LT((0x1p340 * scaled.couplings - fit.couplings).norm(), 1e-9 * fit.couplings.norm());
    EXPECT_NEAR(scaled.percentage_errors.g4_connected, fit.percentage_errors.g4_connected,
                1e-9 * fit.percentage_errors.g4_connected);
    EXPECT_NEAR(scaled.goodness->chi2, fit.goodness->chi2, 1e-9 * fit.goodness->chi2);
  }
}

// Errors of the couplings: the fit is linear, so its covariance is that of many fits.
TEST(FitCouplings, PropagateTheCovariance) {
  auto const a = test::net(Activation::erf, 1, 1, 1);
  auto const inputs = test::random_points(1, 3, 4, 0.2, 1);
  auto p = problem_of(a, inputs, 20, 2);
  std::vector const terms{QuarticTerm::constant, QuarticTerm::quadratic};
  std::srand(1);
  p.g4c.deviations = Eigen::MatrixXd::Random(40, p.g4c.value.size()) * 1e-5;
  for (auto const weighting : {Weighting::uniform, Weighting::diagonal, Weighting::full}) {
    auto const fit = fit_couplings(p.g4c, p.design, terms, p.wick4, p.used, weighting);
    Eigen::MatrixXd covariance = Eigen::MatrixXd::Zero(2, 2);
    for (Eigen::Index b = 0; b < 40; ++b) {
      Estimate shifted = p.g4c;
      shifted.value += p.g4c.deviations.row(b).transpose();
      Eigen::VectorXd const d =
          fit_couplings(shifted, p.design, terms, p.wick4, p.used, weighting).couplings -
          fit.couplings;
      covariance += d * d.transpose();
    }
    // weights from the sample itself: Rao's factor on top
    double const factor = weighting == Weighting::full ? error_inflation(39, 15, 2) : 1;
    EXPECT_LT((fit.covariance() - factor * factor * covariance).norm(), 1e-7 * covariance.norm());
  }
}

// ReLU-net, d_in = 1: three proportional columns. What no component sees is reported, and moving
// along it leaves the fit as it is.
TEST(FitCouplings, ReportFreeDirections) {
  auto const a = test::net(Activation::relu, 1, 1, 0);
  auto const inputs = test::random_points(1, 3, 4, 0.2, 1);
  auto p = problem_of(a, inputs, 20, 3);
  p.g4c.deviations = p.g4c.value.transpose() * 0.01; // one bin, one number
  p.g4c.deviations = p.g4c.deviations.replicate(4, 1).eval();
  auto const fit = fit_couplings(p.g4c, p.design, all_terms, p.wick4, p.used, Weighting::uniform);
  EXPECT_EQ(fit.rank, 1);
  ASSERT_EQ(fit.free_directions.rows(), 2);
  EXPECT_LT((p.design * fit.free_directions.transpose()).norm(), 1e-9 * p.g4c.value.norm() * 24);
  EXPECT_GT(fit.free_directions.row(0).norm(), 0);
  ASSERT_EQ(fit.significance.size(), 1);
  EXPECT_NEAR(fit.significance[0], 1 / 0.02, 1e-9); // four equal bins of 1 %: an error of 2 %
  EXPECT_NEAR(fit.singular_values[0], std::sqrt(3.0), 1e-9);
}

// Errors are honest for every weighting: pulls of repeated experiments with strongly correlated
// components, where one constant holds. 400 experiments: the variance of the pulls is 1 within
// 5 sqrt(2/400) = 0.35; the bins are many (kept directions) or few (shrunk covariance).
TEST(FitCouplings, HaveHonestErrors) {
  auto const a = test::net(Activation::gauss, 1, 1, 1);
  auto const inputs = test::random_points(1, 3, 4, -0.3, 0.3);
  auto p = problem_of(a, inputs, INFINITY, 1);
  std::vector const terms{QuarticTerm::constant};
  std::mt19937_64 engine(5);
  std::normal_distribution<double> normal;
  auto const noise = [&](Eigen::Index rows, Eigen::Index cols) -> Eigen::MatrixXd {
    return Eigen::MatrixXd::NullaryExpr(rows, cols, [&] { return normal(engine); });
  };
  Eigen::Index const n = p.g4c.value.size();
  Eigen::MatrixXd const mix = noise(n, n) * 0.3 + Eigen::MatrixXd::Ones(n, n);
  for (Eigen::Index const bins : {Eigen::Index{20}, Eigen::Index{100}})
    for (auto const weighting : {Weighting::uniform, Weighting::diagonal, Weighting::full}) {
      double square = 0;
      int small_p = 0;
      constexpr int experiments = 400;
      for (int k = 0; k < experiments; ++k) {
        Eigen::MatrixXd const draws = noise(bins, n) * mix.transpose() * 1e-3;
        Eigen::RowVectorXd const mean = draws.colwise().mean();
        Estimate e;
        e.value = p.design.col(0) + mean.transpose(); // lambda = -1
        e.deviations = (draws.rowwise() - mean) / std::sqrt(double(bins * (bins - 1)));
        auto const fit = fit_couplings(e, p.design, terms, p.wick4, p.used, weighting);
        square += std::pow((fit.couplings[0] + 1) / std::sqrt(fit.covariance()(0, 0)), 2);
        if (fit.goodness->p_value && *fit.goodness->p_value < 0.1) ++small_p;
      }
      EXPECT_NEAR(square / experiments, 1, 0.45) << bins; // Student's t widens 20 bins by 0.12
      EXPECT_NEAR(small_p, 0.1 * experiments, 5 * std::sqrt(0.09 * experiments)) << bins;
    }
}

TEST(FitCouplings, AreZeroWhereNothingIsInUse) {
  Estimate e;
  e.value = Eigen::VectorXd::Zero(5);
  auto const fit = fit_couplings(e, Eigen::MatrixXd::Ones(5, 1), {QuarticTerm::constant},
                                 Eigen::VectorXd::Ones(5), {0, 0, 0, 0, 0}, Weighting::diagonal);
  EXPECT_EQ(fit.rank, 0);
  EXPECT_EQ(fit.couplings[0], 0);
  EXPECT_FALSE(fit.goodness.has_value());
}

} // namespace
} // namespace nnft::eft
