#include "nnft/core/error.hpp"
#include "nnft/moments/exact_sums.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "nnft_test/thread_team.hpp"

namespace nnft {
namespace {

constexpr std::ptrdiff_t n_cells = 4;
std::vector<int> const scales{-30, 0, 70};

struct BlockSum {
  std::ptrdiff_t cell;
  std::vector<double> sums;
};

std::vector<BlockSum> many_blocks() {
  std::mt19937_64 random(3);
  std::normal_distribution<double> normal;
  std::vector<BlockSum> blocks(301);
  for (auto& block : blocks) {
    block.cell = static_cast<std::ptrdiff_t>(random() % n_cells);
    for (int const scale : scales)
      block.sums.push_back(std::ldexp(normal(random), scale));
  }
  return blocks;
}

ExactSums sums_of(std::vector<BlockSum> const& blocks, int rank, int size) {
  ExactSums sums(n_cells, scales);
  for (std::size_t k = static_cast<std::size_t>(rank); k < blocks.size();
       k += static_cast<std::size_t>(size))
    sums.add(blocks[k].cell, blocks[k].sums);
  return sums;
}

TEST(ExactSums, AnyTeamAndAnyOrderGivesTheSameLimbs) {
  auto blocks = many_blocks();
  auto reference = sums_of(blocks, 0, 1);
  reference.make_canonical();
  std::vector<std::int64_t> const expected(reference.limbs().begin(), reference.limbs().end());
  std::shuffle(blocks.begin(), blocks.end(), std::mt19937_64(4));
  for (int const size : {1, 2, 3, 4, 7})
    test::run_thread_team(size, [&](Team const& team) {
      auto sums = sums_of(blocks, team.rank(), team.size());
      team.sum_to_root(sums.limbs());
      if (team.rank() != 0) return;
      sums.make_canonical();
      EXPECT_TRUE(std::equal(expected.begin(), expected.end(), sums.limbs().begin()));
    });
}

// Reference: the sums in long double; the grid is 2^-64 of the scale, rounding of double is larger.
TEST(ExactSums, AreTheSums) {
  auto const blocks = many_blocks();
  auto const sums = sums_of(blocks, 0, 1);
  for (std::ptrdiff_t cell = 0; cell < n_cells; ++cell)
    for (std::size_t m = 0; m < scales.size(); ++m) {
      long double reference = 0;
      for (auto const& block : blocks)
        if (block.cell == cell) reference += block.sums[m];
      EXPECT_NEAR(sums.cell(cell)[static_cast<Eigen::Index>(m)], static_cast<double>(reference),
                  std::ldexp(1e-15, scales[m]));
    }
  Eigen::VectorXd const by_cell = sums.cell(0) + sums.cell(1) + sums.cell(2) + sums.cell(3);
  EXPECT_TRUE(sums.total(0, n_cells).isApprox(by_cell, 1e-13));
}

TEST(ExactSums, SubtractionUndoesAdditionToTheLastBit) {
  auto const blocks = many_blocks();
  auto sums = sums_of(blocks, 0, 1);
  std::vector<double> const extra{1.0 / 3, -1e9 / 7, 1e-3};
  sums.add(2, extra);
  sums.add(2, extra, ExactSums::Sign::minus);
  auto reference = sums_of(blocks, 0, 1);
  sums.make_canonical();
  reference.make_canonical();
  EXPECT_TRUE(std::equal(sums.limbs().begin(), sums.limbs().end(), reference.limbs().begin()));
}

TEST(ExactSums, ABlockThatIsNotFiniteLeavesNoTrace) {
  ExactSums sums(1, scales);
  EXPECT_THROW(sums.add(0, std::vector<double>{1, std::nan(""), 1}), NotFinite);
  EXPECT_THROW(sums.add(0, std::vector<double>{1, 1, std::ldexp(1, 70 + 126)}), NotFinite);
  EXPECT_EQ(sums.cell(0), Eigen::Vector3d::Zero());
}

} // namespace
} // namespace nnft
