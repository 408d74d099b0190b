#include "nnft/eft/flow_limits.hpp"

#include "nnft/core/contract.hpp"
#include "nnft/eft/kernel_rows.hpp"
#include "nnft/eft/quartic_tree.hpp"
#include "nnft/eft/vertex_integrals.hpp"

#include <cmath>
#include <limits>

namespace nnft::eft {
namespace {

// Mean of -G4c/(factor divisor) over rows in use; nothing where a divisor vanishes.
std::optional<double> mean_coupling(Eigen::VectorXd const& g4_connected,
                                    CorrelatorLayout const& layout, Eigen::VectorXd const& divisor,
                                    std::vector<Eigen::Index> const& rows) {
  Eigen::VectorXd const factors = label_factors(layout);
  double sum = 0;
  for (auto const r : rows) {
    if (divisor[r] == 0) return std::nullopt;
    sum -= g4_connected[r] / (factors[r] * divisor[r]);
  }
  if (rows.empty()) return std::nullopt;
  return sum / static_cast<double>(rows.size());
}

} // namespace

double slope_at_large_cutoffs(Architecture const& a, int legs) {
  switch (a.activation) {
  case Activation::relu:
    return -(a.d_in + legs);
  case Activation::erf:
  case Activation::tanh:
    return -a.d_in;
  case Activation::gauss:
  case Activation::cos:
    return 0;
  }
  throw ContractViolation("an activation without an expected slope");
}

FlowLimits flow_limits(Architecture const& a, InputSet const& inputs,
                       Eigen::VectorXd const& g4_connected, CorrelatorLayout const& layout,
                       std::vector<std::uint8_t> const& used) {
  auto const rows = marked(used);
  FlowLimits limits;
  limits.slope_ir = slope_at_large_cutoffs(a, 4);
  Eigen::RowVectorXd const legs = KernelRows(a, inputs)(Eigen::VectorXd::Zero(a.d_in));
  Eigen::VectorXd divisor(layout.size());
  for (Eigen::Index r = 0; r < divisor.size(); ++r) {
    divisor[r] = std::pow(2, a.d_in);
    for (int i : layout.points(r))
      divisor[r] *= legs[i];
  }
  limits.quartic_uv = mean_coupling(g4_connected, layout, divisor, rows);
  limits.slope_uv = legs.isZero(0) ? limits.slope_ir : -a.d_in;
  if (limits.slope_ir != 0) return limits;
  auto const everywhere = gaussian_vertex_integrals(
      a, inputs, {std::numeric_limits<double>::infinity()}, SexticIntegrals::leave_out);
  limits.quartic_ir = mean_coupling(
      g4_connected, layout, everywhere.quartic.row(0)(point_rows(layout)).transpose(), rows);
  return limits;
}

} // namespace nnft::eft
