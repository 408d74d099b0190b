#include "nnft/eft/eft_record.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <gmock/gmock.h>

namespace nnft::eft {
namespace {

template <class Map> std::vector<std::string> keys_of(Map const& map) {
  std::vector<std::string> keys;
  for (auto const& entry : map)
    keys.push_back(entry.first);
  return keys;
}

using testing::ElementsAre;

TEST(EftRecord, HasTheCouplingsWithTheirCovariance) {
  CouplingFit fit;
  fit.terms = {QuarticTerm::constant, QuarticTerm::nonlocal};
  fit.couplings = Eigen::Vector2d(-1, 2);
  fit.deviations = Eigen::Matrix2d::Identity();
  fit.rank = 2;
  fit.goodness = GoodnessOfFit{12, 10, 0.3};
  SexticCoupling sextic;
  sextic.kappa = 7;
  sextic.deviations = Eigen::Vector2d(3, 4);
  fit.singular_values = Eigen::Vector2d(1.2, 0.7);
  fit.significance = Eigen::Vector2d(30, 2);
  fit.free_directions.resize(0, 2);
  SixPointPrediction six;
  six.g6 = Eigen::Vector2d(1, 2);
  six.delta = Eigen::Vector2d(0.9, 0);
  six.used = {1, 0};
  EftFindings findings;
  findings.fit = &fit;
  findings.sextic = &sextic;
  findings.six_point = &six;
  findings.cutoff = 100;
  findings.weights = Weighting::full;
  findings.one_loop_ratio = 0.5;
  findings.shares = SixPointShares{0.1, 0.2, 0.3};
  auto const group = record_of(findings);
  EXPECT_THAT(keys_of(group.datasets),
              ElementsAre("couplings", "covariance", "delta", "delta_used", "g6_prediction",
                          "significance", "singular_values"));
  for (auto const* name : {"connected_share", "exchange_share", "contact_share", "one_loop_ratio",
                           "shrinkage", "delta_error", "delta_spread", "sextic_contact_only"})
    EXPECT_EQ(group.attributes.count(name), 1U) << name;
  EXPECT_EQ(std::get<std::string>(group.attributes.at("weights")), "full");
  six.used = {0, 0}; // G6 vanishes everywhere: no ratio
  EXPECT_EQ(record_of(findings).dataset("delta"), nullptr);
  EXPECT_THAT(std::get<std::vector<std::string>>(group.attributes.at("names")),
              ElementsAre("quartic_constant", "quartic_nonlocal", "sextic"));
  EXPECT_EQ(result::matrix_of(*group.dataset("couplings")), Eigen::Vector3d(-1, 2, 7));
  Eigen::Matrix3d covariance;
  covariance << 1, 0, 3, 0, 1, 4, 3, 4, 25;
  EXPECT_EQ(result::matrix_of(*group.dataset("covariance")), covariance);
  EXPECT_EQ(std::get<std::int64_t>(group.attributes.at("dof")), 10);
  EXPECT_EQ(std::get<double>(group.attributes.at("cutoff")), 100);
  fit.goodness.reset();
  fit.deviations.resize(0, 2);
  fit.significance.resize(0);
  fit.free_directions = Eigen::RowVector2d(1, -1);
  sextic.deviations.resize(0);
  findings.six_point = nullptr;
  auto const exact = record_of(findings);
  EXPECT_NE(exact.dataset("free_directions"), nullptr);
  EXPECT_EQ(exact.dataset("significance"), nullptr);
  EXPECT_EQ(std::get<std::string>(exact.attributes.at("weights")), "uniform");
  EXPECT_TRUE(record_of(EftFindings{}).datasets.empty());
  EXPECT_EQ(exact.attributes.count("chi2"), 0U);
  EXPECT_EQ(result::matrix_of(*exact.dataset("covariance")).norm(), 0);
}

TEST(EftRecord, HasTheTestOfTheCouplings) {
  CouplingTest test;
  test.points.x = Eigen::RowVector2d(0.1, 0.2);
  test.exact = test.predicted = Eigen::VectorXd::Ones(5);
  test.errors = {3, 2};
  EftFindings findings;
  findings.test = &test;
  auto const group = record_of(findings);
  EXPECT_EQ(group.dataset("test/points")->shape, (std::vector<std::uint64_t>{2, 1}));
  EXPECT_EQ(std::get<double>(group.attributes.at("mape_g4_connected_test")), 3);
  EXPECT_EQ(std::get<double>(group.attributes.at("mape_g4_test")), 2);
}

} // namespace
} // namespace nnft::eft
