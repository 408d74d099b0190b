#include "nnft/result/record.hpp"

#include <gtest/gtest.h>

namespace nnft::result {
namespace {

TEST(Group, MakesAndFindsPaths) {
  Group root;
  root.at("a/b").datasets["x"] = dataset_of(Eigen::VectorXd{{1, 2}}, "two numbers");
  EXPECT_EQ(&root.at("a/b"), root.find("a/b"));
  ASSERT_NE(root.dataset("a/b/x"), nullptr);
  EXPECT_EQ(root.dataset("a/b/x")->description, "two numbers");
  EXPECT_EQ(root.find("a/c"), nullptr);
  EXPECT_EQ(root.dataset("a/c/x"), nullptr);
  EXPECT_EQ(root.dataset("x"), nullptr);
}

TEST(Dataset, MatricesAreRowMajorAndReadBack) {
  Eigen::MatrixXd const m{{1, 2, 3}, {4, 5, 6}};
  auto const dataset = dataset_of(m, "");
  EXPECT_EQ(dataset.shape, (std::vector<std::uint64_t>{2, 3}));
  EXPECT_EQ(std::get<std::vector<double>>(dataset.values), (std::vector<double>{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(matrix_of(dataset), m);
  EXPECT_EQ(matrix_of(dataset_of(Eigen::VectorXd{{7, 8}}, "")), Eigen::Vector2d(7, 8));
}

} // namespace
} // namespace nnft::result
