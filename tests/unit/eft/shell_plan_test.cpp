#include "nnft/eft/shell_plan.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "eft_fixture.hpp"

namespace nnft::eft {
namespace {

bool holds(std::vector<double> const& edges, double t) {
  return std::find(edges.begin(), edges.end(), t) != edges.end();
}

// Shells end at every cutoff and at every kink and never widen by more than a factor of two.
TEST(ShellPlan, HasEveryCutoffAndKink) {
  InputSet inputs;
  inputs.x.resize(2, 3);
  inputs.x << 0.5, -30, 0, /**/ -1.5, 2, 0;
  std::vector<double> const cutoffs{7, 7.5, 100, 1e5};
  for (auto const activation : {Activation::erf, Activation::relu}) {
    auto const plan = shell_plan(test::net(activation, 2, 1, 0.5), inputs, cutoffs);
    auto const& e = plan.edges;
    EXPECT_EQ(e.front(), 0);
    EXPECT_EQ(e.back(), 1e5);
    EXPECT_TRUE(std::is_sorted(e.begin(), e.end()));
    for (double const t : cutoffs)
      EXPECT_TRUE(holds(e, t)) << t;
    EXPECT_EQ(holds(e, 1.5) && holds(e, 30), activation == Activation::relu);
    for (std::size_t k = 2; k < e.size(); ++k) {
      EXPECT_LE(e[k], 2.0001 * e[k - 1]);
      EXPECT_GT(e[k], e[k - 1] * (1 + 1e-12));
    }
    EXPECT_LE(e[1], 0.25 * std::sqrt(2.0)); // where the legs start to vary
  }
}

TEST(ShellPlan, DoesNotLookBelowWhatMatters) {
  auto const inputs = test::random_points(1, 2, 1, 0.2, 1);
  auto const plan = shell_plan(test::net(Activation::relu, 1, 1, 1e-100), inputs, {10});
  EXPECT_LT(plan.edges.size(), 40U); // 1e-6 of the cutoff: K_W^4 L there is 1e-30 of that at 10
}

} // namespace
} // namespace nnft::eft
