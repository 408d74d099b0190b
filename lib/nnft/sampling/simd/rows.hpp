// Vector loops over rows of numbers, one number a network, for one instruction set.
#pragma once
#include "nnft/sampling/simd/kernel.hpp"

namespace nnft::simd::NNFT_ISA {

class Rows final : public RowMath {
 public:
  void append_products(double* rows, std::ptrdiff_t length, int n_base,
                       std::vector<RowPair> const& products) const override {
    double* out = rows + n_base * length;
    for (std::size_t p = 0; p < products.size(); ++p, out += length) {
      double const* const a = rows + products.data()[p].first * length;
      double const* const b = rows + products.data()[p].second * length;
      for (std::ptrdiff_t n = 0; n < length; n += lanes64)
        store(out + n, load<f64>(a + n) * load<f64>(b + n));
    }
  }

  void add_panel(double const* rows, std::ptrdiff_t length, Panel const& panel,
                 double* sums) const override {
    auto const n_left = static_cast<int>(panel.left.size());
    Work const work{rows, length, panel, sums};
    int i = 0;
    for (; i + tile_left <= n_left; i += tile_left)
      add_left_rows<tile_left>(work, i);
    for (; i < n_left; ++i)
      add_left_rows<1>(work, i);
  }

  void fold(double const* sums, std::ptrdiff_t n, double* totals) const override {
    static_assert(sum_lanes == 8);
    for (std::ptrdiff_t d = 0; d < n; ++d, sums += sum_lanes)
      totals[d] =
          ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7]));
  }

 private:
  // A tile of L x R dot products keeps its sums in registers: `vectors` of them a dot product.
  static constexpr int vectors = sum_lanes / lanes64;
  static constexpr int tile_left = NNFT_REGISTER_BYTES == 64 ? 4 : 1;
  static constexpr int tile_right = 5;

  struct Work {
    double const* rows;
    std::ptrdiff_t length;
    Panel const& panel;
    double* sums;
  };

  template <int L> static void add_left_rows(Work const& work, int i) {
    constexpr int columns = tile_left * tile_right / L;
    auto const n_right = static_cast<int>(work.panel.right.size());
    int k = 0;
    for (; k + columns <= n_right; k += columns)
      add_tile<L, columns>(work, i, k);
    add_rest<L, columns - 1>(work, i, k, n_right - k);
  }

  //! The rest of a row of tiles: `n` <= R dot products.
  template <int L, int R> static void add_rest(Work const& work, int i, int k, int n) {
    if constexpr (R > 0) {
      if (n == R)
        add_tile<L, R>(work, i, k);
      else
        add_rest<L, R - 1>(work, i, k, n);
    }
  }

  template <int L, int R> static void add_tile(Work const& work, int i, int k) {
    auto const n_right = static_cast<std::ptrdiff_t>(work.panel.right.size());
    double const* left[L];
    double const* right[R];
    f64 sum[L][R][vectors];
    for (int a = 0; a < L; ++a)
      left[a] = work.rows + work.panel.left.data()[i + a] * work.length;
    for (int b = 0; b < R; ++b)
      right[b] = work.rows + work.panel.right.data()[k + b] * work.length;
    double* const first = work.sums + (i * n_right + k) * sum_lanes;
    for (int a = 0; a < L; ++a)
      for (int b = 0; b < R; ++b)
        for (int v = 0; v < vectors; ++v)
          sum[a][b][v] = load<f64>(first + (a * n_right + b) * sum_lanes + v * lanes64);
    for (std::ptrdiff_t n = 0; n < work.length; n += sum_lanes)
      for (int v = 0; v < vectors; ++v) {
        f64 x[L];
        for (int a = 0; a < L; ++a)
          x[a] = load<f64>(left[a] + n + v * lanes64);
        for (int b = 0; b < R; ++b) {
          f64 const y = load<f64>(right[b] + n + v * lanes64);
          for (int a = 0; a < L; ++a)
            sum[a][b][v] = fma(x[a], y, sum[a][b][v]);
        }
      }
    for (int a = 0; a < L; ++a)
      for (int b = 0; b < R; ++b)
        for (int v = 0; v < vectors; ++v)
          store(first + (a * n_right + b) * sum_lanes + v * lanes64, sum[a][b][v]);
  }
};

} // namespace nnft::simd::NNFT_ISA
