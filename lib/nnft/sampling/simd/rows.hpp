// Vector loops over rows of numbers, one number a network, for one instruction set.
#pragma once
#include "nnft/sampling/simd/kernel.hpp"

namespace nnft::simd::NNFT_ISA {

template <class T> class Rows final : public RowMath<T> {
 public:
  void scale(T* rows, RowShape shape, std::vector<T> const& factors) const override {
    for (std::size_t r = 0; r < factors.size(); ++r, rows += shape.stride)
      for (std::ptrdiff_t n = 0; n < shape.length; n += lanes)
        store(rows + n, load<Real>(rows + n) * factors.data()[r]);
  }

  void add_panel(T* rows, RowShape shape, Panel const& panel, double* sums) const override {
    auto const n_right = static_cast<int>(panel.right.size());
    Side const left{panel.left.data(), static_cast<int>(panel.left.size()), n_right};
    Side const right{panel.right.data(), n_right, 1};
    Work const work = left.n < right.n ? Work{rows, shape, sums, right, left}
                                       : Work{rows, shape, sums, left, right};
    for (std::size_t p = 0; p < panel.before.size(); ++p)
      work.make(panel.before.data()[p]);
    for (int k = 0; k < work.shorter.n; ++k)
      work.make(work.shorter.rows[k]);
    int i = 0;
    for (; i + tile_long <= work.longer.n; i += tile_long)
      add_tiles<tile_long>(work, i);
    add_rest<tile_long - 1>(work, i, work.longer.n - i);
  }

  void fold(double* sums, std::ptrdiff_t n, double* totals) const override {
    static_assert(sum_lanes == 8);
    using Two = double __attribute__((vector_size(16)));
    for (std::ptrdiff_t d = 0; d < n; ++d, sums += sum_lanes) {
      Two const two =
          (load<Two>(sums) + load<Two>(sums + 4)) + (load<Two>(sums + 2) + load<Two>(sums + 6));
      totals[d] = two[0] + two[1];
      for (int l = 0; l < sum_lanes; l += lanes64)
        store(sums + l, f64{});
    }
  }

 private:
  using Real = vec<T>;
  static constexpr int lanes = Vector<T>::lanes;
  // Sums of dot products: `parts` numbers, 64 bytes, in `vectors` registers each.
  static constexpr int parts = 8 * sum_lanes / static_cast<int>(sizeof(T));
  static constexpr int vectors = parts / lanes;
  // A tile of L x S dot products keeps its sums in registers, so many vectors of each at a time.
  static constexpr int registers = NNFT_REGISTER_BYTES == 64 ? 20 : 12;
  static constexpr int tile_short = 4;
  static constexpr int tile_long = registers / tile_short;
  template <int L, int S> static constexpr int at_a_time() {
    int n = vectors;
    while (n * L * S > registers)
      n /= 2;
    return n;
  }

  //! One side of a panel, and how far apart the dot products of its rows are.
  struct Side {
    PanelRow const* rows;
    int n;
    int stride;
  };
  //! Rows of the longer side come from the second-level cache once, those of the shorter side stay
  //! in the first.
  struct Work {
    T* rows;
    RowShape shape;
    double* sums;
    Side longer, shorter;

    void make(PanelRow const& product) const {
      if (product.first < 0) return;
      T const* const a = rows + product.first * shape.stride;
      T const* const b = rows + product.second * shape.stride;
      T* const out = rows + product.row * shape.stride;
      for (std::ptrdiff_t n = 0; n < shape.length; n += lanes)
        store(out + n, load<Real>(a + n) * load<Real>(b + n));
    }
    T const* row(Side const& side, int i) const { return rows + side.rows[i].row * shape.stride; }
    double* sum(int i, int k) const {
      return sums +
             (std::ptrdiff_t{i} * longer.stride + std::ptrdiff_t{k} * shorter.stride) * sum_lanes;
    }
  };

  //! Rows i, i + 1, ... of the longer side with all of the shorter one.
  template <int L> static void add_tiles(Work const& work, int i) {
    if (work.shorter.n == 1 && all_are_made<L>(work.longer.rows + i)) {
      for (int a = 0; a < L; ++a)
        add_made(work, i + a);
      return;
    }
    for (int a = 0; a < L; ++a)
      work.make(work.longer.rows[i + a]);
    int k = 0;
    for (; k + tile_short <= work.shorter.n; k += tile_short)
      add_tile<L, tile_short>(work, i, k);
    add_rest_of_tiles<L, tile_short - 1>(work, i, k, work.shorter.n - k);
  }

  template <int L> static bool all_are_made(PanelRow const* rows) {
    for (int a = 0; a < L; ++a)
      if (rows[a].first < 0) return false;
    return true;
  }

  //! Makes a row and takes its dot product with the only row of the shorter side: storing it takes
  //! so long that the sum comes for nothing.
  static void add_made(Work const& work, int i) {
    auto const& product = work.longer.rows[i];
    T const* const a = work.rows + product.first * work.shape.stride;
    T const* const b = work.rows + product.second * work.shape.stride;
    T const* const y = work.row(work.shorter, 0);
    T* const made = work.rows + product.row * work.shape.stride;
    Real sum[vectors];
    take_up(work.sum(i, 0), sum);
    for (std::ptrdiff_t n = 0; n < work.shape.length; n += parts)
      for (int v = 0; v < vectors; ++v) {
        std::ptrdiff_t const at = n + v * lanes;
        Real const x = load<Real>(a + at) * load<Real>(b + at);
        store(made + at, x);
        sum[v] = fma(x, load<Real>(y + at), sum[v]);
      }
    lay_down(sum, work.sum(i, 0));
  }

  //! The last `n` <= L rows of the longer side.
  template <int L> static void add_rest(Work const& work, int i, int n) {
    if constexpr (L > 0) {
      if (n == L)
        add_tiles<L>(work, i);
      else
        add_rest<L - 1>(work, i, n);
    }
  }

  //! The last `n` <= S rows of the shorter side.
  template <int L, int S> static void add_rest_of_tiles(Work const& work, int i, int k, int n) {
    if constexpr (S > 0) {
      if (n == S)
        add_tile<L, S>(work, i, k);
      else
        add_rest_of_tiles<L, S - 1>(work, i, k, n);
    }
  }

  template <int L, int S> static void add_tile(Work const& work, int i, int k) {
    T const* x_rows[L];
    T const* y_rows[S];
    Real sums[L][S][vectors];
    for (int a = 0; a < L; ++a)
      x_rows[a] = work.row(work.longer, i + a);
    for (int b = 0; b < S; ++b)
      y_rows[b] = work.row(work.shorter, k + b);
    for (int a = 0; a < L; ++a)
      for (int b = 0; b < S; ++b)
        take_up(work.sum(i + a, k + b), sums[a][b]);
    constexpr int some = at_a_time<L, S>();
    for (int first = 0; first < vectors; first += some) {
      Real sum[L][S][some];
      for (int a = 0; a < L; ++a)
        for (int b = 0; b < S; ++b)
          for (int v = 0; v < some; ++v)
            sum[a][b][v] = sums[a][b][first + v];
      for (std::ptrdiff_t n = first * lanes; n < work.shape.length; n += parts)
        for (int v = 0; v < some; ++v) {
          Real y[S];
          for (int b = 0; b < S; ++b)
            y[b] = load<Real>(y_rows[b] + n + v * lanes);
          for (int a = 0; a < L; ++a) {
            Real const x = in_register(load<Real>(x_rows[a] + n + v * lanes));
            for (int b = 0; b < S; ++b)
              sum[a][b][v] = fma(x, y[b], sum[a][b][v]);
          }
        }
      for (int a = 0; a < L; ++a)
        for (int b = 0; b < S; ++b)
          for (int v = 0; v < some; ++v)
            sums[a][b][first + v] = sum[a][b][v];
    }
    for (int a = 0; a < L; ++a)
      for (int b = 0; b < S; ++b)
        lay_down(sums[a][b], work.sum(i + a, k + b));
  }

  //! Doubles go on from the sums so far, floats begin anew; of these, l and l + 8 meet in sum l.
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
    } else if constexpr (vectors == 1) {
      add_to(sums, widened_lower_half(sum[0]) + widened_upper_half(sum[0]));
    } else {
      for (int v = 0; v < vectors / 2; ++v) {
        Real const first = sum[v];
        Real const second = sum[v + vectors / 2];
        add_to(sums + v * lanes, widened_lower_half(first) + widened_lower_half(second));
        add_to(sums + v * lanes + lanes64, widened_upper_half(first) + widened_upper_half(second));
      }
    }
  }

  static void add_to(double* sums, f64 more) { store(sums, load<f64>(sums) + more); }
};

} // namespace nnft::simd::NNFT_ISA
