#pragma once
#include "nnft/moments/fixed_point.hpp"

#include <Eigen/Core>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace nnft {

/*!
 * Sums of blocks, exact, for every moment in every cell (a cell is one bin of one experiment).
 *
 * A block's sum, a double, is rounded once to the grid of its moment (2^-64 of the moment's scale,
 * a power of two near its expected size) and added as an integer; from there on no order of blocks,
 * no number of ranks and no interruption changes a bit.
 */
class ExactSums {
 public:
  //! \param scale_exponents  [n_moments]: moment m is kept in units of 2^scale_exponents[m]
  ExactSums(std::ptrdiff_t n_cells, std::vector<int> scale_exponents);

  [[nodiscard]] std::ptrdiff_t n_cells() const { return n_cells_; }
  [[nodiscard]] std::ptrdiff_t n_moments() const {
    return static_cast<std::ptrdiff_t>(scale_exponents_.size());
  }
  [[nodiscard]] std::vector<int> const& scale_exponents() const { return scale_exponents_; }

  enum class Sign : std::uint8_t { plus, minus };

  //! Adds the sums of one block, or takes them away again: exactly what adding them gave. Throws
  //! NotFinite, and then nothing of the block has been added.
  void add(std::ptrdiff_t cell, std::span<double const> block_sums, Sign sign = Sign::plus);
  //! Adds the limbs of sums of the same cells, moments and scales. \pre as many as limbs()
  void add_limbs(std::span<std::int64_t const> other);

  //! All limbs, [n_cells][n_moments][limbs_per_number]: what MPI_Reduce adds up and files keep.
  [[nodiscard]] std::span<std::int64_t> limbs() { return limbs_; }
  [[nodiscard]] std::span<std::int64_t const> limbs() const { return limbs_; }
  //! Brings all limbs to their canonical form: equal sums have equal limbs.
  void make_canonical();

  //! Sums of one cell, rounded once; [n_moments].
  [[nodiscard]] Eigen::VectorXd cell(std::ptrdiff_t cell) const;
  //! Sums over cells [begin, end), rounded once; [n_moments].
  [[nodiscard]] Eigen::VectorXd total(std::ptrdiff_t begin, std::ptrdiff_t end) const;

 private:
  [[nodiscard]] std::size_t place(std::ptrdiff_t cell, std::ptrdiff_t moment) const;

  std::ptrdiff_t n_cells_;
  std::vector<int> scale_exponents_;
  std::vector<std::int64_t> limbs_;
};

} // namespace nnft
