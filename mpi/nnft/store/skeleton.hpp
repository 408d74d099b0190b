#pragma once
#include "nnft/mpi/communicator.hpp"
#include "nnft/store/checksum.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace nnft::store {

//! A tree without its numbers: what every rank must know to write its share. Parents come before
//! their children; paths have no slash at either end, the root's is "".
struct Skeleton {
  struct GroupEntry {
    std::string path;
    Attributes attributes;
    std::uint64_t checksum = 0;
  };
  struct DatasetEntry {
    std::string path;
    result::Dataset sketch; //!< type, shape, description and attributes; no values
    std::uint64_t checksum = 0;
  };
  std::vector<GroupEntry> groups;
  std::vector<DatasetEntry> datasets;
};

//! Throws ContractViolation for a tree that a file cannot hold: a name that is empty, "." or has a
//! slash, a text with a NUL inside, a dataset without a dimension, with more than 32, with another
//! number of values than its shape says, or with an attribute called "description".
[[nodiscard]] Skeleton skeleton_of(result::Group const& record);

//! Collective: every rank gets the skeleton of rank 0.
void broadcast_skeleton(mpi::Communicator const& team, Skeleton& skeleton);

} // namespace nnft::store
