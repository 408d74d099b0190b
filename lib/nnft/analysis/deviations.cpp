#include "nnft/analysis/deviations.hpp"

#include <fmt/format.h>

namespace nnft {
namespace {

Quantity full_of_order(int order) {
  if (order == 2) return Quantity::g2;
  return order == 4 ? Quantity::g4 : Quantity::g6;
}

Deviation against_process(Member const& member, Quantity quantity, Estimate const& estimate) {
  auto const& process = member.family->gaussian_process.at(full_of_order(order_of(quantity))).value;
  Eigen::VectorXd const reference =
      is_connected(quantity) ? Eigen::VectorXd(Eigen::VectorXd::Zero(process.size())) : process;
  Eigen::VectorXd expected;
  if (auto const* exact = member.exact_values(quantity)) expected = *exact - reference;
  return deviation(estimate, reference, process, expected);
}

} // namespace

std::string deviation_name(Quantity quantity) {
  return is_connected(quantity) ? std::string(name_of(quantity))
                                : fmt::format("m{}", order_of(quantity));
}

std::optional<Deviation> deviation_of(Member const& member, Quantity quantity) {
  auto const* best = member.best(quantity);
  if (best == nullptr) return std::nullopt;
  return against_process(member, quantity, *best);
}

std::optional<Deviation> exact_deviation_of(Member const& member, Quantity quantity) {
  auto const exact = member.exact.find(quantity);
  if (exact == member.exact.end()) return std::nullopt;
  return against_process(member, quantity, exact->second);
}

} // namespace nnft
