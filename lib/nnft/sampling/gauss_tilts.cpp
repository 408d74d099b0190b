#include "nnft/sampling/gauss_tilts.hpp"

#include "nnft/core/error.hpp"
#include "nnft/moments/layout.hpp"
#include "nnft/theory/neuron_moments.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace nnft {
namespace {

//! Orderings of a multiset whose numbers ascend.
double orderings(std::span<int const> multiset) {
  double count = 1;
  int repeats = 0;
  for (std::size_t i = 0; i < multiset.size(); ++i) {
    repeats = i > 0 && multiset[i] == multiset[i - 1] ? repeats + 1 : 1;
    count *= static_cast<double>(i + 1) / repeats;
  }
  return count;
}

//! To forty bits: machines whose exponential function rounds otherwise still agree.
double rounded(double x) {
  int exponent = 0;
  double const mantissa = std::frexp(x, &exponent);
  return std::ldexp(std::round(std::ldexp(mantissa, 40)), exponent - 40);
}

std::uint64_t threshold_of(double probability) {
  return probability >= 1 ? ~std::uint64_t{0}
                          : static_cast<std::uint64_t>(std::ldexp(probability, 64));
}

} // namespace

GaussTilts::GaussTilts(Architecture const& architecture, InputSet const& inputs, int highest_order)
    : n_normals_(architecture.d_in + (architecture.sigma_b > 0 ? 1 : 0)),
      share_(2.0 / (2 + highest_order)) {
  std::vector<double> probabilities{share_};
  shifts_.resize(static_cast<std::size_t>(n_normals_), 0.0);
  auto const moments = neuron_moments(architecture, inputs, highest_order);
  if (!moments)
    throw InvalidInput(fmt::format("sampling.estimator = importance (moments of {} overflow). Use "
                                   "smaller sigmas or the conditional estimator",
                                   description(architecture)));
  for (int order = 2; order <= highest_order; order += 2) {
    CorrelatorLayout const layout(order, inputs.size(), 1);
    auto const& values = order == 2 ? moments->m2 : order == 4 ? moments->m4 : moments->m6;
    moments_.insert(moments_.end(), values.begin(), values.end());
    double total = 0;
    for (std::ptrdiff_t row = 0; row < layout.size(); ++row)
      total += orderings(layout.points(row)) * values[row];
    normalisations_.push_back(rounded(total));
    double const scale = architecture.sigma_w / std::sqrt(static_cast<double>(architecture.d_in));
    for (std::ptrdiff_t row = 0; row < layout.size(); ++row) {
      probabilities.push_back(share_ * orderings(layout.points(row)) * values[row] / total);
      Eigen::VectorXd sum = Eigen::VectorXd::Zero(architecture.d_in);
      for (int const i : layout.points(row))
        sum += inputs.x.col(i);
      for (int k = 0; k < architecture.d_in; ++k)
        shifts_.push_back(scale * sum[k]);
      if (architecture.sigma_b > 0) shifts_.push_back(order * architecture.sigma_b);
    }
  }
  double end = 0;
  for (double const p : probabilities)
    thresholds_.push_back(threshold_of(end += p));
  thresholds_.back() = ~std::uint64_t{0};
}

void GaussTilts::choose(std::uint64_t random, double* shift, std::ptrdiff_t stride) const {
  auto const component =
      std::lower_bound(thresholds_.begin(), thresholds_.end(), random) - thresholds_.begin();
  for (int p = 0; p < n_normals_; ++p)
    shift[p * stride] = shifts_[static_cast<std::size_t>(component * n_normals_ + p)];
}

double GaussTilts::weight(double sum) const {
  double density = share_;
  double power = 1;
  for (double const z : normalisations_) {
    power *= sum * sum;
    density += share_ * power / z;
  }
  return 1 / density;
}

} // namespace nnft
