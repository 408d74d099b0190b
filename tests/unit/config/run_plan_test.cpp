#include "nnft/config/run_plan.hpp"

#include <gmock/gmock.h>

#include "plan_source.hpp"

namespace nnft {
namespace {

using test::plan_of;

TEST(Members, WidthIsFastestThenTheSigmasInOrder) {
  auto const members =
      plan_of(test::good_text,
              {"ensemble.width=[4, 8]", "ensemble.sigma_w=[1, 2]", "ensemble.sigma_b=[0, 3]",
               "ensemble.sigma_w_out=[5, 6]", "ensemble.sigma_b_out=[7, 9]"})
          .members();
  ASSERT_EQ(members.size(), 32U);
  for (std::size_t i = 0; i < members.size(); ++i) { // the bits of i, lowest first
    EXPECT_EQ(members[i].width, (i & 1U) != 0 ? 8 : 4) << i;
    EXPECT_EQ(members[i].sigma_w, (i & 2U) != 0 ? 2 : 1) << i;
    EXPECT_EQ(members[i].sigma_b, (i & 4U) != 0 ? 3 : 0) << i;
    EXPECT_EQ(members[i].sigma_w_out, (i & 8U) != 0 ? 6 : 5) << i;
    EXPECT_EQ(members[i].sigma_b_out, (i & 16U) != 0 ? 9 : 7) << i;
  }
}

TEST(Members, OutputLayerFollowsTheHiddenOne) {
  auto const text = test::with(test::good_text, "sigma_w_out = 1.0\n", "");
  auto const members =
      plan_of(text, {"ensemble.sigma_w=[2, 3]", "ensemble.sigma_b=[0.5, 0.25]"}).members();
  ASSERT_EQ(members.size(), 4U); // not eight: the lists carry the output layer with them
  for (auto const& member : members) {
    EXPECT_EQ(member.sigma_w_out, member.sigma_w);
    EXPECT_EQ(member.sigma_b_out, member.sigma_b);
  }
}

TEST(Members, DefaultsAreThoseOfEachNet) {
  auto const member = [](std::string const& net) {
    return plan_of("[ensemble]\narchitecture = \"" + net +
                   "\"\nwidth = 3\n[sampling]\nnetworks = 1\n")
        .members()
        .at(0);
  };
  for (auto const* net : {"erf", "gauss", "tanh"}) {
    Architecture const expected{*activation_named(net), 1, 1, 1, 3, 1, 1, 1, 1};
    EXPECT_EQ(member(net), expected) << net;
  }
  Architecture const relu{Activation::relu, 1, 1, 1, 3, 1, 0, 1, 0};
  EXPECT_EQ(member("relu"), relu);
  Architecture const cos{Activation::cos, 1, 1, 1, 3, 1, 0, 1, 0};
  EXPECT_EQ(member("cos"), cos);
}

TEST(RunPlan, KnowsItsOrders) {
  auto const plan = plan_of(test::good_text, {"correlators.orders=[6, 2]"});
  EXPECT_THAT(plan.orders, testing::ElementsAre(2, 6));
  EXPECT_TRUE(plan.has_order(2));
  EXPECT_FALSE(plan.has_order(4));
  EXPECT_EQ(plan.highest_order(), 6);
}

} // namespace
} // namespace nnft
