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

CutoffScan small_scan() {
  CutoffScan scan;
  scan.cutoffs = {1, 2};
  scan.tensor = Eigen::MatrixXd::Constant(2, 3, -1);
  scan.used = {1, 0, 1};
  scan.quartic = scan.quartic_error = scan.mean = scan.median = scan.spread = scan.beta =
      Eigen::Vector2d(1, 2);
  scan.line = CutoffScan::Line{-5, 1e-12, 0, 1.0, -5, -5};
  scan.slope_expected = -5;
  return scan;
}

using testing::ElementsAre;

// Names from the interface: what users' scripts rely on.
TEST(EftRecord, HasTheDatasetsOfTheScan) {
  auto scan = small_scan();
  auto const exact = record_of(scan, "radial scaling");
  EXPECT_THAT(keys_of(exact.datasets),
              ElementsAre("beta_quartic", "cutoff", "quartic", "quartic_error", "quartic_mean",
                          "quartic_median", "quartic_spread", "quartic_tensor", "used"));
  EXPECT_THAT(keys_of(exact.attributes),
              ElementsAre("intercept", "method", "r_squared", "slope", "slope_error",
                          "slope_expected", "slope_last", "slope_of_mean"));
  scan.chi2 = Eigen::Vector2d(3, 4);
  scan.dof = {2, 2};
  auto const measured = record_of(scan, "radial scaling");
  EXPECT_NE(measured.dataset("chi2"), nullptr);
  EXPECT_EQ(std::get<std::vector<std::int64_t>>(measured.dataset("dof")->values),
            (std::vector<std::int64_t>{2, 2}));
  EXPECT_EQ(measured.dataset("quartic_tensor")->shape, (std::vector<std::uint64_t>{2, 3}));
  EXPECT_EQ(std::get<std::vector<std::uint8_t>>(measured.dataset("used")->values), scan.used);
  for (auto const& [name, dataset] : measured.datasets)
    EXPECT_FALSE(dataset.description.empty());
}

TEST(EftRecord, LeavesOutWhatDoesNotApply) {
  auto scan = small_scan();
  scan.line.reset();
  scan.quartic.resize(0);
  auto const group = record_of(scan, "closed form");
  EXPECT_THAT(keys_of(group.datasets), ElementsAre("cutoff", "quartic_tensor", "used"));
  EXPECT_THAT(keys_of(group.attributes), ElementsAre("method", "slope_expected"));
  auto const empty = record_of(EftFindings{});
  EXPECT_TRUE(empty.datasets.empty());
}

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
  SixPointPrediction six{Eigen::Vector2d(1, 2), Eigen::Vector2d(1, 1), 1};
  auto const group = record_of(EftFindings{&fit, &sextic, &six, 100});
  EXPECT_THAT(keys_of(group.datasets),
              ElementsAre("couplings", "covariance", "delta", "g6_prediction"));
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
  sextic.deviations.resize(0);
  auto const exact = record_of(EftFindings{&fit, &sextic, nullptr, 100});
  EXPECT_EQ(exact.attributes.count("chi2"), 0U);
  EXPECT_EQ(result::matrix_of(*exact.dataset("covariance")).norm(), 0);
}

} // namespace
} // namespace nnft::eft
