#include "nnft/config/limits.hpp"
#include "nnft/moments/layout.hpp"

#include <gmock/gmock.h>

#include "plan_source.hpp"

namespace nnft {
namespace {

using config::component_count;
using test::complaint;
using test::good_text;
using testing::HasSubstr;
using testing::StartsWith;

TEST(ComponentCount, IsTheSizeOfTheLayout) {
  for (int const order : {2, 4, 6})
    for (int n_points = 1; n_points <= 4; ++n_points)
      for (int const d_out : {1, 2, 3, 7})
        EXPECT_EQ(component_count(order, n_points, d_out),
                  static_cast<double>(CorrelatorLayout(order, n_points, d_out).size()))
            << order << " " << n_points << " " << d_out;
  EXPECT_EQ(component_count(6, 6, 1), 462); // C(11, 6)
}

TEST(Limits, RefuseTooManyComponents) {
  std::string const points = "inputs.points=[" + test::points_up_to(14) + "]";
  EXPECT_THAT(
      complaint(good_text, {points}), // C(19, 6) = 27132
      StartsWith("c.toml:18: correlators.orders = [2, 4, 6] (14 points and d_out = 1 make 27132 "
                 "components of order 6, 5.48 GiB a covariance; the limit is 20000 components)"));
  EXPECT_EQ(complaint(good_text, {points, "correlators.orders=[2,4]"}), "accepted");
  EXPECT_THAT(
      complaint(good_text, {"output.max_memory=1 kB"}), // 15^2 * 8 bytes of order 4
      StartsWith("--set: output.max_memory = \"1 kB\" (3 points and d_out = 1 make 15 components"));
}

TEST(Limits, RefuseUnfitEstimators) {
  EXPECT_THAT(complaint(good_text, {"sampling.estimator=importance"}),
              StartsWith("--set: sampling.estimator = \"importance\" (importance sampling is for "
                         "Gauss-net"));
  EXPECT_THAT(complaint(good_text, {"sampling.estimator=direct", "ensemble.d_out=50",
                                    "correlators.orders=[2,4]"}),
              testing::AllOf(StartsWith("--set: sampling.estimator = \"direct\" (3 points and "
                                        "d_out = 50 make 21947850 products of 4 outputs"),
                             HasSubstr("conditional"))); // C(153, 4)
  EXPECT_THAT(complaint(good_text, {"sampling.estimator=rqmc", "sampling.networks=1e12"}),
              HasSubstr("points at most"));
}

TEST(Limits, RefuseTooManyMembers) {
  std::string list = "[";
  for (int i = 1; i <= 150; ++i)
    list += std::to_string(i) + ",";
  EXPECT_THAT(
      complaint(good_text, {"ensemble.width=" + list + "]", "ensemble.sigma_w=" + list + "]"}),
      HasSubstr("(the lists make 22500 ensembles, the limit is 10000)"));
}

TEST(Limits, RefuseWidthsThatNoStreamCanNumber) {
  EXPECT_EQ(complaint(good_text, {"ensemble.width=4000000000000"}),
            "--set: ensemble.width = 4000000000000 (is more than 2147483648: the random stream "
            "numbers no "
            "more neurons). Set it to 2147483648 or less.");
  EXPECT_EQ(complaint(good_text, {"ensemble.width=2^31"}), "accepted");
  auto const wide = [](std::string const& width, std::string const& d_out) {
    return complaint(good_text, {"ensemble.width=" + width, "ensemble.d_out=" + d_out});
  };
  EXPECT_EQ(wide("2863311530", "1"), complaint(good_text, {"ensemble.width=2863311530"}));
  EXPECT_EQ(wide("1431655766", "6"),
            "--set: ensemble.width = 1431655766 (width 1431655766 times "
            "ensemble.d_out = 6 is 64 GiB of weights a layer, the random stream "
            "numbers less than 2^33 of them). Use smaller widths.");
  EXPECT_EQ(wide("1431655765", "5"), "accepted");    // 7158278825 < 2^33 = 8589934592
  EXPECT_THAT(wide("2^31", "4"), HasSubstr("2^33")); // exactly 2^33
}

TEST(Limits, FirstNetworkIsOnABlockBoundary) {
  auto const first = [](std::string const& width, std::string const& network) {
    return complaint(good_text, {"ensemble.width=" + width, "sampling.first_network=" + network});
  };
  EXPECT_EQ(first("4", "2500"),
            "--set: sampling.first_network = 2500 (is inside a block: networks of "
            "width 4 come in blocks of 2000). Start at 2000 or 4000.");
  EXPECT_EQ(first("4", "4000"), "accepted");
  EXPECT_EQ(first("5000", "400"), "accepted");
  EXPECT_EQ(first("25000", "80"), "accepted");
  EXPECT_EQ(first("4e6", "16"), "accepted");
  EXPECT_THAT(first("[4, 5000]", "400"), HasSubstr("width 4 come in blocks of 2000"));
}

TEST(Limits, RefuseLongRuns) {
  EXPECT_THAT(complaint(good_text, {"sampling.networks=2^53", "sampling.first_network=2000"}),
              HasSubstr("the last network exceeds 2^53"));
  EXPECT_EQ(complaint(good_text, {"sampling.networks=2^53"}), "accepted");
  EXPECT_THAT(complaint(good_text, {"sampling.networks=9223372036854775807",
                                    "sampling.first_network=9223372036854774000"}),
              HasSubstr("the last network exceeds 2^53"));
  EXPECT_THAT(complaint(good_text, {"sampling.bins=1e5", "sampling.experiments=1e5"}),
              HasSubstr("it is 10000000000 bins, the limit is 1000000"));
}

} // namespace
} // namespace nnft
