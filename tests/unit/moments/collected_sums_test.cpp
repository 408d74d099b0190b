#include "nnft/core/error.hpp"
#include "nnft/moments/collected_sums.hpp"

#include <gmock/gmock.h>

namespace nnft {
namespace {

constexpr SumsShape shape{2, 2};

//! Two experiments of two bins, one moment; every bin holds `value` of five networks.
CollectedSums sums_of(double value) {
  ExactSums sums(4, {0});
  for (int cell = 0; cell < 4; ++cell)
    sums.add(cell, std::vector<double>{value});
  return {
      {0}, {sums.limbs().begin(), sums.limbs().end()}, {5, 5, 5, 5}, Coverage::of_all(2, 0, 10)};
}

TEST(CollectedSums, AddUpToTheBitsOfOneSum) {
  auto total = sums_of(0.1);
  add_sums(total, sums_of(-0.7));
  add_sums(total, sums_of(1e20));
  ExactSums reference(1, {0});
  for (double const x : {1e20, 0.1, -0.7})
    reference.add(0, std::vector<double>{x});
  reference.make_canonical();
  auto const moments = binned_moments(total, shape);
  EXPECT_EQ(moments.sums.cell(3)[0], reference.cell(0)[0]);
  EXPECT_THAT(std::vector(total.limbs.begin(), total.limbs.begin() + limbs_per_number),
              testing::ElementsAreArray(reference.limbs()));
  EXPECT_EQ(moments.networks, std::vector<std::int64_t>(4, 15));
}

TEST(CollectedSums, AnEmptyOneBecomesTheOther) {
  CollectedSums total;
  add_sums(total, sums_of(2));
  add_sums(total, CollectedSums{});
  EXPECT_EQ(binned_moments(total, shape).sums.cell(0)[0], 2);
}

TEST(CollectedSums, ContradictionsAreRefused) {
  EXPECT_NO_THROW(require_consistent(sums_of(1), shape));
  EXPECT_NO_THROW(require_consistent(CollectedSums{}, shape));
  auto const refused = [](auto&& change) {
    auto sums = sums_of(1);
    change(sums);
    EXPECT_THROW(require_consistent(sums, shape), InvalidInput);
  };
  refused([](CollectedSums& s) { s.limbs.pop_back(); });
  refused([](CollectedSums& s) { s.limbs.clear(); });
  refused([](CollectedSums& s) { s.networks.push_back(0); });
  refused([](CollectedSums& s) { s.networks[0] = 4; });
  refused([](CollectedSums& s) { s.networks = {-5, 15, 5, 5}; });
  refused([](CollectedSums& s) { s.scale_exponents.push_back(0); });
  refused([](CollectedSums& s) { s.coverage = s.coverage.joined(Coverage({{2, 0, 1}})); });
  refused([](CollectedSums& s) { s.coverage = Coverage::of_all(2, 0, 9); });
}

} // namespace
} // namespace nnft
