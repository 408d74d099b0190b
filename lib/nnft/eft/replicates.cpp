#include "nnft/eft/replicates.hpp"

#include "nnft/core/contract.hpp"

#include <array>
#include <cmath>

namespace nnft::eft {
namespace {

constexpr double vanishing = 1e-13; // of its bound: what is left of an integral is rounding
constexpr double lost_in_noise = 5; // times the error of a randomised integral

using Field = Eigen::MatrixXd VertexIntegrals::*;

constexpr std::array<Field, 8> fields{
    &VertexIntegrals::quartic,       &VertexIntegrals::quartic_flow, &VertexIntegrals::quartic_y2,
    &VertexIntegrals::pairs,         &VertexIntegrals::sextic,       &VertexIntegrals::sextic_flow,
    &VertexIntegrals::quartic_bound, &VertexIntegrals::sextic_bound};

Eigen::MatrixXd standard_error(VertexIntegrals const& v, Field field) {
  if (v.replicates.empty()) return Eigen::MatrixXd::Zero(0, (v.*field).cols());
  Eigen::ArrayXXd square = Eigen::ArrayXXd::Zero((v.*field).rows(), (v.*field).cols());
  for (auto const& r : v.replicates)
    square += (r.*field - v.*field).array().square();
  auto const n = static_cast<double>(v.replicates.size());
  return (square / (n * (n - 1))).sqrt().matrix();
}

Marks known(Eigen::MatrixXd const& value, Eigen::MatrixXd const& bound,
            Eigen::MatrixXd const& error) {
  Eigen::ArrayXXd least = vanishing * bound.array();
  if (error.rows() > 0) least = least.max(lost_in_noise * error.array());
  return value.array().abs() > least;
}

Eigen::VectorXd masked(Eigen::MatrixXd const& value, Marks const& known, Eigen::Index row) {
  return (value.row(row).array() * known.row(row).cast<double>()).matrix().transpose();
}

} // namespace

VertexIntegrals mean_of(std::vector<VertexIntegrals> const& replicates) {
  NNFT_EXPECT(!replicates.empty());
  VertexIntegrals mean = replicates.front();
  for (auto const field : fields) {
    for (std::size_t r = 1; r < replicates.size(); ++r)
      mean.*field += replicates[r].*field;
    mean.*field /= static_cast<double>(replicates.size());
  }
  return mean;
}

Eigen::VectorXd jackknife_error(Eigen::MatrixXd const& values) {
  NNFT_EXPECT(values.rows() > 1);
  auto const n = static_cast<double>(values.rows());
  Eigen::RowVectorXd const mean = values.colwise().mean();
  return ((values.rowwise() - mean).colwise().norm() * std::sqrt((n - 1) / n)).transpose();
}

Eigen::MatrixXd VertexIntegrals::quartic_error() const {
  return standard_error(*this, &VertexIntegrals::quartic);
}

Eigen::MatrixXd VertexIntegrals::sextic_error() const {
  return standard_error(*this, &VertexIntegrals::sextic);
}

VertexIntegrals VertexIntegrals::without(std::size_t replicate) const {
  NNFT_EXPECT(replicates.size() > 1 && replicate < replicates.size());
  std::vector<VertexIntegrals> rest = replicates;
  rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(replicate));
  return mean_of(rest);
}

Marks VertexIntegrals::quartic_known() const {
  return known(quartic, quartic_bound, quartic_error());
}

Marks VertexIntegrals::sextic_known() const {
  return known(sextic, sextic_bound, sextic_error());
}

Eigen::VectorXd VertexIntegrals::vertex(Eigen::Index cutoff) const {
  return masked(quartic, quartic_known(), cutoff);
}

Eigen::VectorXd VertexIntegrals::contact(Eigen::Index cutoff) const {
  return masked(sextic, sextic_known(), cutoff);
}

} // namespace nnft::eft
