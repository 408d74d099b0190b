#include "nnft/eft/quartic_tree.hpp"

#include <gtest/gtest.h>

#include <array>

#include "eft_fixture.hpp"

namespace nnft::eft {
namespace {

TEST(LabelFactors, CountTheContractionsOfTheVertex) {
  CorrelatorLayout const one(4, 3, 1);
  EXPECT_TRUE((label_factors(one).array() == 24).all());
  CorrelatorLayout const two(4, 2, 4);
  Eigen::VectorXd const factors = label_factors(two);
  auto const of = [&](std::array<int, 4> points, std::array<int, 4> labels) {
    return factors[two.index(points, labels)];
  };
  EXPECT_EQ(of({0, 0, 1, 1}, {0, 0, 0, 0}), 24);
  EXPECT_EQ(of({0, 0, 1, 1}, {0, 0, 1, 1}), 8);
  EXPECT_EQ(of({0, 0, 1, 1}, {0, 1, 0, 1}), 8);
  EXPECT_EQ(of({0, 0, 1, 1}, {0, 0, 0, 1}), 0);
  EXPECT_EQ(of({0, 0, 1, 1}, {0, 1, 2, 3}), 0);
}

// (f.f)^2 by brute force: attach four external labels to f_c f_c f_d f_d in all 4! orders.
TEST(LabelFactors, AgreeWithEnumeration) {
  constexpr int n_out = 3;
  CorrelatorLayout const layout(4, 1, n_out);
  Eigen::VectorXd const factors = label_factors(layout);
  for (std::ptrdiff_t r = 0; r < layout.size(); ++r) {
    std::array<int, 4> order{0, 1, 2, 3};
    int count = 0;
    do {
      auto const label = [&](std::size_t k) {
        return layout.labels(r)[static_cast<std::size_t>(order[k])];
      };
      count += label(0) == label(1) && label(2) == label(3) ? 1 : 0;
    } while (std::next_permutation(order.begin(), order.end()));
    EXPECT_EQ(factors[r], count);
  }
}

TEST(QuarticDesign, HasTheThreeTerms) {
  auto const a = test::net(Activation::gauss, 1, 1, 1);
  auto const inputs = test::random_points(1, 3, 2, -1, 1);
  auto const v = test::integrals_of(a, inputs, {1, 5});
  CorrelatorLayout const layout(4, 3, 2);
  CorrelatorLayout const four(4, 3, 1);
  CorrelatorLayout const two(2, 3, 1);
  auto const design = quartic_design(
      v, 1, layout, {QuarticTerm::nonlocal, QuarticTerm::constant, QuarticTerm::quadratic});
  auto const p = [&](int i, int j) { return v.pairs(1, two.index(std::array{i, j})); };
  std::array const points{0, 1, 1, 2};
  auto const single = four.index(points);
  auto row = layout.index(points, std::array{0, 0, 0, 0});
  EXPECT_DOUBLE_EQ(design(row, 0), 8 * (p(0, 1) * p(1, 2) * 2 + p(0, 2) * p(1, 1)));
  EXPECT_DOUBLE_EQ(design(row, 1), 24 * v.quartic(1, single));
  EXPECT_DOUBLE_EQ(design(row, 2), 24 * v.quartic_y2(1, single));
  row = layout.index(points, std::array{0, 1, 1, 0}); // pairs (0 2) and (1 1)
  EXPECT_DOUBLE_EQ(design(row, 0), 8 * p(0, 2) * p(1, 1));
  EXPECT_DOUBLE_EQ(design(row, 1), 8 * v.quartic(1, single));
  row = layout.index(points, std::array{0, 0, 0, 1});
  EXPECT_EQ(design.row(row).norm(), 0);
}

// Erf-net at {-1, -.6, -.2, .2, .6, 1}: K_W(-1, 1) = 0 makes two of 126 components vanish
// (reference: elements_used 124); at (+-1, +-1) four of 35 (elements_used 31).
TEST(NonzeroRows, FindTheComponentsThatVanishBySymmetry) {
  for (auto const& [d_in, expected] : {std::pair{1, 124}, {2, 31}, {3, 35}}) {
    auto const a = test::net(Activation::erf, d_in, 1, 1);
    auto const inputs = preset_inputs("hms", Activation::erf, d_in).value();
    LayoutSet const layouts(4, inputs.size(), 1);
    auto const g4c = test::exact(a, inputs, layouts).at(Quantity::g4_connected);
    EXPECT_EQ(marked(nonzero_rows(g4c, layouts.of(4))).size(), static_cast<std::size_t>(expected));
  }
}

// A measured component with value zero but an error is a measurement, one without is a zero.
TEST(NonzeroRows, KeepMeasuredZerosWithErrors) {
  CorrelatorLayout const layout(4, 2, 1);
  Estimate e;
  e.value = Eigen::VectorXd::Zero(5);
  e.value[0] = e.value[4] = 1;
  e.value[1] = 1e-5;
  e.deviations = Eigen::MatrixXd::Zero(2, 5);
  e.deviations(0, 2) = 0.1;
  EXPECT_EQ(nonzero_rows(e, layout), (std::vector<std::uint8_t>{1, 1, 1, 0, 1}));
  // tiny points are no zeros: prod |G_iiii|^(1/4) is the scale
  e.value << 1e-40, 1e-30, 1e-20, 1e-10, 1;
  e.deviations.setZero();
  EXPECT_EQ(marked(nonzero_rows(e, layout)).size(), 5U);
}

TEST(MeanPercentageError, LeavesOutWhatIsNotInUse) {
  Eigen::Vector3d const actual(1, -2, 5);
  Eigen::Vector3d const predicted(1.1, -1.8, 500);
  EXPECT_NEAR(mean_percentage_error(actual, predicted, {1, 1, 0}), 10, 1e-12);
  EXPECT_EQ(mean_percentage_error(actual, predicted, {0, 0, 0}), 0);
}

} // namespace
TEST(PointRows, AreTheRowsOfTheSamePoints) {
  for (int const d_out : {1, 2})
    for (int const order : {4, 6}) {
      CorrelatorLayout const layout(order, 3, d_out);
      CorrelatorLayout const single(order, 3, 1);
      auto const rows = eft::point_rows(layout);
      ASSERT_EQ(rows.size(), static_cast<std::size_t>(layout.size()));
      for (std::ptrdiff_t r = 0; r < layout.size(); ++r)
        EXPECT_EQ(rows[static_cast<std::size_t>(r)], single.index(layout.points(r)));
    }
}

} // namespace nnft::eft
