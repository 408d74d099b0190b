#include "driver/analyze.hpp"

#include "nnft/config/plan_text.hpp"
#include "nnft/config/read_plan.hpp"
#include "nnft/core/error.hpp"
#include "nnft/mpi/together.hpp"
#include "nnft/store/commit.hpp"
#include "nnft/store/lock.hpp"
#include "nnft/store/read_record.hpp"
#include "nnft/store/seal.hpp"
#include "nnft/store/write_record.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <chrono>
#include <optional>

#include "driver/conclusion.hpp"
#include "driver/merge.hpp"
#include "driver/result_record.hpp"
#include "driver/starting_point.hpp"
#include "driver/summary.hpp"
#include "driver/until.hpp"

namespace nnft::app {
namespace {

namespace fs = std::filesystem;

bool has_sums(result::Group const& root) {
  return root.find("state") != nullptr;
}

Isa isa_of(fs::path const& file, result::Group const& root) {
  auto const arithmetic = text_attribute(root, "isa");
  for (auto const isa : {Isa::portable, Isa::avx2})
    if (arithmetic_of(isa) == arithmetic) return isa;
  throw InvalidInput(fmt::format("{}: isa = {} (this program does not know it). Use the release "
                                 "that wrote it",
                                 file.string(), arithmetic));
}

//! The plan of the file with other analyses; refuses what its sums cannot give.
RunPlan plan_for(result::Group const& root, fs::path const& file,
                 std::vector<std::string> const& overrides) {
  auto const use = has_sums(root) ? PlanUse::sampling : PlanUse::theory;
  auto const config = text_attribute(root, "config");
  auto const stored = plan_in(file, config, use).sampling;
  auto plan = read_plan({config, file.string() + " (attribute config)", overrides, use});
  auto differences =
      physics_differences(text_attribute(root, "physics"), physics_of(plan, isa_of(file, root)));
  auto const& asked = plan.sampling;
  if (stored.networks != asked.networks || stored.experiments != asked.experiments ||
      stored.seed != asked.seed || stored.first_network != asked.first_network)
    differences.emplace_back("[sampling] is not that of the file");
  if (!differences.empty())
    throw InvalidInput(fmt::format("--set: {} (the sums in {} cannot give that). analyze changes "
                                   "title, [eft] and [cutoff_scan]; nnft run samples anew",
                                   fmt::join(differences, "; "), file.string()));
  return plan;
}

void require_new(fs::path const& output, Fresh fresh) {
  if (!fs::exists(output)) return;
  if (fresh == Fresh::keep)
    throw InvalidInput(
        fmt::format("{}: exists (analyze makes a new file). Choose another -o, or replace it with "
                    "--fresh",
                    output.string()));
  store::require_own_result(output);
}

result::Group analysed(fs::path const& file, Command const& command, Console const& console) {
  auto const begin = std::chrono::steady_clock::now();
  auto const stored = store::read_record(file);
  auto const plan = plan_for(stored, file, command.overrides);
  auto const sampled = sampled_plan(plan, stored);
  Conclusion conclusion(sampled, isa_of(file, stored), console);
  conclusion.compute_theory();
  if (has_sums(stored)) {
    std::vector<BinnedMoments> moments;
    for (auto& sums : sums_in(file, stored, sampled))
      moments.push_back(
          binned_moments(std::move(sums), {plan.sampling.experiments, plan.sampling.bins}));
    conclusion.take(moments);
  }
  conclusion.conclude();
  auto& root = conclusion.record();
  root.attributes["config"] = to_toml(plan); // as it was asked for
  if (auto const* until = stored.find("until")) root.at("until") = *until;
  if (has_sums(stored)) write_seeds(seeds_in(stored, plan.sampling), root);
  if (auto const* performance = stored.find("performance")) root.at("performance") = *performance;
  double const seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  root.at("performance").attributes["analyzed_utc"] = utc_now();
  root.at("performance").attributes["analyze_seconds"] = seconds;
  return std::move(root);
}

} // namespace

void analyze(mpi::Communicator const& team, Command const& command, Console const& console) {
  std::optional<store::Lock> lock;
  result::Group root;
  auto const output = store::behind_links(command.output);
  mpi::together(team, [&] {
    if (team.rank() != 0) return;
    store::require_writable(output);
    lock.emplace(output);
    require_new(output, command.fresh);
    root = analysed(command.files.front(), command, console);
  });
  store::write_record(team, output, root);
  if (team.rank() == 0) print_summary(root, console);
  console.result(fmt::format("written: {}", command.output.string()));
}

} // namespace nnft::app
