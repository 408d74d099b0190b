#pragma once
#include "nnft/mpi/communicator.hpp"

#include "command_line.hpp"
#include "console.hpp"

namespace nnft::app {

/*!
 * Fits and scans again: from the exact sums of a stored result (or from theory alone, where the
 * file has none), with other keys of [eft] and [cutoff_scan] and another title, into a new file.
 * Nothing is sampled, and the new file has the bits that a run with those keys would have, but for
 * /performance, which tells how the sums were made. Collective.
 *
 * Throws InvalidInput for keys that change the sums, for an output that exists (unless `fresh`, and
 * then never in place of a file that is no result), and for files that cannot be used.
 */
void analyze(mpi::Communicator const& team, Command const& command, Console const& console);

} // namespace nnft::app
