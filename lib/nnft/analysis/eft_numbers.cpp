#include "nnft/analysis/eft_numbers.hpp"

namespace nnft {
namespace {

Estimate const* in(Correlators const& correlators, Quantity quantity) {
  auto const entry = correlators.find(quantity);
  return entry == correlators.end() ? nullptr : &entry->second;
}

std::optional<EftNumbers> numbers_in(Correlators const& correlators) {
  auto const* g4_connected = in(correlators, Quantity::g4_connected);
  if (g4_connected == nullptr) return std::nullopt;
  return EftNumbers{*g4_connected, in(correlators, Quantity::g6_connected),
                    in(correlators, Quantity::g6)};
}

} // namespace

std::optional<EftNumbers> best_numbers(Member const& member) {
  auto numbers = numbers_in(member.measured ? *member.measured : member.exact);
  auto const* exact = member.exact_values(Quantity::g4_connected);
  if (!numbers || exact == nullptr) return numbers;
  auto& estimate = numbers->g4_connected;
  for (Eigen::Index row = 0; row < exact->size(); ++row)
    if ((*exact)[row] == 0) {
      estimate.value[row] = 0;
      if (!estimate.is_exact()) estimate.deviations.col(row).setZero();
    }
  return numbers;
}

std::optional<EftNumbers> exact_numbers(Member const& member) {
  if (!member.measured) return std::nullopt;
  return numbers_in(member.exact);
}

std::string net_of(Member const& member) {
  return std::string(name_of(member.architecture.activation));
}

} // namespace nnft
