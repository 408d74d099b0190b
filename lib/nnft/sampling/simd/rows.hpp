// Vector loops over rows of numbers, one number a network, for one instruction set.
#pragma once
#include "nnft/sampling/simd/kernel.hpp"
#include "nnft/sampling/simd/totals.hpp"

namespace nnft::simd::NNFT_ISA {

template <class T> class Rows final : public RowMath<T> {
 public:
  void scale(T* rows, RowShape shape, std::vector<T> const& factors) const override {
    for (std::size_t r = 0; r < factors.size(); ++r, rows += shape.stride)
      for (std::ptrdiff_t n = 0; n < shape.length; n += lanes)
        store(rows + n, load<Real>(rows + n) * factors.data()[r]);
  }

  void multiply(T* rows, RowShape shape, std::vector<Product> const& products,
                int into) const override {
    T* out = rows + into * shape.stride;
    for (std::size_t p = 0; p < products.size(); ++p, out += shape.stride) {
      T const* const a = rows + products.data()[p].first * shape.stride;
      T const* const b = rows + products.data()[p].second * shape.stride;
      for (std::ptrdiff_t n = 0; n < shape.length; n += lanes)
        store(out + n, load<Real>(a + n) * load<Real>(b + n));
    }
  }

  void add_tiles(T const* rows, RowShape shape, std::vector<Tile> const& tiles,
                 double* sums) const override {
    for (std::size_t t = 0; t < tiles.size(); ++t) {
      Tile const& tile = tiles.data()[t];
      choose_rows<0>(Work{rows, shape, tile, sums});
      sums += tile.n_sums();
    }
  }

 private:
  using Real = vec<T>;
  static constexpr int lanes = Vector<T>::lanes;

  struct Work {
    T const* rows;
    RowShape shape;
    Tile const& tile;
    double* sums;

    T const* row(int r) const { return rows + r * shape.stride; }
  };

  // The numbers of a tile become constants.

  template <int R> static void choose_rows(Work const& work) {
    if (work.tile.n_rows == R) return choose_products<R, 1>(work);
    if constexpr (R < Tile::most_rows) choose_rows<R + 1>(work);
  }
  template <int R, int P> static void choose_products(Work const& work) {
    if (work.tile.n_products == P)
      return work.tile.with_plain ? add_tile<R, P, 1>(work) : add_tile<R, P, 0>(work);
    if constexpr (P < Tile::products_beside(R)) choose_products<R, P + 1>(work);
  }

  //! Tiles with few sums take several registers of each at a time, so that there are chains enough.
  static constexpr int at_a_time(int n_sums) {
    int n = registers_of_parts<T>;
    while (n > 1 && n * n_sums > 12)
      n /= 2;
    return n;
  }

  template <int R, int P, int plain> static void add_tile(Work const& work) {
    if constexpr (R + plain > 0) {
      constexpr int some = at_a_time(P * (R + plain));
      Parts<T> sums[P * (R + plain)];
      for (int first = 0; first < registers_of_parts<T>; first += some)
        sum_registers<R, P, plain, some>(work, first, sums);
      add_totals<T, P*(R + plain)>(sums, work.sums);
    }
  }

  //! Registers first, first + 1, ... of the parts.
  template <int R, int P, int plain, int some> [[gnu::always_inline]] static void
  sum_registers(Work const& work, int first, Parts<T>* parts_of) {
    using Reals = Several<Real, some>;
    T const* a[P];
    T const* b[P];
    T const* rows[R + 1];
    for (int p = 0; p < P; ++p) {
      a[p] = work.row(work.tile.products.data()[p].first) + first * lanes;
      b[p] = work.row(work.tile.products.data()[p].second) + first * lanes;
    }
    for (int r = 0; r < R; ++r)
      rows[r] = work.row(work.tile.rows.data()[r]) + first * lanes;
    Reals sum[P][R + 1] = {};
    for (std::ptrdiff_t n = 0; n < work.shape.length; n += parts<T>) {
      Reals product[P];
      for (int p = 0; p < P; ++p) {
        product[p] = load_several<some, Real>(a[p] + n) * load_several<some, Real>(b[p] + n);
        if constexpr (plain > 0) sum[p][R] = sum[p][R] + product[p];
      }
      for (int r = 0; r < R; ++r) {
        Reals const x = in_register(load_several<some, Real>(rows[r] + n));
        for (int p = 0; p < P; ++p)
          sum[p][r] = fma(x, product[p], sum[p][r]);
      }
    }
    for (int p = 0; p < P; ++p)
      for (int k = 0; k < some; ++k) {
        Parts<T>* const of = parts_of + p * (R + plain);
        if constexpr (plain > 0) of[0].of[first + k] = sum[p][R].of[k];
        for (int r = 0; r < R; ++r)
          of[plain + r].of[first + k] = sum[p][r].of[k];
      }
  }
};

} // namespace nnft::simd::NNFT_ISA
