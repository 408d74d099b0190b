#include "nnft/ensemble/input_set.hpp"

namespace nnft {
namespace {

// Source: the input sets of the authors' public code, arXiv 2008.08601 (specification section 0).
Eigen::MatrixXd symmetric_points(int d_in) {
  if (d_in == 1) return Eigen::RowVectorXd{{-1, -0.6, -0.2, 0.2, 0.6, 1}};
  if (d_in == 2) return Eigen::MatrixXd{{-1, -1, 1, 1}, {-1, 1, -1, 1}};
  return Eigen::MatrixXd{{-1, 1, -1, 1}, {-1, 1, 1, -1}, {-1, -1, 1, 1}};
}

Eigen::MatrixXd positive_points(int d_in) {
  if (d_in == 1) return Eigen::RowVectorXd{{0.2, 0.4, 0.6, 0.8, 1, 1.2}};
  if (d_in == 2) return Eigen::MatrixXd{{0.5, 0.5, 1, 1}, {0.5, 1, 0.5, 1}};
  return Eigen::MatrixXd{{0.2, 1, 0.2, 1}, {0.2, 1, 1, 0.2}, {0.2, 0.2, 1, 1}};
}

} // namespace

std::optional<InputSet> preset_inputs(std::string_view name, Activation activation, int d_in) {
  if (d_in < 1 || d_in > 3) return std::nullopt;
  if (name == "hms_positive") return InputSet{std::string(name), positive_points(d_in)};
  if (name != "hms") return std::nullopt;
  if (activation == Activation::relu) return InputSet{std::string(name), positive_points(d_in)};
  double const scale = activation == Activation::gauss ? 0.01 : 1;
  return InputSet{std::string(name), scale * symmetric_points(d_in)};
}

std::vector<int> first_equal_point(InputSet const& inputs) {
  std::vector<int> first(static_cast<std::size_t>(inputs.size()));
  for (int i = 0; i < inputs.size(); ++i) {
    int j = 0;
    while (inputs.x.col(j) != inputs.x.col(i))
      ++j;
    first[static_cast<std::size_t>(i)] = j;
  }
  return first;
}

} // namespace nnft
