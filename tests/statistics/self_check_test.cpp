// Do errors mean what they say? Many independent small runs of one ensemble whose exact correlators
// are known: pulls have mean 0 and variance 1, intervals cover as often as they should.
//
// Pulls follow Student's t with 127 degrees of freedom (128 bins): variance 127/125 = 1.016, and
// 68.1 % and 94.8 % lie within 1 and 1.96 errors. Bounds are five standard deviations for the
// number of runs: a false alarm in any of some 200 checks has probability 1e-4, with new seeds.
#include "nnft/analysis/analyses.hpp"
#include "nnft/config/read_plan.hpp"

#include <cmath>
#include <cstdlib>
#include <gmock/gmock.h>
#include <map>
#include <string>

#include "nnft_test/measure.hpp"

namespace nnft {
namespace {

int number_of_runs() {
  char const* const text = std::getenv("NNFT_RUNS");
  return text == nullptr ? 400 : std::atoi(text);
}

RunPlan plan_with(std::string const& estimator) {
  return read_plan({R"([ensemble]
architecture = "erf"
width = 2
[inputs]
points = [[-0.6], [0.3], [1.1]]
[sampling]
networks = 64000
experiments = 4
bins = 32
estimator = ")" + estimator +
                        R"("
[cutoff_scan]
cutoffs = [100.0]
)",
                    "c.toml",
                    {},
                    PlanUse::sampling});
}

//! Moments of the pulls of one number.
struct Pulls {
  int n = 0;
  double sum = 0;
  double squares = 0;
  int within_1 = 0;
  int within_196 = 0;

  void add(double pull) {
    ++n;
    sum += pull;
    squares += pull * pull;
    within_1 += std::abs(pull) < 1 ? 1 : 0;
    within_196 += std::abs(pull) < 1.96 ? 1 : 0;
  }
};

void expect_share(int count, int n, double p, std::string const& what) {
  EXPECT_NEAR(count, n * p, 5 * std::sqrt(n * p * (1 - p))) << what;
}

void expect_standard(Pulls const& pulls, std::string const& what) {
  double const n = pulls.n;
  double const mean = pulls.sum / n;
  double const variance = pulls.squares / n - mean * mean;
  EXPECT_LT(std::abs(mean), 5 / std::sqrt(n)) << what;
  EXPECT_NEAR(variance, 127.0 / 125, 5 * std::sqrt(2.0 / n)) << what;
  if (n >= 4000) {
    EXPECT_GT(variance, 0.9) << what;
    EXPECT_LT(variance, 1.1) << what;
  }
  expect_share(pulls.within_1, pulls.n, 0.6808, what + " within one error");
  expect_share(pulls.within_196, pulls.n, 0.9478, what + " within 1.96 errors");
}

struct Coupling {
  double value = 0;
  double error = 0;
};

Coupling coupling_of(RunPlan const& plan, Member const& member) {
  result::Group group;
  std::vector<Warning> warnings;
  write_couplings(plan, member, group, warnings);
  return {result::matrix_of(*group.dataset("eft/couplings"))(0, 0),
          std::sqrt(result::matrix_of(*group.dataset("eft/covariance"))(0, 0))};
}

class SelfCheck : public testing::TestWithParam<char const*> {};

TEST_P(SelfCheck, PullsAreStandardAndIntervalsCover) {
  auto plan = plan_with(GetParam());
  auto member = make_members(plan, [](Architecture const&) {}).front();
  auto const exact_coupling = coupling_of(plan, member);
  std::map<std::string, Pulls> pulls;
  int const runs = number_of_runs();
  for (int run = 0; run < runs; ++run) {
    plan.sampling.seed = 1'000'000 + static_cast<std::uint64_t>(run);
    member.measured = test::measure({member.architecture, plan.inputs, plan.sampling});
    for (auto const quantity : {Quantity::g2, Quantity::g4_connected}) {
      auto const& measured = member.measured->at(quantity);
      auto const& exact = *member.exact_values(quantity);
      Eigen::VectorXd const error = measured.error();
      for (Eigen::Index i = 0; i < exact.size(); ++i)
        pulls[std::string(name_of(quantity)) + " " + std::to_string(i)].add(
            (measured.value[i] - exact[i]) / error[i]);
    }
    auto const coupling = coupling_of(plan, member);
    pulls["lambda"].add((coupling.value - exact_coupling.value) / coupling.error);
  }
  EXPECT_EQ(pulls.size(), 6U + 15U + 1U);
  for (auto const& [what, of] : pulls) {
    EXPECT_EQ(of.n, runs);
    expect_standard(of, what);
  }
}

TEST(SelfCheckOfTheCheck, ErrorsThatAreTooSmallByATenthAreSeenInFourThousandRuns) {
  Pulls pulls;
  for (int i = 0; i < 4000; ++i) // quantiles of a normal distribution of width 1.1, no chance in it
    pulls.add(1.1 * std::sqrt(2.0) * [](double p) {
      double x = 0; // Newton for erf(x) = p
      for (int k = 0; k < 60; ++k)
        x -= (std::erf(x) - p) / (1.1283791670955126 * std::exp(-x * x));
      return x;
    }(2 * (i + 0.5) / 4000 - 1));
  double const mean = pulls.sum / pulls.n;
  EXPECT_GT(pulls.squares / pulls.n - mean * mean, 1.1);
}

INSTANTIATE_TEST_SUITE_P(Estimators, SelfCheck, testing::Values("conditional", "direct"));

} // namespace
} // namespace nnft
