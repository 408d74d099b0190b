#include "driver/merge.hpp"

#include "nnft/core/error.hpp"
#include "nnft/mpi/session.hpp"
#include "nnft/mpi/together.hpp"
#include "nnft/store/commit.hpp"
#include "nnft/store/lock.hpp"
#include "nnft/store/seal.hpp"
#include "nnft/store/write_record.hpp"

#include <fmt/format.h>

#include <optional>

#include "driver/conclusion.hpp"
#include "driver/result_record.hpp"
#include "driver/summary.hpp"
#include "verbs/verbs.hpp"

namespace nnft::app {
namespace {

namespace fs = std::filesystem;

void require_free(Command const& command) {
  auto const& output = command.output;
  std::error_code ignored;
  for (auto const& file : command.files)
    if (fs::equivalent(file, output, ignored))
      throw InvalidInput(output.string() + ": is one of the files that are merged (it would be "
                                           "lost). Choose another -o");
  if (!fs::exists(output)) return;
  if (command.fresh == Fresh::keep)
    throw InvalidInput(output.string() + ": exists (merging would replace it). Choose another -o, "
                                         "or replace it with --fresh");
  store::require_own_result(output);
}

//! Theory, correlators and analyses of what was merged, as of a run.
result::Group record_of(Merged merged, std::string const& started, Console const& console) {
  Conclusion conclusion(merged.plan, merged.isa, console);
  conclusion.compute_theory();
  std::vector<BinnedMoments> moments;
  for (auto& sums : merged.members)
    moments.push_back(binned_moments(
        std::move(sums), {merged.plan.sampling.experiments, merged.plan.sampling.bins}));
  conclusion.take(moments);
  conclusion.conclude();
  auto& root = conclusion.record();
  write_seeds(merged.seeds, root);
  write_performance({started, {mpi::host_name()}, 1, merged.isa, {}, {}, 0}, root);
  return std::move(root);
}

} // namespace

int merge_verb(mpi::Session const& session, Command const& command) {
  auto const& team = session.world();
  Console const console(team.rank(), command.verbosity);
  std::optional<store::Lock> lock;
  result::Group root;
  auto const output = store::behind_links(command.output);
  mpi::together(team, [&] {
    if (team.rank() != 0) return;
    auto const started = utc_now();
    store::require_writable(output);
    lock.emplace(output);
    require_free(command);
    root = record_of(merged(command.files), started, console);
  });
  store::write_record(team, output, root);
  if (team.rank() == 0) print_summary(root, console);
  console.result(fmt::format("written: {}", command.output.string()));
  return 0;
}

} // namespace nnft::app
