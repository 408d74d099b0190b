#include "nnft/core/hash.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace nnft {
namespace {

// Reference: FNV-1a 64 of the bytes and the SplitMix64 finaliser, from an independent Python
// script.
TEST(Hash, KnownValues) {
  EXPECT_EQ(hexadecimal(hash64("")), "f52a15e9a9b5e89b");
  EXPECT_EQ(hexadecimal(hash64("a")), "02c0bdbf481420f8");
  EXPECT_EQ(hexadecimal(hash64("nnft")), "0d307b94f9a00558");
}

TEST(Hash, NeighbouringTextsDiffer) {
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 10000; ++i)
    seen.insert(hash64("width=" + std::to_string(i)));
  EXPECT_EQ(seen.size(), 10000U);
}

TEST(Hexadecimal, HasSixteenDigits) {
  EXPECT_EQ(hexadecimal(0), "0000000000000000");
  EXPECT_EQ(hexadecimal(0xfedcba9876543210U), "fedcba9876543210");
}

} // namespace
} // namespace nnft
