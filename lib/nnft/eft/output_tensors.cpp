#include "nnft/eft/output_tensors.hpp"

#include "nnft/core/contract.hpp"

#include <array>
#include <cmath>
#include <vector>

namespace nnft::eft {
namespace {

constexpr double rounding = 1e-12; // of the largest value: differences below it are none

using Labels = std::array<int, 4>;

// Rows of the layout with these labels, one for every multiset of points.
std::vector<Eigen::Index> rows_with(CorrelatorLayout const& layout, Labels const& labels) {
  CorrelatorLayout const single(4, layout.n_points(), 1);
  std::vector<Eigen::Index> rows;
  for (std::ptrdiff_t r = 0; r < single.size(); ++r)
    rows.push_back(layout.index(single.points(r), labels));
  return rows;
}

Estimate picked(Estimate const& e, std::vector<Eigen::Index> const& rows) {
  return {e.value(rows), e.deviations(Eigen::all, rows), {}};
}

// a x + b y + c z, with deviations.
Estimate combined(std::array<double, 3> const& f, Estimate const& x, Estimate const& y,
                  Estimate const& z) {
  return {f[0] * x.value + f[1] * y.value + f[2] * z.value,
          f[0] * x.deviations + f[1] * y.deviations + f[2] * z.deviations,
          {}};
}

// chi-square of "all of them vanish", of those that fluctuate; nothing where none does.
std::optional<GoodnessOfFit> vanishing(std::vector<Estimate> const& differences, double scale) {
  Eigen::Index const n = differences.front().value.size();
  auto const count = static_cast<Eigen::Index>(differences.size());
  Estimate all{Eigen::VectorXd(n * count),
               Eigen::MatrixXd(differences.front().deviations.rows(), n * count),
               {}};
  for (Eigen::Index k = 0; k < count; ++k) {
    all.value.segment(k * n, n) = differences[static_cast<std::size_t>(k)].value;
    all.deviations.middleCols(k * n, n) = differences[static_cast<std::size_t>(k)].deviations;
  }
  Eigen::VectorXd const error = all.error();
  std::vector<Eigen::Index> rows;
  for (Eigen::Index r = 0; r < error.size(); ++r)
    if (error[r] > rounding * scale) rows.push_back(r);
  if (all.is_exact() || rows.empty()) return std::nullopt;
  return CovarianceModes(all, rows).goodness_of_fit(
      Eigen::MatrixXd(static_cast<Eigen::Index>(rows.size()), 0));
}

void measure_spread(OutputTensors& tensors, double n) {
  double count = 0;
  for (Eigen::Index r = 0; r < tensors.s.value.size(); ++r) {
    Eigen::Array3d const c(tensors.s.value[r], tensors.t.value[r], tensors.u.value[r]);
    double const size = std::abs(c.mean());
    if (size > 0) {
      tensors.local_spread += std::sqrt((c - c.mean()).square().mean()) / size;
      ++count;
    }
  }
  if (count > 0) tensors.local_spread /= count;
  double const leading = tensors.s.value.cwiseAbs().sum();
  if (leading > 0)
    tensors.singlet_correction =
        (tensors.t.value + tensors.u.value).cwiseAbs().sum() / (n * leading);
}

} // namespace

OutputTensors output_tensors(Estimate const& g4_connected, CorrelatorLayout const& layout) {
  NNFT_EXPECT(layout.order() == 4 && layout.d_out() > 1);
  NNFT_EXPECT(g4_connected.value.size() == layout.size());
  double const n = layout.d_out();
  auto const aaaa = picked(g4_connected, rows_with(layout, {0, 0, 0, 0}));
  auto const aabb = picked(g4_connected, rows_with(layout, {0, 0, 1, 1}));
  auto const abab = picked(g4_connected, rows_with(layout, {0, 1, 0, 1}));
  auto const abba = picked(g4_connected, rows_with(layout, {0, 1, 1, 0}));
  auto const projected = [&](Estimate const& two) {
    return combined({n, n * (n - 1), 0}, aaaa, two, two);
  };
  auto const p_s = projected(aabb);
  auto const p_t = projected(abab);
  auto const p_u = projected(abba);
  double const norm = n * (n - 1) * (n + 2);
  auto const tensor = [&](Estimate const& own, Estimate const& second, Estimate const& third) {
    return combined({(n + 1) / norm, -1 / norm, -1 / norm}, own, second, third);
  };
  OutputTensors tensors{tensor(p_s, p_t, p_u),
                        tensor(p_t, p_s, p_u),
                        tensor(p_u, p_s, p_t),
                        combined({1 / (n * n), 0, 0}, p_s, p_s, p_s),
                        aaaa,
                        combined({1.0 / 3, 1.0 / 3, 1.0 / 3}, aabb, abab, abba)};
  measure_spread(tensors, n);
  double const scale = g4_connected.value.cwiseAbs().maxCoeff();
  tensors.local = vanishing({combined({1, -1, 0}, tensors.s, tensors.t, tensors.u),
                             combined({0, 1, -1}, tensors.s, tensors.t, tensors.u)},
                            scale);
  auto const sum = combined({1, 1, 1}, aabb, abab, abba);
  tensors.rotations = vanishing({combined({1, -1, 0}, aaaa, sum, sum)}, scale);
  return tensors;
}

} // namespace nnft::eft
