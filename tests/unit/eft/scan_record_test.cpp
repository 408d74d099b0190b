#include "nnft/eft/eft_record.hpp"

#include <gtest/gtest.h>

#include <gmock/gmock.h>

namespace nnft::eft {
namespace {

using testing::ElementsAre;

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
  scan.quartic = scan.quartic_error = scan.mean = scan.mean_error = scan.median = scan.spread =
      scan.beta = Eigen::Vector2d(1, 2);
  scan.positive = {2, 2};
  scan.negative = {0, 0};
  scan.line = CutoffScan::Line{-5, 1e-12, 0, 1.0, -5, -5, Eigen::VectorXd::Constant(1, -5)};
  scan.slope_expected = -5;
  return scan;
}

VertexIntegrals small_integrals() {
  VertexIntegrals v;
  v.d_in = 1;
  v.method = "radial scaling";
  return v;
}

// Names from the interface: what users' scripts rely on.
TEST(ScanRecord, HasTheDatasetsOfTheScan) {
  auto scan = small_scan();
  auto const v = small_integrals();
  auto const exact = record_of(ScanFindings{&scan, nullptr, nullptr, &v});
  EXPECT_THAT(keys_of(exact.datasets),
              ElementsAre("beta_quartic", "beta_quartic_error", "cutoff", "quartic",
                          "quartic_error", "quartic_local_slope", "quartic_mean",
                          "quartic_mean_error", "quartic_median", "quartic_negative",
                          "quartic_positive", "quartic_spread", "quartic_tensor", "used"));
  EXPECT_THAT(keys_of(exact.attributes),
              ElementsAre("intercept", "method", "r_squared", "slope", "slope_error",
                          "slope_expected", "slope_last", "slope_of_mean"));
  scan.chi2 = Eigen::Vector2d(3, 4);
  scan.dof = {2, 2};
  scan.p_value = {0.1, 0.2};
  auto const measured = record_of(ScanFindings{&scan, nullptr, nullptr, &v});
  EXPECT_NE(measured.dataset("chi2"), nullptr);
  EXPECT_NE(measured.dataset("p_value"), nullptr);
  EXPECT_EQ(std::get<std::vector<std::int64_t>>(measured.dataset("dof")->values),
            (std::vector<std::int64_t>{2, 2}));
  EXPECT_EQ(measured.dataset("quartic_tensor")->shape, (std::vector<std::uint64_t>{2, 3}));
  EXPECT_EQ(std::get<std::vector<std::uint8_t>>(measured.dataset("used")->values), scan.used);
  for (auto const& [name, dataset] : measured.datasets)
    EXPECT_FALSE(dataset.description.empty());
}

// lambda L^Delta and its beta function: at a fixed point of the dimensionless coupling beta is 0.
TEST(ScanRecord, HasDimensionlessCouplings) {
  auto scan = small_scan();
  scan.quartic = Eigen::Vector2d(1, 1.0 / 32); // L^-5: Delta = d_in + 4 = 5 is its dimension
  scan.beta = -5 * scan.quartic;
  auto const v = small_integrals();
  FlowLimits limits;
  limits.slope_uv = -1;
  limits.quartic_uv = 3.0;
  auto const group = record_of(ScanFindings{&scan, &limits, nullptr, &v});
  EXPECT_EQ(std::get<std::vector<double>>(group.attributes.at("dimensions")),
            (std::vector<double>{1, 5}));
  auto const coupling = result::matrix_of(*group.dataset("quartic_dimensionless"));
  auto const beta = result::matrix_of(*group.dataset("beta_dimensionless"));
  EXPECT_EQ(coupling.col(1), Eigen::Vector2d(1, 1));
  EXPECT_EQ(beta.col(1), Eigen::Vector2d(0, 0));
  EXPECT_EQ(coupling(1, 0), 1.0 / 16);
  EXPECT_EQ(beta(1, 0), -4.0 / 16);
  EXPECT_EQ(std::get<double>(group.attributes.at("quartic_uv")), 3);
  EXPECT_EQ(group.attributes.count("quartic_ir"), 0U);
}

TEST(ScanRecord, LeavesOutWhatDoesNotApply) {
  auto scan = small_scan();
  scan.line.reset();
  scan.quartic.resize(0);
  auto const v = small_integrals();
  auto const group = record_of(ScanFindings{&scan, nullptr, nullptr, &v});
  EXPECT_THAT(keys_of(group.datasets), ElementsAre("cutoff", "quartic_tensor", "used"));
  EXPECT_THAT(keys_of(group.attributes), ElementsAre("method", "slope_expected"));
}

TEST(ScanRecord, HasTheSixPointFunction) {
  auto scan = small_scan();
  auto const v = small_integrals();
  SixPointScan six;
  six.delta_tensor = six.delta_tensor_error = six.delta = six.delta_error = six.delta_spread =
      Eigen::Vector2d(0.9, 0.9);
  auto const without = record_of(ScanFindings{&scan, nullptr, &six, &v});
  EXPECT_NE(without.dataset("delta_tensor"), nullptr);
  EXPECT_EQ(without.dataset("delta_error"), nullptr); // exact numbers
  EXPECT_EQ(without.dataset("sextic"), nullptr);
  auto& s = six.sextic.emplace();
  s.kappa = s.error = s.spread = s.contact_only = s.cubature_error = s.delta = s.delta_error =
      Eigen::Vector2d(1, 2);
  s.beta = Eigen::Vector2d(-7, -14);
  s.beta_error = s.beta_cubature_error = Eigen::Vector2d(1, 2);
  s.local_slopes = Eigen::VectorXd::Constant(1, -7);
  s.slope = -7;
  scan.chi2 = Eigen::Vector2d(3, 4);
  auto const with = record_of(ScanFindings{&scan, nullptr, &six, &v});
  for (auto const* name :
       {"sextic", "sextic_error", "sextic_spread", "sextic_contact_only", "sextic_cubature_error",
        "sextic_local_slope", "delta_sextic", "delta_sextic_error", "delta_error",
        "delta_tensor_error", "beta_sextic", "beta_sextic_error", "beta_sextic_cubature_error",
        "sextic_dimensionless", "beta_sextic_dimensionless"})
    EXPECT_NE(with.dataset(name), nullptr) << name;
  // d_in = 1, Delta = 7 for [f] = [x]: a power law of slope -7 stands still
  auto const beta = result::matrix_of(*with.dataset("beta_sextic_dimensionless"));
  EXPECT_NEAR(beta(1, 1), 0, 1e-12 * std::pow(scan.cutoffs[1], 7));
  EXPECT_NEAR(beta(1, 0), -12 * scan.cutoffs[1], 1e-12 * scan.cutoffs[1]);
  EXPECT_EQ(std::get<double>(with.attributes.at("sextic_slope_last")), -7);
}

} // namespace
} // namespace nnft::eft
