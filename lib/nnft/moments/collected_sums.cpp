#include "nnft/moments/collected_sums.hpp"

#include "nnft/core/contract.hpp"
#include "nnft/core/error.hpp"

#include <string>
#include <utility>

namespace nnft {
namespace {

void carry_all(std::vector<std::int64_t>& limbs) {
  for (std::size_t at = 0; at < limbs.size(); at += limbs_per_number)
    carry(Limbs(limbs.data() + at, limbs_per_number));
}

[[noreturn]] void refuse(std::string const& what) {
  throw InvalidInput(what + " (the sums do not fit the configuration). Use another file.");
}

} // namespace

BinnedMoments binned_moments(CollectedSums sums, SumsShape shape) {
  auto const cells = std::ptrdiff_t{shape.experiments} * shape.bins;
  BinnedMoments moments{ExactSums(cells, std::move(sums.scale_exponents)), std::move(sums.networks),
                        shape.experiments, shape.bins};
  moments.sums.add_limbs(sums.limbs);
  moments.sums.make_canonical();
  return moments;
}

void require_consistent(CollectedSums const& sums, SumsShape shape) {
  auto const cells =
      static_cast<std::size_t>(shape.experiments) * static_cast<std::size_t>(shape.bins);
  if (sums.empty()) {
    if (!sums.networks.empty() || sums.coverage.networks() != 0)
      refuse("networks are listed but not summed");
    return;
  }
  if (sums.networks.size() != cells)
    refuse(std::to_string(sums.networks.size()) + " bins instead of " + std::to_string(cells));
  if (sums.limbs.size() != cells * sums.scale_exponents.size() * limbs_per_number)
    refuse(std::to_string(sums.limbs.size()) + " limbs");
  for (std::size_t e = 0; e < static_cast<std::size_t>(shape.experiments); ++e) {
    std::int64_t networks = 0;
    for (std::size_t b = 0; b < static_cast<std::size_t>(shape.bins); ++b) {
      auto const in_bin = sums.networks[e * static_cast<std::size_t>(shape.bins) + b];
      if (in_bin < 0 || in_bin > (std::int64_t{1} << 53U)) refuse("a bin of impossible size");
      networks += in_bin;
    }
    auto const listed = sums.coverage.within(
        {static_cast<std::int64_t>(e), 0, std::numeric_limits<std::int64_t>::max()});
    if (networks != listed)
      refuse("experiment " + std::to_string(e) + " has " + std::to_string(networks) +
             " networks, but lists " + std::to_string(listed));
  }
  if (!sums.coverage.spans().empty() &&
      sums.coverage.spans().back().experiment >= shape.experiments)
    refuse("an experiment that does not exist");
}

void add_sums(CollectedSums& to, CollectedSums const& from) {
  if (from.empty()) return;
  if (to.empty()) {
    to.scale_exponents = from.scale_exponents;
    to.limbs = from.limbs;
    to.networks = from.networks;
  } else {
    NNFT_EXPECT(to.scale_exponents == from.scale_exponents && to.limbs.size() == from.limbs.size());
    for (std::size_t i = 0; i < to.limbs.size(); ++i)
      to.limbs[i] += from.limbs[i];
    for (std::size_t i = 0; i < to.networks.size(); ++i)
      to.networks[i] += from.networks[i];
  }
  carry_all(to.limbs);
}

} // namespace nnft
