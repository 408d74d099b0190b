#include "nnft/ensemble/input_set.hpp"

#include <gtest/gtest.h>

namespace nnft {
namespace {

TEST(PresetInputs, AreThoseOfThePaper) {
  auto const erf = preset_inputs("hms", Activation::erf, 1).value();
  EXPECT_EQ(erf.x, (Eigen::RowVectorXd{{-1, -0.6, -0.2, 0.2, 0.6, 1}}));
  auto const gauss = preset_inputs("hms", Activation::gauss, 2).value();
  EXPECT_EQ(gauss.x.col(1), Eigen::Vector2d(-0.01, 0.01));
  auto const relu = preset_inputs("hms", Activation::relu, 3).value();
  EXPECT_EQ(relu.x.col(2), Eigen::Vector3d(0.2, 1, 1));
  EXPECT_EQ(preset_inputs("hms", Activation::tanh, 3)->x,
            preset_inputs("hms", Activation::cos, 3)->x);
  EXPECT_EQ(preset_inputs("hms_positive", Activation::erf, 1)->x,
            preset_inputs("hms", Activation::relu, 1)->x);
}

TEST(PresetInputs, EndAtThreeDimensions) {
  for (auto const activation : all_activations()) {
    EXPECT_FALSE(preset_inputs("hms", activation, 4));
    EXPECT_FALSE(preset_inputs("hms", activation, 0));
    EXPECT_FALSE(preset_inputs("hsm", activation, 1));
    for (int d = 1; d <= 3; ++d)
      EXPECT_EQ(preset_inputs("hms", activation, d)->d_in(), d);
  }
}

TEST(FirstEqualPoint, FindsRepetitions) {
  InputSet inputs{"", Eigen::MatrixXd{{0, 1, 0, 1}, {2, 3, 2, 4}}};
  EXPECT_EQ(first_equal_point(inputs), (std::vector<int>{0, 1, 0, 3}));
}

} // namespace
} // namespace nnft
