#pragma once
#include <set>

namespace nnft::mpi {

//! The TCP sockets that this process has open; none where the system does not tell (/proc).
[[nodiscard]] std::set<int> tcp_sockets();

/*!
 * From now on a socket sends small messages at once, without waiting until earlier ones are
 * acknowledged (TCP_NODELAY). PMIx, by which ranks of Open MPI speak with their launcher, leaves
 * its sockets as they are: at the end of MPI several small messages without an answer then wait 40
 * ms for a delayed acknowledgement, as long as all the rest that starts and ends a rank.
 */
void send_at_once(int socket);

} // namespace nnft::mpi
