#pragma once
#include "nnft/mpi/communicator.hpp"

#include <exception>
#include <functional>
#include <stdexcept>
#include <string>
#include <utility>

namespace nnft::mpi {

//! A step failed on one rank or more; all ranks throw it, with the text of the lowest that failed.
class TeamError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

//! What a rank does whose step failed while the others may wait for it inside of a foreign library,
//! never to come and agree.
struct Patience {
  double seconds = 10;
  //! Must end all ranks. The default says why on standard error and aborts them with status 1.
  std::function<void(Communicator const& team, std::string const& why)> give_up = abort_team;

  static void abort_team(Communicator const& team, std::string const& why);
};

//! Collective. Returns if no rank gives an exception; else all ranks throw alike: InvalidInput,
//! NotFinite and NotConverged (core/error.hpp) stay what they are, all others become TeamError. The
//! text is that of the lowest failing rank.
//! \param patience nullptr: wait for the others however long they work
void agree(Communicator const& team, std::exception_ptr const& mine,
           Patience const* patience = nullptr);

//! Collective: runs act() on every rank, then agrees. Nobody waits for a rank that failed, as long
//! as act() communicates in no other way than one that fails on all ranks or on none; where it
//! does, there is patience.
template <class Act>
void together(Communicator const& team, Act&& act, Patience const* patience = nullptr) {
  std::exception_ptr mine;
  try {
    std::forward<Act>(act)();
  } catch (...) {
    mine = std::current_exception();
  }
  agree(team, mine, patience);
}

} // namespace nnft::mpi
