#pragma once
#include "nnft/mpi/communicator.hpp"

#include <boost/archive/binary_iarchive.hpp>
#include <boost/archive/binary_oarchive.hpp>

#include <sstream>
#include <string>
#include <utility>

namespace nnft::mpi {

//! Collective: every rank gets the object of rank 0. T is serializable by Boost.Serialization.
//! All ranks run the same program, so that a binary archive fits.
template <class T> void broadcast_object(Communicator const& team, T& object) {
  std::string bytes;
  if (team.rank() == 0) {
    std::ostringstream out;
    boost::archive::binary_oarchive(out) << std::as_const(object);
    bytes = std::move(out).str();
  }
  team.broadcast(bytes);
  if (team.rank() == 0) return;
  std::istringstream in(std::move(bytes));
  boost::archive::binary_iarchive(in) >> object;
}

} // namespace nnft::mpi
