#pragma once
#include "nnft/core/error.hpp"

#include <string>

//! Checks a precondition where contracts are on (NNFT_CONTRACTS, set by the `dev` and `asan`
//! presets). Use it for our own mistakes only; the user's are InvalidInput.
#ifdef NNFT_CONTRACTS
#define NNFT_EXPECT(condition)                                                                     \
  do {                                                                                             \
    if (!(condition))                                                                              \
      throw ::nnft::ContractViolation(std::string(__FILE__) + ":" + std::to_string(__LINE__) +     \
                                      ": " #condition " does not hold");                           \
  } while (false)
#else
#define NNFT_EXPECT(condition) static_cast<void>(0)
#endif
