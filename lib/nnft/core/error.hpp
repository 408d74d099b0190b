#pragma once
#include <stdexcept>
#include <string>

namespace nnft {

//! The user's input cannot be used. Text: "<key> = <value> (<why it is wrong>). <what to do>."
//! Every rank throws it alike; the program ends with status 2.
class InvalidInput : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

//! A sum or a sampled value is NaN, infinite or outside the exact accumulator.
class NotFinite : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

//! A quadrature or a factorisation did not reach what was asked of it.
class NotConverged : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

//! A contract of this library is broken: a mistake of ours, never of the user.
class ContractViolation : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

} // namespace nnft
