#pragma once
#include "nnft/random/stream.hpp"
#include "nnft/sampling/simd/isa.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace nnft::simd {

//! Networks that are evaluated side by side, one a lane, whatever the registers hold: hence equal
//! bits everywhere.
inline constexpr int batch_size = 16;

//! The non-linearity in numbers that the kernels know; mirrors nnft::Activation.
enum class Neuron : std::uint8_t { erf, relu, gauss, cos, tanh };

//! What a kernel evaluates: an architecture and its points as plain numbers.
struct Problem {
  Neuron neuron = Neuron::erf;
  int d_in = 1;
  int d_out = 1;
  int n_points = 1;
  std::int64_t width = 1;
  double sigma_b = 1;
  double sigma_b_out = 1;
  double output_scale = 1;           //!< sigma_w_out / sqrt(width)
  std::vector<double> scaled_points; //!< [d_in][n_points]: sigma_w / sqrt(d_in) x
  std::vector<double> offsets;       //!< [n_points]: added to every z; Gauss: -sigma_b^2 - a x^2
};

//! All parameters of one network, scaled, as they enter f.
struct Parameters {
  std::vector<double> hidden_weights; //!< [width][d_in], times sigma_w / sqrt(d_in)
  std::vector<double> hidden_biases;  //!< [width]
  std::vector<double> output_weights; //!< [width][d_out], times sigma_w_out / sqrt(width)
  std::vector<double> output_biases;  //!< [d_out]
};

/*!
 * Where the parameters of single neurons come from, sixteen neurons side by side. Their standard
 * normals are d_in hidden weights and, unless the biases are phases or absent, the bias.
 */
struct NeuronDraw {
  StreamKey key;
  NetworkId first; //!< neuron 0 of networks first, first + 1, ...
  //! [normals][16], instead of those of the generator; null for the generator's.
  double const* normals = nullptr;
  //! [16], Cos-net: phases instead of those of the generator. \pre given if normals are
  double const* phases = nullptr;
  //! [normals][16], added to the normals; null for nothing.
  double const* shifts = nullptr;
};

//! Draws and evaluates batches of sixteen networks. One object serves one thread: it owns scratch.
class NetworkKernel {
 public:
  NetworkKernel() = default;
  NetworkKernel(NetworkKernel const&) = delete;
  NetworkKernel& operator=(NetworkKernel const&) = delete;
  virtual ~NetworkKernel();

  //! out[a * n_points + i][lane] = f_a(x_i) of network first + lane, with a row length of stride.
  virtual void outputs(StreamKey key, NetworkId first, double* out, std::ptrdiff_t stride) = 0;
  virtual void outputs(StreamKey key, NetworkId first, float* out, std::ptrdiff_t stride) = 0;
  //! out[pair(i <= k)][lane] = sum over neurons of s(x_i) s(x_k), pairs in layout order.
  virtual void neuron_products(StreamKey key, NetworkId first, double* out,
                               std::ptrdiff_t stride) = 0;
  //! out[i][lane] = s(x_i) of single neurons.
  virtual void neurons(NeuronDraw const& draw, double* out, std::ptrdiff_t stride) = 0;
  //! The parameters behind outputs(). \pre `into` has the sizes that Parameters states
  virtual void parameters(StreamKey key, NetworkId network, Parameters& into) = 0;
};

//! The product of two rows.
struct Product {
  int first, second;
};

/*!
 * Sums over networks of up to 4 products, times each of up to 7 rows. The products live in
 * registers only. Sums are numbered product by product: if `with_plain` the sum of the product
 * itself, then of those with the rows.
 */
struct Tile {
  static constexpr int most_products = 4;
  static constexpr int most_rows = 7;

  //! So many products fit into the registers beside so many rows, with their sums.
  static constexpr int products_beside(int n_rows) {
    return n_rows <= 1 ? 4 : n_rows <= 3 ? 3 : n_rows <= 5 ? 2 : 1;
  }
  [[nodiscard]] int n_sums() const { return n_products * (n_rows + (with_plain ? 1 : 0)); }

  int n_products = 0; //!< 1 to products_beside(n_rows)
  int n_rows = 0;
  bool with_plain = false; //!< \pre true if there are no rows
  std::array<Product, most_products> products = {};
  std::array<int, most_rows> rows = {};
};

//! Rows of numbers, one number a network: the first `length` of each count, a multiple of sixteen.
struct RowShape {
  std::ptrdiff_t stride, length;
};

//! Zeros may be added to so many numbers behind the sums of tiles.
inline constexpr int spare_sums = 7;

//! Vector loops over rows.
template <class T> class RowMath {
 public:
  RowMath() = default;
  RowMath(RowMath const&) = delete;
  RowMath& operator=(RowMath const&) = delete;
  virtual ~RowMath();

  //! Row r times factors[r], for the first rows.
  virtual void scale(T* rows, RowShape shape, std::vector<T> const& factors) const = 0;
  //! Rows `into`, `into` + 1, ...: the products, one after the other.
  virtual void multiply(T* rows, RowShape shape, std::vector<Product> const& products,
                        int into) const = 0;
  /*!
   * sums[..] += the sums of the tiles, one tile after the other. Each is summed in the precision of
   * the rows, so their length bounds the rounding of float, fused where the instruction set fuses:
   * in sixteen interleaved parts (doubles: eight), of which then the upper half is added to the
   * lower until one is left.
   *
   * \pre `sums` has room for `spare_sums` more
   */
  virtual void add_tiles(T const* rows, RowShape shape, std::vector<Tile> const& tiles,
                         double* sums) const = 0;
};

extern template class RowMath<float>;
extern template class RowMath<double>;

enum class Real : std::uint8_t { float32, float64 };

//! \pre the problem outlives the kernel
[[nodiscard]] std::unique_ptr<NetworkKernel> make_network_kernel(Isa isa, Real real,
                                                                 Problem const& problem);
template <class T> [[nodiscard]] std::unique_ptr<RowMath<T>> make_row_math(Isa isa);

} // namespace nnft::simd
