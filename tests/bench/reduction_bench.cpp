// The exact sums: adding a block's sums, and adding the limbs of another rank, which is what
// MPI_Reduce does with them at every step of its tree.
#include "nnft/moments/exact_sums.hpp"

#include <benchmark/benchmark.h>

#include <vector>

#include "shortest.hpp"

namespace nnft {
namespace {

constexpr std::ptrdiff_t n_moments = 21 + 126 + 462; // six points, orders 2, 4, 6
constexpr std::ptrdiff_t n_cells = 200;              // 10 experiments of 20 bins

ExactSums empty_sums() {
  return {n_cells, std::vector<int>(n_moments, 10)};
}

//! `of_copies`: seconds of moving as many bytes over the seconds that a pass takes.
template <class Pass>
void against_copies(benchmark::State& state, Pass const& pass, std::size_t numbers) {
  for (auto _ : state)
    pass();
  std::vector<std::int64_t> const from(numbers, 1);
  std::vector<std::int64_t> to(numbers);
  double const copies = bench::shortest([&] {
    std::copy(from.begin(), from.end(), to.begin());
    benchmark::DoNotOptimize(to.data());
  });
  state.counters["of_copies"] = copies / bench::shortest(pass);
  state.counters["numbers/s"] = benchmark::Counter(
      static_cast<double>(state.iterations()) * static_cast<double>(numbers) / limbs_per_number,
      benchmark::Counter::kIsRate);
}

void add_block(benchmark::State& state) {
  auto sums = empty_sums();
  std::vector<double> const block(n_moments, 1234.5678);
  std::ptrdiff_t cell = 0;
  against_copies(
      state,
      [&] {
        sums.add(cell, block);
        cell = (cell + 1) % n_cells;
      },
      static_cast<std::size_t>(n_moments * limbs_per_number));
}

void add_rank(benchmark::State& state) {
  auto sums = empty_sums();
  auto const other = empty_sums();
  against_copies(
      state, [&] { sums.add_limbs(other.limbs()); },
      static_cast<std::size_t>(n_cells * n_moments * limbs_per_number));
}

void read_cells(benchmark::State& state) {
  auto const sums = empty_sums();
  against_copies(
      state,
      [&] {
        for (std::ptrdiff_t cell = 0; cell < n_cells; ++cell)
          benchmark::DoNotOptimize(sums.cell(cell));
      },
      static_cast<std::size_t>(n_cells * n_moments * limbs_per_number));
}

BENCHMARK(add_block)->Name("exact_sums/add_block/width:2/");
BENCHMARK(add_rank)->Name("exact_sums/add_rank/width:2/");
BENCHMARK(read_cells)->Name("exact_sums/read/width:2/");

} // namespace
} // namespace nnft
