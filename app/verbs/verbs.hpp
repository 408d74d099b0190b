#pragma once
#include "nnft/config/run_plan.hpp"
#include "nnft/mpi/session.hpp"

#include "command_line.hpp"

namespace nnft::app {

//! Every verb is called by all ranks and returns the same exit status on all of them.
int run_verb(mpi::Session const& session, Command const& command);
int plan_verb(mpi::Session const& session, Command const& command);
int theory_verb(mpi::Session const& session, Command const& command);
int sample_verb(mpi::Session const& session, Command const& command);
int analyze_verb(mpi::Session const& session, Command const& command);
int check_verb(mpi::Session const& session, Command const& command);
int info_verb(mpi::Session const& session, Command const& command);
int merge_verb(mpi::Session const& session, Command const& command);
int presets_verb(mpi::Session const& session, Command const& command);
int report_verb(mpi::Session const& session, Command const& command);

} // namespace nnft::app
