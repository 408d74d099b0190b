#include "nnft/theory/neuron_moments.hpp"

#include "nnft/core/contract.hpp"
#include "nnft/moments/layout.hpp"
#include "nnft/theory/hidden_covariance.hpp"
#include "nnft/theory/point_moments.hpp"

#include <array>
#include <span>
#include <vector>

namespace nnft {
namespace {

std::optional<NeuronMoments> moments_of_distinct(Architecture const& architecture,
                                                 InputSet const& distinct, int highest_order) {
  switch (architecture.activation) {
  case Activation::gauss:
  case Activation::cos:
    return closed_form_moments(architecture, distinct, highest_order);
  case Activation::erf:
    return erf_moments(architecture, distinct, highest_order);
  case Activation::relu:
    return relu_moments(architecture, distinct, highest_order);
  case Activation::tanh:
    return trapezoid_moments(architecture, distinct, highest_order);
  }
  throw ContractViolation("an activation without neuron moments");
}

} // namespace

std::optional<NeuronMoments> neuron_moments(Architecture const& architecture,
                                            InputSet const& inputs, int highest_order) {
  NNFT_EXPECT(inputs.d_in() == architecture.d_in && inputs.size() >= 1);
  NNFT_EXPECT(highest_order == 2 || highest_order == 4 || highest_order == 6);
  auto const first = first_equal_point(inputs);
  std::vector<int> distinct_columns; // of the input set
  std::vector<int> distinct_of(first.size());
  for (std::size_t i = 0; i < first.size(); ++i) {
    if (first[i] == static_cast<int>(i)) {
      distinct_of[i] = static_cast<int>(distinct_columns.size());
      distinct_columns.push_back(static_cast<int>(i));
    } else {
      distinct_of[i] = distinct_of[static_cast<std::size_t>(first[i])];
    }
  }
  InputSet const distinct{inputs.name, inputs.x(Eigen::all, distinct_columns)};
  auto moments = moments_of_distinct(architecture, distinct, highest_order);
  if (!moments) return std::nullopt;
  moments->covariance = HiddenCovariance(architecture).matrix(inputs);
  for (int order = 2; order <= highest_order; order += 2) {
    auto& m = of_order(*moments, order);
    if (!m.allFinite()) return std::nullopt;
    if (distinct.size() == inputs.size()) continue;
    CorrelatorLayout const few(order, distinct.size(), 1);
    CorrelatorLayout const all(order, inputs.size(), 1);
    Eigen::VectorXd expanded(all.size());
    std::array<int, max_order> points{};
    for (std::ptrdiff_t row = 0; row < all.size(); ++row) {
      std::size_t n = 0;
      for (int const i : all.points(row))
        points[n++] = distinct_of[static_cast<std::size_t>(i)];
      expanded[row] = m[few.index(std::span(points).first(n))];
    }
    m = expanded;
  }
  return moments;
}

} // namespace nnft
