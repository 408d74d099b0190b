#include "driver/starting_point.hpp"

#include "nnft/config/plan_text.hpp"
#include "nnft/config/read_plan.hpp"
#include "nnft/core/error.hpp"
#include "nnft/sampling/block_plan.hpp"
#include "nnft/store/read_record.hpp"
#include "nnft/store/seal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "driver/until.hpp"

namespace nnft::app {
namespace {

namespace fs = std::filesystem;

std::vector<std::int64_t> integers(fs::path const& file, result::Group const& root,
                                   std::string const& path) {
  auto const* dataset = root.dataset(path);
  auto const* values =
      dataset == nullptr ? nullptr : std::get_if<std::vector<std::int64_t>>(&dataset->values);
  if (values == nullptr)
    throw store::FormatError(fmt::format("{}: is damaged (the dataset {} is missing). Use a copy, "
                                         "or run again",
                                         file.string(), path));
  return *values;
}

[[noreturn]] void refuse(fs::path const& file, std::string const& why) {
  throw InvalidInput(fmt::format("{}: exists ({}). Choose another -o, or replace it with --fresh",
                                 file.string(), why));
}

std::string joined(std::vector<std::string> const& lines) {
  std::string text;
  for (auto const& line : lines)
    text += (text.empty() ? "" : "; ") + line;
  return text;
}

//! Refuses a file whose sums belong to another ensemble than the plan's.
void require_same_physics(fs::path const& file, std::string const& there,
                          std::string const& physics) {
  auto const differences = physics_differences(there, physics);
  if (!differences.empty()) refuse(file, "its physics differs: " + joined(differences));
}

void require_same_sampling(fs::path const& file, SamplingPlan const& there,
                           SamplingPlan const& wanted) {
  if (there.seed != wanted.seed)
    refuse(file, fmt::format("its seed is {}, not {}", there.seed, wanted.seed));
  if (there.experiments != wanted.experiments)
    refuse(file,
           fmt::format("it has {} experiments, not {}", there.experiments, wanted.experiments));
  if (there.first_network != wanted.first_network)
    refuse(file, fmt::format("it starts at network {}, not {}", there.first_network,
                             wanted.first_network));
}

//! The end of what is covered in any experiment, from the first network on.
std::int64_t extent(std::vector<CollectedSums> const& members, std::int64_t first_network) {
  std::int64_t end = first_network;
  for (auto const& member : members)
    for (auto const& span : member.coverage.spans())
      end = std::max(end, span.end);
  return end - first_network;
}

void require_not_too_long(fs::path const& file, std::vector<CollectedSums> const& members,
                          SamplingPlan const& wanted) {
  auto const there = extent(members, wanted.first_network);
  auto const most = wanted.until ? wanted.until->max_networks : wanted.networks;
  if (there > most) refuse(file, fmt::format("it holds {} networks, more than {}", there, most));
}

std::int64_t networks_of(std::vector<CollectedSums> const& members) {
  std::int64_t networks = 0;
  for (auto const& member : members)
    networks += member.coverage.networks();
  return networks;
}

bool contains(std::vector<CollectedSums> const& larger, std::vector<CollectedSums> const& smaller) {
  return std::equal(larger.begin(), larger.end(), smaller.begin(), smaller.end(),
                    [](CollectedSums const& a, CollectedSums const& b) {
                      return a.coverage.contains(b.coverage);
                    });
}

//! The checkpoint beside a result, if there is one; it fits the plan or is refused.
std::optional<StartingPoint> from_checkpoint(RunPlan const& plan, std::string const& physics) {
  auto found = store::find_checkpoint(store::checkpoint_of(plan.output.file));
  if (!found.checkpoint) return std::nullopt;
  auto& checkpoint = *found.checkpoint;
  require_same_physics(found.file, checkpoint.physics, physics);
  auto const there = plan_in(found.file, checkpoint.config, PlanUse::sampling);
  require_same_sampling(found.file, there.sampling, plan.sampling);
  require_consistent(found.file, checkpoint, there);
  require_not_too_long(found.file, checkpoint.members, plan.sampling);
  auto const there_already = extent(checkpoint.members, plan.sampling.first_network);
  StartingPoint point;
  point.decision = Decision::go_on;
  point.members = std::move(checkpoint.members);
  point.extent = there_already;
  point.replaces = checkpoint.replaces;
  point.newest_is_damaged = found.file != store::checkpoint_of(plan.output.file);
  point.found =
      fmt::format("{} holds {:.3g} of {:.3g} networks; going on", found.file.string(),
                  static_cast<double>(networks_of(point.members)),
                  static_cast<double>(plan.sampling.networks) * plan.sampling.experiments *
                      static_cast<double>(point.members.size()));
  if (!found.warning.empty()) point.warnings.push_back(found.warning);
  return point;
}

StartingPoint from_result(RunPlan const& plan, std::string const& physics) {
  auto const& file = plan.output.file;
  auto const root = store::read_record(file);
  require_same_physics(file, text_attribute(root, "physics"), physics);
  if (root.find("state") == nullptr) refuse(file, "it holds theory and no measured sums");
  auto const there = plan_in(file, text_attribute(root, "config"), PlanUse::sampling);
  if (root.attributes.contains("seeds"))
    refuse(file, "it joins runs of several seeds, which no single run continues");
  require_same_sampling(file, there.sampling, plan.sampling);
  auto const sampled = sampled_plan(there, root);
  auto const networks = sampled.sampling.networks;
  StartingPoint point;
  point.decision = Decision::go_on;
  point.members = sums_in(file, root, sampled);
  point.extent = networks;
  require_not_too_long(file, point.members, plan.sampling);
  if (to_toml(there) == to_toml(plan)) point.decision = Decision::finished;
  point.found = fmt::format("{} holds {:.3g} networks of each experiment; going on", file.string(),
                            static_cast<double>(networks));
  return point;
}

//! A checkpoint that a finished result has made superfluous: its run ended between the two steps.
void remove_leftover(RunPlan const& plan, StartingPoint const& result) {
  auto const file = store::checkpoint_of(plan.output.file);
  try {
    auto const found = store::find_checkpoint(file);
    if (found.checkpoint && contains(result.members, found.checkpoint->members))
      store::remove_checkpoint(file);
  } catch (InvalidInput const&) { // it cannot be judged, and nobody needs it now
  }
}

StartingPoint anew(RunPlan const& plan) {
  auto const& file = plan.output.file;
  bool const exists = fs::exists(file);
  if (exists) store::require_own_result(file);
  store::require_own_checkpoint(store::checkpoint_of(file));
  store::remove_checkpoint(store::checkpoint_of(file));
  StartingPoint point;
  if (exists) point.replaces = store::Replaces::older_result;
  return point;
}

StartingPoint chosen(RunPlan const& plan, std::string const& physics, Fresh fresh) {
  if (fresh == Fresh::replace) return anew(plan);
  if (!fs::exists(plan.output.file))
    return from_checkpoint(plan, physics).value_or(StartingPoint{});
  auto const file = store::checkpoint_of(plan.output.file);
  bool const has_checkpoint = fs::exists(file) || fs::exists(store::previous_of(file));
  try {
    auto result = from_result(plan, physics);
    if (!has_checkpoint) return result;
    if (result.decision == Decision::finished) {
      remove_leftover(plan, result);
      return result;
    }
    auto checkpoint = from_checkpoint(plan, physics);
    bool const newer = checkpoint && !contains(result.members, checkpoint->members);
    return newer ? std::move(*checkpoint) : std::move(result);
  } catch (InvalidInput const&) {
    if (!has_checkpoint) throw;
    // a run with --fresh was interrupted: what it was allowed to replace may still be there
    std::optional<StartingPoint> checkpoint;
    try {
      checkpoint = from_checkpoint(plan, physics);
    } catch (InvalidInput const&) {
    }
    if (!checkpoint || checkpoint->replaces != store::Replaces::older_result) throw;
    return std::move(*checkpoint);
  }
}

} // namespace

std::string text_attribute(result::Group const& root, std::string const& name) {
  auto const entry = root.attributes.find(name);
  auto const* text =
      entry == root.attributes.end() ? nullptr : std::get_if<std::string>(&entry->second);
  if (text == nullptr) throw store::FormatError("the attribute " + name + " is missing");
  return *text;
}

RunPlan plan_in(fs::path const& file, std::string const& config, PlanUse use) {
  return read_plan({config, file.string() + " (config)", {}, use});
}

std::vector<CollectedSums> sums_in(fs::path const& file, result::Group const& root,
                                   RunPlan const& there) {
  auto const& s = there.sampling;
  std::vector<CollectedSums> members;
  for (std::size_t m = 0; m < there.members().size(); ++m) {
    auto const path = fmt::format("state/{:04}/", m);
    auto const scales = integers(file, root, path + "scale_exponent");
    members.push_back(
        {{scales.begin(), scales.end()},
         integers(file, root, path + "limbs"),
         integers(file, root, path + "networks"),
         Coverage::of_all(s.experiments, s.first_network, s.first_network + s.networks)});
    try {
      nnft::require_consistent(members.back(), {s.experiments, s.bins});
    } catch (InvalidInput const& e) {
      throw store::FormatError(file.string() + ": " + e.what());
    }
  }
  return members;
}

void require_consistent(fs::path const& file, store::Checkpoint const& checkpoint,
                        RunPlan const& there) {
  auto const& s = there.sampling;
  auto const members = there.members();
  auto const decline = [&](std::string const& why) {
    throw store::FormatError(file.string() + ": " + why);
  };
  if (checkpoint.members.size() != members.size())
    decline(fmt::format("is damaged (it has the sums of {} ensembles instead of {}). Use a copy",
                        checkpoint.members.size(), members.size()));
  for (std::size_t m = 0; m < members.size(); ++m) {
    try {
      nnft::require_consistent(checkpoint.members[m], {s.experiments, s.bins});
    } catch (InvalidInput const& e) {
      decline(e.what());
    }
    for (auto const& span : checkpoint.members[m].coverage.spans())
      if (span.first < s.first_network ||
          span.first % networks_per_block(s.estimator, members[m].width) != 0)
        decline("is damaged (its networks do not begin with a block). Use a copy");
  }
}

StartingPoint starting_point(RunPlan const& plan, std::string const& physics, Fresh fresh) {
  auto point = chosen(plan, physics, fresh);
  if (point.members.empty()) point.members.resize(plan.members().size());
  return point;
}

void require_replaceable_theory(RunPlan const& plan, std::string const& physics, Fresh fresh) {
  auto const& file = plan.output.file;
  if (!fs::exists(file)) return;
  if (fresh == Fresh::replace) return store::require_own_result(file);
  auto const root = store::read_record(file);
  require_same_physics(file, text_attribute(root, "physics"), physics);
  if (root.find("state") != nullptr) refuse(file, "it holds measured sums, which would be lost");
}

} // namespace nnft::app
