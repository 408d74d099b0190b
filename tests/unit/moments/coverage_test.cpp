#include "nnft/core/error.hpp"
#include "nnft/moments/coverage.hpp"

#include <gmock/gmock.h>
#include <random>
#include <set>
#include <utility>

namespace nnft {
namespace {

using testing::ElementsAre;

TEST(Coverage, KeepsTheFewestSpansInOrder) {
  Coverage const c({{1, 0, 10}, {0, 20, 30}, {0, 0, 10}, {0, 10, 20}});
  EXPECT_THAT(c.spans(), ElementsAre(NetworkSpan{0, 0, 30}, NetworkSpan{1, 0, 10}));
  EXPECT_EQ(c.networks(), 40);
}

TEST(Coverage, OfAllExperiments) {
  EXPECT_EQ(Coverage::of_all(3, 2000, 5000),
            Coverage({{0, 2000, 5000}, {1, 2000, 5000}, {2, 2000, 5000}}));
  EXPECT_EQ(Coverage::of_all(3, 7, 7), Coverage());
}

TEST(Coverage, RefusesWhatIsNoSet) {
  EXPECT_THROW(Coverage({{0, 0, 10}, {0, 9, 20}}), InvalidInput);
  EXPECT_THROW(Coverage({{0, 5, 5}}), InvalidInput);
  EXPECT_THROW(Coverage({{0, -1, 5}}), InvalidInput);
  EXPECT_THROW(Coverage({{-1, 0, 5}}), InvalidInput);
}

// The reference is a set of single networks.
TEST(Coverage, UnionOverlapAndInclusionAgreeWithSetsOfNetworks) {
  using Set = std::set<std::pair<std::int64_t, std::int64_t>>;
  std::mt19937 random(3);
  auto const below = [&](int n) { return static_cast<std::int64_t>(random() % unsigned(n)); };
  auto const make = [&] {
    std::pair<Coverage, Set> both;
    for (int i = 0; i < 6; ++i) {
      NetworkSpan const span{below(3), below(40), 0};
      NetworkSpan const whole{span.experiment, span.first, span.first + 1 + below(12)};
      both.first = both.first.joined(Coverage({whole}));
      for (auto n = whole.first; n < whole.end; ++n)
        both.second.insert({whole.experiment, n});
    }
    return both;
  };
  int inclusions = 0;
  for (int trial = 0; trial < 500; ++trial) {
    auto const [a, set_a] = make();
    auto const [b, set_b] = make();
    Set both = set_a;
    both.insert(set_b.begin(), set_b.end());
    EXPECT_EQ(a.joined(b).networks(), static_cast<std::int64_t>(both.size()));
    EXPECT_EQ(a.joined(b), Coverage(a.joined(b).spans()));
    bool const included = std::includes(set_a.begin(), set_a.end(), set_b.begin(), set_b.end());
    EXPECT_EQ(a.contains(b), included);
    EXPECT_TRUE(a.joined(b).contains(a));
    inclusions += included ? 1 : 0;
    NetworkSpan const probe{below(4), below(40), 60};
    std::int64_t count = 0;
    for (auto const& [experiment, n] : set_a)
      if (experiment == probe.experiment && n >= probe.first && n < probe.end) ++count;
    EXPECT_EQ(a.within(probe), count);
  }
  EXPECT_LT(inclusions, 500);
}

} // namespace
} // namespace nnft
