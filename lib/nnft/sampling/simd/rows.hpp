// Vector loops over rows of numbers, one number a network, for one instruction set.
#pragma once
#include "nnft/sampling/simd/kernel.hpp"

namespace nnft::simd::NNFT_ISA {

template <class T> class Rows final : public RowMath<T> {
 public:
  void append_products(T* rows, std::ptrdiff_t length, int n_base,
                       std::vector<RowPair> const& products) const override {
    T* out = rows + n_base * length;
    for (std::size_t p = 0; p < products.size(); ++p, out += length) {
      T const* const a = rows + products.data()[p].first * length;
      T const* const b = rows + products.data()[p].second * length;
      for (std::ptrdiff_t n = 0; n < length; n += lanes)
        store(out + n, load<Real>(a + n) * load<Real>(b + n));
    }
  }

  void add_panel(T const* rows, std::ptrdiff_t length, Panel const& panel,
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
  using Real = vec<T>;
  static constexpr int lanes = Vector<T>::lanes;
  // A tile of L x R dot products keeps its sums in registers: `vectors` of them a dot product.
  static constexpr int parts = 8 * sum_lanes / static_cast<int>(sizeof(T)); // 64 bytes
  static constexpr int vectors = parts / lanes;
  static constexpr int tile_left = NNFT_REGISTER_BYTES / 16;
  static constexpr int tile_right = NNFT_REGISTER_BYTES == 64 ? 5 : 3;

  struct Work {
    T const* rows;
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
    T const* left[L];
    T const* right[R];
    Real sum[L][R][vectors];
    for (int a = 0; a < L; ++a)
      left[a] = work.rows + work.panel.left.data()[i + a] * work.length;
    for (int b = 0; b < R; ++b)
      right[b] = work.rows + work.panel.right.data()[k + b] * work.length;
    double* const first = work.sums + (i * n_right + k) * sum_lanes;
    for (int a = 0; a < L; ++a)
      for (int b = 0; b < R; ++b)
        take_up(first + (a * n_right + b) * sum_lanes, sum[a][b]);
    for (std::ptrdiff_t n = 0; n < work.length; n += parts)
      for (int v = 0; v < vectors; ++v) {
        Real x[L];
        for (int a = 0; a < L; ++a)
          x[a] = load<Real>(left[a] + n + v * lanes);
        for (int b = 0; b < R; ++b) {
          Real const y = load<Real>(right[b] + n + v * lanes);
          for (int a = 0; a < L; ++a)
            sum[a][b][v] = fma(x[a], y, sum[a][b][v]);
        }
      }
    for (int a = 0; a < L; ++a)
      for (int b = 0; b < R; ++b)
        lay_down(sum[a][b], first + (a * n_right + b) * sum_lanes);
  }

  //! Doubles go on from the sums so far, floats begin anew.
  static void take_up(double const* sums, Real* sum) {
    for (int v = 0; v < vectors; ++v)
      if constexpr (parts == sum_lanes)
        sum[v] = load<Real>(sums + v * lanes);
      else
        sum[v] = Real{};
  }

  static void lay_down(Real const* sum, double* sums) {
    if constexpr (parts == sum_lanes) {
      for (int v = 0; v < vectors; ++v)
        store(sums + v * lanes, sum[v]);
    } else {
      alignas(64) T of_chunk[parts];
      for (int v = 0; v < vectors; ++v)
        store(of_chunk + v * lanes, sum[v]);
      for (int l = 0; l < sum_lanes; l += lanes64)
        store(sums + l,
              load<f64>(sums + l) + (widened(of_chunk + l) + widened(of_chunk + sum_lanes + l)));
    }
  }

  static f64 widened(float const* x) { return __builtin_convertvector(load<f32_half>(x), f64); }
};

} // namespace nnft::simd::NNFT_ISA
