#pragma once
#include "nnft/config/run_plan.hpp"
#include "nnft/moments/layout.hpp"
#include "nnft/sampling/block_plan.hpp"
#include "nnft/sampling/simd/isa.hpp"

#include <Eigen/Core>

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace nnft {

/*!
 * Sums the moments of an estimator over one block of networks: the bridge from an ensemble to the
 * statistics. Inside a block the order of all operations is fixed, so its sums depend on nothing
 * but the block. One object serves one thread.
 */
class BlockSummer {
 public:
  BlockSummer() = default;
  BlockSummer(BlockSummer const&) = delete;
  BlockSummer& operator=(BlockSummer const&) = delete;
  virtual ~BlockSummer() = default;

  [[nodiscard]] virtual std::ptrdiff_t n_moments() const = 0;
  //! [n_moments] powers of two near the expected sizes of block sums: the grids of the exact sums.
  [[nodiscard]] virtual std::vector<int> scale_exponents() const = 0;
  //! sums [n_moments] = sums over the block. Throws NotFinite, which names the first network whose
  //! outputs or moments are NaN or infinite.
  virtual void operator()(Block const& block, std::span<double> sums) = 0;
};

//! What a summer needs besides the plan.
struct SummerSetting {
  Architecture architecture;
  InputSet inputs;
  SamplingPlan sampling;
  Isa isa = Isa::portable;
  //! [n_points, n_points] K_W, the kernel without the output bias: scales of the sums, and what is
  //! subtracted in Z = Khat - K, where the bias cancels
  Eigen::MatrixXd weight_kernel;
  //! what draws a network of this ensemble again, for the message about one that is not finite
  std::string replay = "nnft sample CONFIG --ensemble I";
};

[[nodiscard]] std::unique_ptr<BlockSummer> make_block_summer(SummerSetting const& setting,
                                                             LayoutSet const& layouts);

} // namespace nnft
