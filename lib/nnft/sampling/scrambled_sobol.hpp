#pragma once
#include "nnft/random/stream.hpp"

#include <cstdint>
#include <vector>

namespace nnft {

/*!
 * Points of the Sobol sequence (direction numbers: Joe and Kuo 2008, from Boost), scrambled by a
 * random linear matrix and a digital shift in every dimension (Matousek 1998): each point is
 * uniform, and among any 2^k points from a multiple of 2^k on the net property holds. Averages of
 * smooth functions over n points have errors near 1/n; independent randomisations tell them.
 */
class ScrambledSobol {
 public:
  //! \pre 1 <= dimensions <= 3000
  explicit ScrambledSobol(int dimensions);

  //! Starts the randomisation with that number: a pure function of key and number.
  void randomise(StreamKey key, std::int64_t number);
  //! words[d][lane] = coordinate d of points first + lane, lane < 16, as 32-bit fractions.
  //! \pre first is a multiple of 16, first + 16 <= 2^32
  void points(std::int64_t first, std::uint32_t* words) const;

  [[nodiscard]] int dimensions() const { return dimensions_; }

 private:
  static constexpr int bits = 32;

  int dimensions_;
  std::vector<std::uint32_t> directions_; // [dimension][bit of the index]
  std::vector<std::uint32_t> scrambled_;  // the same after the matrix
  std::vector<std::uint32_t> shift_;      // [dimension]
};

} // namespace nnft
