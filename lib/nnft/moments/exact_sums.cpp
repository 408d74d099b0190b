#include "nnft/moments/exact_sums.hpp"

#include "nnft/core/contract.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace nnft {

ExactSums::ExactSums(std::ptrdiff_t n_cells, std::vector<int> scale_exponents)
    : n_cells_(n_cells), scale_exponents_(std::move(scale_exponents)),
      limbs_(static_cast<std::size_t>(n_cells) * scale_exponents_.size() * limbs_per_number) {}

std::size_t ExactSums::place(std::ptrdiff_t cell, std::ptrdiff_t moment) const {
  return static_cast<std::size_t>(cell * n_moments() + moment) * limbs_per_number;
}

void ExactSums::add(std::ptrdiff_t cell, std::span<double const> block_sums, Sign sign) {
  NNFT_EXPECT(cell >= 0 && cell < n_cells_);
  NNFT_EXPECT(static_cast<std::ptrdiff_t>(block_sums.size()) == n_moments());
  std::vector<double> scaled(block_sums.size());
  for (std::size_t m = 0; m < scaled.size(); ++m) {
    scaled[m] = std::ldexp(block_sums[m], -scale_exponents_[m]);
    if (!(std::abs(scaled[m]) < 0x1p126))
      throw NotFinite("the sum of moment " + std::to_string(m) + " is " +
                      std::to_string(block_sums[m]));
  }
  for (std::size_t m = 0; m < scaled.size(); ++m)
    add_number(Limbs(limbs_.data() + place(cell, static_cast<std::ptrdiff_t>(m)), limbs_per_number),
               sign == Sign::plus ? scaled[m] : -scaled[m]);
}

void ExactSums::add_limbs(std::span<std::int64_t const> other) {
  NNFT_EXPECT(other.size() == limbs_.size());
  for (std::size_t i = 0; i < limbs_.size(); ++i)
    limbs_[i] += other[i];
}

void ExactSums::make_canonical() {
  for (std::size_t at = 0; at < limbs_.size(); at += limbs_per_number)
    carry(Limbs(limbs_.data() + at, limbs_per_number));
}

Eigen::VectorXd ExactSums::cell(std::ptrdiff_t cell) const {
  return total(cell, cell + 1);
}

Eigen::VectorXd ExactSums::total(std::ptrdiff_t begin, std::ptrdiff_t end) const {
  Eigen::VectorXd sums(n_moments());
  for (std::ptrdiff_t m = 0; m < n_moments(); ++m) {
    std::array<std::int64_t, limbs_per_number> sum{};
    for (std::ptrdiff_t c = begin; c < end; ++c)
      for (std::size_t i = 0; i < limbs_per_number; ++i)
        sum[i] += limbs_[place(c, m) + i];
    sums[m] = std::ldexp(to_double(sum), scale_exponents_[static_cast<std::size_t>(m)]);
  }
  return sums;
}

} // namespace nnft
