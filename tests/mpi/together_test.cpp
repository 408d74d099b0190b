#include "nnft/core/error.hpp"
#include "nnft/mpi/together.hpp"

#include <gtest/gtest.h>

#include <string>

#include "mpi_main.hpp"

namespace nnft::mpi {
namespace {

using test::world;

//! What all ranks throw when those from `first` on throw E; "" if nothing.
template <class Thrown, class E> std::string outcome(int first) {
  try {
    together(world(), [&] {
      if (world().rank() >= first) throw E("rank " + std::to_string(world().rank()));
    });
  } catch (Thrown const& e) {
    return e.what();
  }
  return "";
}

TEST(Together, SuccessIsSilent) {
  EXPECT_EQ((outcome<TeamError, std::runtime_error>(99)), "");
}

TEST(Together, EveryRankThrowsWhatTheLowestFailingRankThrew) {
  for (int first = 0; first < world().size(); ++first) {
    auto const text = "rank " + std::to_string(first);
    EXPECT_EQ((outcome<TeamError, std::runtime_error>(first)), text);
    EXPECT_EQ((outcome<TeamError, std::logic_error>(first)), text);
    EXPECT_EQ((outcome<InvalidInput, InvalidInput>(first)), text);
    EXPECT_EQ((outcome<NotFinite, NotFinite>(first)), text);
    EXPECT_EQ((outcome<NotConverged, NotConverged>(first)), text);
  }
}

TEST(Together, OnlyTheLastRankFailsWithAnUnknownThing) {
  EXPECT_THROW(together(world(),
                        [&] {
                          if (world().rank() + 1 == world().size()) throw 42;
                        }),
               TeamError);
  EXPECT_TRUE(world().all_agree(true)); // nobody is left behind
}

} // namespace
} // namespace nnft::mpi
