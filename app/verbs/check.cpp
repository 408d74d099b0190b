#include "nnft/config/plan_text.hpp"
#include "nnft/core/error.hpp"
#include "nnft/core/hash.hpp"
#include "nnft/mpi/together.hpp"
#include "nnft/store/checkpoint.hpp"
#include "nnft/store/read_record.hpp"

#include <fmt/format.h>

#include <fstream>

#include "driver/starting_point.hpp"
#include "driver/until.hpp"
#include "verbs/verbs.hpp"

namespace nnft::app {
namespace {

namespace fs = std::filesystem;

bool begins_like_a_checkpoint(fs::path const& file) {
  std::ifstream in(file, std::ios::binary);
  std::string begin(store::checkpoint_filetype.size(), '\0');
  in.read(begin.data(), static_cast<std::streamsize>(begin.size()));
  return begin == store::checkpoint_filetype;
}

void check_checkpoint(fs::path const& file, Console const& console) {
  auto const checkpoint = store::read_checkpoint(file);
  auto const plan = plan_in(file, checkpoint.config, PlanUse::sampling);
  require_consistent(file, checkpoint, plan);
  std::int64_t networks = 0;
  for (auto const& member : checkpoint.members)
    networks += member.coverage.networks();
  console.result(fmt::format("{}: whole: a checkpoint of {} ensembles, {:.3g} of {:.3g} networks",
                             file.string(), checkpoint.members.size(),
                             static_cast<double>(networks),
                             static_cast<double>(checkpoint.networks) * plan.sampling.experiments *
                                 static_cast<double>(checkpoint.members.size())));
}

void check_result(fs::path const& file, Console const& console) {
  auto const root = store::read_record(file);
  bool const sampled = root.find("state") != nullptr;
  auto const plan = sampled_plan(
      plan_in(file, text_attribute(root, "config"), sampled ? PlanUse::sampling : PlanUse::theory),
      root);
  if (hexadecimal(hash64(text_attribute(root, "physics"))) != text_attribute(root, "physics_hash"))
    throw store::FormatError(file.string() + ": is damaged (its physics and their hash differ). "
                                             "Use a copy, or run again");
  if (sampled) static_cast<void>(sums_in(file, root, plan));
  console.result(fmt::format(
      "{}: whole: a result of {} ensembles, {}", file.string(), plan.members().size(),
      sampled ? fmt::format("{:.3g} networks in each of {} experiments",
                            static_cast<double>(plan.sampling.networks), plan.sampling.experiments)
              : "theory alone"));
}

} // namespace

int check_verb(mpi::Session const& session, Command const& command) {
  auto const& team = session.world();
  Console const console(team.rank(), command.verbosity);
  mpi::together(team, [&] {
    if (team.rank() != 0) return;
    auto const& file = command.files.front();
    if (begins_like_a_checkpoint(file))
      check_checkpoint(file, console);
    else
      check_result(file, console);
  });
  return 0;
}

} // namespace nnft::app
