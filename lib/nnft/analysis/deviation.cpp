#include "nnft/analysis/deviation.hpp"

#include "nnft/core/contract.hpp"

#include <cmath>

namespace nnft {

Deviation deviation(Estimate const& measured, Eigen::VectorXd const& reference,
                    Eigen::VectorXd const& scale, Eigen::VectorXd const& expected) {
  Eigen::Index const n = measured.value.size();
  NNFT_EXPECT(reference.size() == n && scale.size() == n);
  double const used = static_cast<double>((scale.array() != 0).count());
  Eigen::VectorXd const inverse =
      scale.unaryExpr([](double s) { return s != 0 ? 1 / std::abs(s) : 0.0; });
  Eigen::VectorXd const relative = (measured.value - reference).cwiseProduct(inverse);
  Deviation d;
  d.value = relative.cwiseAbs();
  if (used == 0) return d;
  d.mean = d.value.sum() / used;
  Eigen::VectorXd const& signs = expected.size() == n ? expected : relative;
  Eigen::VectorXd const weight =
      signs.unaryExpr([](double x) { return x < 0 ? -1.0 : 1.0; }).cwiseProduct(inverse) / used;
  d.signed_mean = weight.dot(measured.value - reference);
  if (measured.is_exact()) return d;
  d.signed_mean_error = (measured.deviations * weight).norm();
  Eigen::RowVectorXd const centre = measured.experiments.colwise().mean();
  d.background = (column_norms(measured.experiments.rowwise() - centre) /
                  std::sqrt(static_cast<double>(measured.experiments.rows())))
                     .cwiseProduct(inverse);
  d.background_mean = d.background.sum() / used;
  return d;
}

} // namespace nnft
