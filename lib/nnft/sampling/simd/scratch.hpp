// Memory of one kernel.
#pragma once
#include "nnft/sampling/simd/kernel.hpp"

#include <new>

namespace nnft::simd::NNFT_ISA {

//! Zeroed array on a cache line.
template <class T> class Scratch {
 public:
  explicit Scratch(std::size_t n) : data_(new (std::align_val_t{64}) T[n]()) {}
  ~Scratch() { ::operator delete[](data_, std::align_val_t{64}); }
  Scratch(Scratch const&) = delete;
  Scratch& operator=(Scratch const&) = delete;
  T* data() const { return data_; }

 private:
  T* data_;
};

//! Rows of sixteen numbers, one a network of the batch.
template <class T> class BatchRows : public Scratch<T> {
 public:
  explicit BatchRows(int n) : Scratch<T>(static_cast<std::size_t>(n) * batch_size) {}
  T* row(int r) const { return this->data() + static_cast<std::ptrdiff_t>(r) * batch_size; }
};

} // namespace nnft::simd::NNFT_ISA
