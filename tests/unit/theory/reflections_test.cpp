#include "nnft/theory/point_moments.hpp"
#include "nnft/theory/reflections.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

namespace {

using namespace nnft;
using Rows = std::vector<std::ptrdiff_t>;

TEST(Reflections, ExchangePointsOfTheLine) {
  // rows of order 2 at -1, 0.5, 1, -0.5: 00 01 02 03 11 12 13 22 23 33; 0 <-> 2, 1 <-> 3
  InputSet const x{"", Eigen::RowVectorXd{{-1, 0.5, 1, -0.5}}};
  EXPECT_EQ(first_reflected_rows(x, CorrelatorLayout(2, 4, 1)),
            (Rows{0, 1, 2, 3, 4, 3, 6, 0, 1, 4}));
}

TEST(Reflections, OfOneCoordinateAreSeparate) {
  // (1, 3) and (-1, 3) are mirrors of each other, though (1, -3) and (-1, -3) are not there
  InputSet const x{"", Eigen::MatrixXd{{1, -1}, {3, 3}}};
  EXPECT_EQ(first_reflected_rows(x, CorrelatorLayout(2, 2, 1)), (Rows{0, 1, 0}));
  // corners of a square: equal points, neighbours along each axis, opposite corners
  auto const square = preset_inputs("hms", Activation::erf, 2).value();
  auto const rows = first_reflected_rows(square, CorrelatorLayout(2, 4, 1));
  EXPECT_EQ(std::set(rows.begin(), rows.end()).size(), 4);
}

TEST(Reflections, CountToTheLastBitOnly) {
  double const nearly = std::nextafter(0.6, 1);
  InputSet const x{"", Eigen::RowVectorXd{{-0.6, nearly}}};
  EXPECT_EQ(first_reflected_rows(x, CorrelatorLayout(2, 2, 1)), (Rows{0, 1, 2}));
}

TEST(Reflections, LeaveMomentsAsTheyAre) {
  // second method: trapezoid sums, which know no reflections
  for (int const d_in : {1, 2}) {
    auto const x = preset_inputs("hms", Activation::erf, d_in).value();
    Architecture a;
    a.d_in = d_in;
    a.sigma_w = 1.3;
    a.sigma_b = 0.7;
    auto const m = trapezoid_moments(a, x, 6).value();
    for (int const order : {4, 6}) {
      CorrelatorLayout const layout(order, x.size(), 1);
      auto const first = first_reflected_rows(x, layout);
      auto const& values = of_order(m, order);
      std::ptrdiff_t reflected = 0;
      for (std::ptrdiff_t row = 0; row < layout.size(); ++row) {
        auto const same = first[static_cast<std::size_t>(row)];
        reflected += same == row ? 0 : 1;
        EXPECT_NEAR(values[row], values[same], 5e-14 * values.cwiseAbs().maxCoeff());
      }
      EXPECT_GT(3 * reflected, layout.size());
    }
  }
}

} // namespace
