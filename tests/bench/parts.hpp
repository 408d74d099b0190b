#pragma once
#include "nnft/sampling/simd/kernel.hpp"

#include <cstdint>
#include <memory>

namespace nnft::bench {

/*!
 * The parts that a sampling kernel is made of, of one instruction set and precision, each alone on
 * data in the first-level cache. A pass handles `items` items.
 */
class Parts {
 public:
  static constexpr int items = 1024;
  static constexpr int items_of_arithmetic = 96 * items; //!< of multiply_adds()

  Parts() = default;
  Parts(Parts const&) = delete;
  Parts& operator=(Parts const&) = delete;
  virtual ~Parts() = default;

  virtual void words() = 0;                         //!< random words
  virtual void normals() = 0;                       //!< standard normals, words included
  virtual void activation(simd::Neuron neuron) = 0; //!< s(z), one load and one store each
  virtual void multiply_adds() = 0;                 //!< independent, in registers: the peak
  virtual void copies() = 0;                        //!< one load and one store each: the peak
};

//! \pre the processor has the instruction set
[[nodiscard]] std::unique_ptr<Parts> make_parts(Isa isa, simd::Real real);

} // namespace nnft::bench
