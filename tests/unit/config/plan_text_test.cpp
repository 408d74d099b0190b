#include "nnft/config/plan_text.hpp"
#include "nnft/config/presets.hpp"
#include "nnft/sampling/block_plan.hpp"

#include <gmock/gmock.h>

#include "plan_source.hpp"

namespace nnft {
namespace {

using test::good_text;
using test::plan_of;
using test::with;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr Machinery machinery{"philox4x32-10", "avx2"};

void expect_equal(RunPlan const& a, RunPlan const& b) {
  EXPECT_EQ(a.title, b.title);
  EXPECT_EQ(a.members(), b.members()); // doubles compare exactly
  EXPECT_EQ(a.inputs.name, b.inputs.name);
  EXPECT_EQ(a.inputs.x, b.inputs.x);
  EXPECT_EQ(a.sampling.networks, b.sampling.networks);
  EXPECT_EQ(a.sampling.experiments, b.sampling.experiments);
  EXPECT_EQ(a.sampling.seed, b.sampling.seed);
  EXPECT_EQ(a.sampling.first_network, b.sampling.first_network);
  EXPECT_EQ(a.sampling.estimator, b.sampling.estimator);
  EXPECT_EQ(a.sampling.precision, b.sampling.precision);
  EXPECT_EQ(a.sampling.bins, b.sampling.bins);
  ASSERT_EQ(a.sampling.until.has_value(), b.sampling.until.has_value());
  if (a.sampling.until) {
    EXPECT_EQ(a.sampling.until->quantity, b.sampling.until->quantity);
    EXPECT_EQ(a.sampling.until->relative_error, b.sampling.until->relative_error);
    EXPECT_EQ(a.sampling.until->max_networks, b.sampling.until->max_networks);
  }
  EXPECT_EQ(a.orders, b.orders);
  EXPECT_EQ(a.cutoffs, b.cutoffs);
  ASSERT_EQ(a.eft.has_value(), b.eft.has_value());
  if (!a.eft) return;
  EXPECT_EQ(a.eft->quartic, b.eft->quartic);
  EXPECT_EQ(a.eft->sextic, b.eft->sextic);
  EXPECT_EQ(a.eft->cutoff, b.eft->cutoff);
  EXPECT_EQ(a.eft->weights, b.eft->weights);
  EXPECT_EQ(a.eft->test.x, b.eft->test.x);
}

void expect_round_trip(RunPlan const& plan) {
  auto const text = to_toml(plan);
  auto const use = plan.sampling.networks > 0 ? PlanUse::sampling : PlanUse::theory;
  auto const again = plan_of(text, {}, use);
  expect_equal(plan, again);
  EXPECT_EQ(to_toml(again), text);
  EXPECT_EQ(physics_hash(again, machinery), physics_hash(plan, machinery));
}

TEST(ToToml, ReadsBackToTheSamePlan) {
  expect_round_trip(plan_of(good_text));
  expect_round_trip(plan_of(with(good_text, "networks = 1000\n", ""), {}, PlanUse::theory));
  for (auto const& preset : presets())
    expect_round_trip(plan_of(std::string(preset.text)));
}

TEST(ToToml, KeepsEveryBit) {
  expect_round_trip(plan_of(
      good_text,
      {"title='a \"quoted\" \\ \xcf\x83'", "ensemble.width=[1, 2147483648, 3]",
       "ensemble.sigma_w=[0.1, 1e-12, 3]", "ensemble.sigma_b=[0, 1e-300, 0.30000000000000004]",
       "ensemble.sigma_w_out=[2, 1.7976931348623157]", "ensemble.sigma_b_out=1e12",
       "inputs.points=[[0.1], [-1e-310], [123456789.12345679], [-0.0], [1e12]]",
       "sampling.seed=9223372036854775807", "sampling.networks=9007199254740992",
       "sampling.estimator=direct", "sampling.precision=single",
       "eft.quartic=[\"nonlocal\", \"constant\"]", "eft.sextic=true", "eft.weights=full",
       "eft.test_points=0.7071067811865476",
       "cutoff_scan.cutoffs={from=0.3, to=7e14, points=200}"}));
  expect_round_trip(plan_of(good_text, {"correlators.orders=[2]", "ensemble.sigma_w=[1, 2]"}));
  auto const cos = with(with(good_text, "\"erf\"", "\"cos\""), "sigma_b = 1.0\n", "");
  expect_round_trip(plan_of(cos, {"cutoff_scan.cutoffs=[1, inf]", "ensemble.sigma_b_out=[1, 2]"}));
}

TEST(ToToml, HasNothingOfTheOutput) {
  auto const text = to_toml(plan_of(good_text, {"output.file=x.h5", "output.max_memory=1GiB"}));
  EXPECT_THAT(text, testing::Not(HasSubstr("output")));
  EXPECT_THAT(text, testing::Not(HasSubstr("x.h5")));
}

TEST(PhysicsText, IsTheSameForEverySpelling) {
  auto const text = physics_text(plan_of(good_text), machinery);
  for (std::string const same :
       {"ensemble.width=4.0", "ensemble.sigma_b=[1]", "ensemble.sigma_b_out=1",
        "correlators.orders=[6,4,2]", "title=other", "sampling.networks=5", "sampling.seed=7",
        "sampling.experiments=3", "eft.cutoff=3", "cutoff_scan.cutoffs=[1]", "eft.weights=full",
        "eft.test_points=[[0.3]]", "output.max_memory=1GiB", "sampling.first_network=2000"})
    EXPECT_EQ(physics_text(plan_of(good_text, {same}), machinery), text) << same;
  auto const positive = plan_of(good_text, {"inputs.preset=hms_positive"});
  auto const listed = plan_of(good_text, {"inputs.points=[[0.2],[0.4],[0.6],[0.8],[1],[1.2]]"});
  EXPECT_EQ(physics_hash(positive, machinery), physics_hash(listed, machinery));
}

TEST(PhysicsText, DiffersWhereThePhysicsDoes) {
  auto const hash = physics_hash(plan_of(good_text), machinery);
  EXPECT_EQ(hash.size(), 16U);
  for (std::string const other :
       {"ensemble.architecture=gauss", "ensemble.d_out=2", "ensemble.width=[4, 5]",
        "ensemble.sigma_w=1.1", "ensemble.sigma_b=1.0000000000000002", "ensemble.sigma_w_out=2",
        "ensemble.sigma_b_out=2", "inputs.points=[[-0.5], [0.4], [1.1]]",
        "inputs.points=[[0.4], [-0.5], [1]]", "correlators.orders=[2,4]",
        "sampling.estimator=direct", "sampling.precision=single", "sampling.bins=16"})
    EXPECT_NE(physics_hash(plan_of(good_text, {other}), machinery), hash) << other;
  EXPECT_NE(physics_hash(plan_of(good_text), {"philox4x32-10", "portable"}), hash);
  EXPECT_NE(physics_hash(plan_of(good_text), {"philox4x32-7", "avx2"}), hash);
}

TEST(PhysicsText, FollowedAndProductListsDiffer) {
  auto const text = with(good_text, "sigma_w_out = 1.0\n", "");
  auto const followed = plan_of(text, {"ensemble.sigma_w=[1, 2]"});
  auto const product = plan_of(text, {"ensemble.sigma_w=[1, 2]", "ensemble.sigma_w_out=[1, 2]"});
  EXPECT_THAT(
      physics_differences(physics_text(followed, machinery), physics_text(product, machinery)),
      ElementsAre("ensemble.sigma_w_out: as sigma_w in the file, [1, 2] in the configuration"));
}

TEST(PhysicsText, NamesTheBlockRule) {
  EXPECT_THAT(
      physics_text(plan_of(good_text), machinery),
      HasSubstr("block rule = largest of 2000, 400, 80, 16 with at most 2000000 neurons\n"));
  // The same words as numbers: the largest width of each size, and the next.
  for (std::int64_t const size : {2000, 400, 80}) {
    EXPECT_EQ(block_size(2'000'000 / size), size);
    EXPECT_EQ(block_size(2'000'000 / size + 1), size / 5);
  }
}

TEST(PhysicsDifferences, GoFieldByField) {
  auto const file = physics_text(plan_of(good_text), machinery);
  auto const differences = [&](std::vector<std::string> const& sets,
                               Machinery const& m = machinery) {
    return physics_differences(file, physics_text(plan_of(good_text, sets), m));
  };
  EXPECT_THAT(differences({}), ElementsAre());
  EXPECT_THAT(differences({"ensemble.sigma_w=1.1"}),
              ElementsAre("ensemble.sigma_w: 1 in the file, 1.1 in the configuration"));
  EXPECT_THAT(differences({"sampling.bins=8", "ensemble.width=[4, 8]"}),
              ElementsAre("ensemble.width: 4 in the file, [4, 8] in the configuration",
                          "sampling.bins: 32 in the file, 8 in the configuration"));
  EXPECT_THAT(differences({}, {"philox4x32-10", "portable"}),
              ElementsAre("instruction set: avx2 in the file, portable in the configuration"));
  EXPECT_THAT(physics_differences("new key = 1\n", ""),
              ElementsAre("new key: 1 in the file, absent in the configuration"));
}

TEST(PhysicsDifferences, ShowTheDifferentPartOfLongLists) {
  std::string const points = "inputs.points=[" + test::points_up_to(60);
  auto const text = [&](std::string const& last) {
    return physics_text(plan_of(good_text, {points + last + "]", "correlators.orders=[2]"}),
                        machinery);
  };
  auto const differences = physics_differences(text("[71]"), text("[72]"));
  ASSERT_EQ(differences.size(), 1U);
  EXPECT_THAT(differences[0], HasSubstr("71]] in the file"));
  EXPECT_THAT(differences[0], HasSubstr("72]] in the configuration"));
  EXPECT_LT(differences[0].size(), 200U);
}

} // namespace
} // namespace nnft
