#include "nnft/sampling/gauss_tilts.hpp"

#include "nnft/core/error.hpp"
#include "nnft/moments/layout.hpp"
#include "nnft/theory/neuron_moments.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace nnft {
namespace {

//! To forty bits: machines whose exponential function rounds otherwise still agree.
double rounded(double x) {
  int exponent = 0;
  double const mantissa = std::frexp(x, &exponent);
  return std::ldexp(std::round(std::ldexp(mantissa, 40)), exponent - 40);
}

//! Multisets of smaller moments, of points far from each other, get no component of their own.
constexpr double smallest_moment = 1e-100;

std::uint64_t threshold_of(double probability) {
  return probability >= 1 ? ~std::uint64_t{0}
                          : static_cast<std::uint64_t>(std::ldexp(probability, 64));
}

} // namespace

GaussTilts::GaussTilts(Architecture const& architecture, InputSet const& inputs, int highest_order)
    : n_points_(inputs.size()), n_normals_(architecture.d_in + (architecture.sigma_b > 0 ? 1 : 0)),
      share_(2.0 / (2 + highest_order)) {
  auto const moments = neuron_moments(architecture, inputs, highest_order);
  if (!moments)
    throw InvalidInput(fmt::format("sampling.estimator = importance (moments of {} overflow). Use "
                                   "smaller sigmas or the conditional estimator",
                                   description(architecture)));
  thresholds_.push_back(threshold_of(share_)); // no shift
  shifts_.resize(static_cast<std::size_t>(n_normals_), 0.0);
  for (int order = 2; order <= highest_order; order += 2) {
    auto const& values = order == 2 ? moments->m2 : order == 4 ? moments->m4 : moments->m6;
    moments_.insert(moments_.end(), values.begin(), values.end());
    add_order(architecture, inputs, order,
              {values.data(), static_cast<std::size_t>(values.size())});
  }
  thresholds_.back() = ~std::uint64_t{0};
  rows_.resize((static_cast<std::size_t>(n_points_) + products_.size()) * lanes);
}

void GaussTilts::add_order(Architecture const& architecture, InputSet const& inputs, int order,
                           std::span<double const> moments) {
  double const scale = architecture.sigma_w / std::sqrt(static_cast<double>(architecture.d_in));
  double const begin = share_ * order / 2;
  auto const wanted = [](double moment) { return moment > smallest_moment; };
  auto const count = static_cast<double>(std::count_if(moments.begin(), moments.end(), wanted));
  CorrelatorLayout const layout(order, inputs.size(), 1);
  double done = 0;
  for (std::ptrdiff_t row = 0; row < layout.size(); ++row) {
    double const moment = moments[static_cast<std::size_t>(row)];
    if (!wanted(moment)) continue;
    auto const points = layout.points(row);
    auto const half = static_cast<std::size_t>(order) / 2;
    terms_.push_back({row_of_product(points.first(half)), row_of_product(points.subspan(half)),
                      rounded(1 / moment) / count});
    thresholds_.push_back(threshold_of(begin + share_ * (++done / count)));
    Eigen::VectorXd sum = Eigen::VectorXd::Zero(architecture.d_in);
    for (int const i : points)
      sum += inputs.x.col(i);
    for (int k = 0; k < architecture.d_in; ++k)
      shifts_.push_back(scale * sum[k]);
    if (architecture.sigma_b > 0) shifts_.push_back(order * architecture.sigma_b);
  }
}

int GaussTilts::row_of_product(std::span<int const> points) {
  if (points.size() == 1) return points[0];
  std::vector<int> const sorted(points.begin(), points.end());
  for (auto const& [known, row] : known_rows_)
    if (known == sorted) return row;
  int const shorter = row_of_product(points.first(points.size() - 1));
  int const row = n_points_ + static_cast<int>(products_.size());
  products_.emplace_back(shorter, points.back());
  known_rows_.emplace_back(sorted, row);
  return row;
}

void GaussTilts::choose(std::uint64_t random, double* shift, std::ptrdiff_t stride) const {
  auto const component =
      std::lower_bound(thresholds_.begin(), thresholds_.end(), random) - thresholds_.begin();
  for (int p = 0; p < n_normals_; ++p)
    shift[p * stride] = shifts_[static_cast<std::size_t>(component * n_normals_ + p)];
}

void GaussTilts::weigh(double const* outputs, std::ptrdiff_t stride, double* weights) {
  for (int i = 0; i < n_points_; ++i)
    std::copy_n(outputs + i * stride, lanes, rows_.data() + i * lanes);
  double* product = rows_.data() + n_points_ * lanes;
  for (auto const& [first, second] : products_) {
    double const* const a = rows_.data() + first * lanes;
    double const* const b = rows_.data() + second * lanes;
    for (int l = 0; l < lanes; ++l)
      product[l] = a[l] * b[l];
    product += lanes;
  }
  std::array<double, lanes> density;
  density.fill(1);
  for (auto const& term : terms_) {
    double const* const a = rows_.data() + term.left * lanes;
    double const* const b = rows_.data() + term.right * lanes;
    for (std::size_t l = 0; l < lanes; ++l)
      density[l] += term.coefficient * a[l] * b[l];
  }
  for (std::size_t l = 0; l < lanes; ++l)
    weights[l] = 1 / (share_ * density[l]);
}

double GaussTilts::weight(std::span<double const> outputs) {
  std::vector<double> same(outputs.size() * lanes);
  for (std::size_t i = 0; i < outputs.size(); ++i)
    std::fill_n(same.begin() + static_cast<std::ptrdiff_t>(i * lanes), lanes, outputs[i]);
  std::array<double, lanes> weights{};
  weigh(same.data(), lanes, weights.data());
  return weights[0];
}

} // namespace nnft
