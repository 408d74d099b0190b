#pragma once
#include "nnft/core/error.hpp"

namespace nnft::store {

//! A file that the user named cannot be read: missing, foreign, damaged, or of another format.
//! Text: "<file>: <what is wrong> (<why>). <what to do>."
class FormatError : public InvalidInput {
 public:
  using InvalidInput::InvalidInput;
};

} // namespace nnft::store
