#include "driver/existing_result.hpp"

#include "nnft/config/plan_text.hpp"
#include "nnft/config/read_plan.hpp"
#include "nnft/core/error.hpp"
#include "nnft/result/record.hpp"
#include "nnft/store/read_record.hpp"

#include <fmt/format.h>

namespace nnft::app {
namespace {

std::string text_attribute(result::Group const& root, std::string const& name) {
  auto const entry = root.attributes.find(name);
  auto const* text =
      entry == root.attributes.end() ? nullptr : std::get_if<std::string>(&entry->second);
  if (text == nullptr) throw store::FormatError("the attribute " + name + " is missing");
  return *text;
}

std::vector<std::int64_t> integers(result::Group const& root, std::string const& path) {
  auto const* dataset = root.dataset(path);
  auto const* values =
      dataset == nullptr ? nullptr : std::get_if<std::vector<std::int64_t>>(&dataset->values);
  if (values == nullptr) throw store::FormatError("the dataset " + path + " is missing");
  return *values;
}

[[noreturn]] void refuse(std::filesystem::path const& file, std::string const& why) {
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
void require_same_physics(std::filesystem::path const& file, result::Group const& root,
                          std::string const& physics) {
  auto const differences = physics_differences(text_attribute(root, "physics"), physics);
  if (!differences.empty()) refuse(file, "its physics differs: " + joined(differences));
}

void require_same_sampling(std::filesystem::path const& file, SamplingPlan const& there,
                           SamplingPlan const& wanted) {
  if (there.seed != wanted.seed)
    refuse(file, fmt::format("its seed is {}, not {}", there.seed, wanted.seed));
  if (there.experiments != wanted.experiments)
    refuse(file,
           fmt::format("it has {} experiments, not {}", there.experiments, wanted.experiments));
  if (there.first_network != wanted.first_network)
    refuse(file, fmt::format("it starts at network {}, not {}", there.first_network,
                             wanted.first_network));
  if (there.networks > wanted.networks)
    refuse(file,
           fmt::format("it holds {} networks, more than {}", there.networks, wanted.networks));
}

EarlierSums sums_in(result::Group const& root, RunPlan const& there) {
  EarlierSums sums{there.sampling.networks, {}};
  for (std::size_t m = 0; m < there.members().size(); ++m)
    sums.members.push_back({integers(root, fmt::format("state/{:04}/limbs", m)),
                            integers(root, fmt::format("state/{:04}/networks", m))});
  return sums;
}

RunPlan plan_in(std::filesystem::path const& file, result::Group const& root, PlanUse use) {
  return read_plan(
      {text_attribute(root, "config"), file.string() + " (attribute config)", {}, use});
}

} // namespace

ExistingResult look_at_existing(RunPlan const& plan, std::string const& physics, Fresh fresh) {
  auto const& file = plan.output.file;
  if (!std::filesystem::exists(file)) return {};
  auto const root = store::read_record(file);
  if (fresh == Fresh::replace) return {};
  require_same_physics(file, root, physics);
  if (root.find("state") == nullptr) refuse(file, "it holds theory and no measured sums");
  auto const there = plan_in(file, root, PlanUse::sampling);
  require_same_sampling(file, there.sampling, plan.sampling);
  if (to_toml(there) == to_toml(plan)) return {Decision::finished, {}};
  return {Decision::go_on, sums_in(root, there)};
}

void require_replaceable_theory(RunPlan const& plan, std::string const& physics, Fresh fresh) {
  auto const& file = plan.output.file;
  if (!std::filesystem::exists(file)) return;
  auto const root = store::read_record(file);
  if (fresh == Fresh::replace) return;
  require_same_physics(file, root, physics);
  if (root.find("state") != nullptr) refuse(file, "it holds measured sums, which would be lost");
}

} // namespace nnft::app
