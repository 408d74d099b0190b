#include "driver/merge.hpp"

#include "nnft/config/plan_text.hpp"
#include "nnft/core/error.hpp"
#include "nnft/store/read_record.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "driver/starting_point.hpp"
#include "driver/until.hpp"

namespace nnft::app {
namespace {

namespace fs = std::filesystem;

//! One result that takes part, or several that were joined already.
struct Part {
  fs::path file;
  std::string physics;
  std::string arithmetic;
  RunPlan plan;
  std::vector<SeedGroup> seeds;
  std::vector<CollectedSums> members;

  [[nodiscard]] std::int64_t first() const { return plan.sampling.first_network; }
  [[nodiscard]] std::int64_t end() const { return first() + plan.sampling.networks; }
};

[[noreturn]] void refuse(fs::path const& file, std::string const& why, std::string const& advice) {
  throw InvalidInput(fmt::format("{}: cannot be merged ({}). {}", file.string(), why, advice));
}

Part read_part(fs::path const& file) {
  auto const root = store::read_record(file);
  if (root.find("state") == nullptr)
    refuse(file, "it holds theory and no measured sums", "Leave it out");
  auto plan = sampled_plan(plan_in(file, text_attribute(root, "config"), PlanUse::sampling), root);
  plan.sampling.until.reset(); // the union was not stopped by its data
  auto seeds = seeds_in(root, plan.sampling);
  auto members = sums_in(file, root, plan);
  return {file,
          text_attribute(root, "physics"),
          text_attribute(root, "isa"),
          std::move(plan),
          std::move(seeds),
          std::move(members)};
}

//! The resolved configuration without what may differ: which networks of which streams.
std::string analysis_of(Part const& part) {
  RunPlan plan = part.plan;
  plan.sampling.networks = 1;
  plan.sampling.first_network = 0;
  plan.sampling.experiments = 2;
  plan.sampling.seed = 0;
  return to_toml(plan);
}

std::string first_different_line(std::string const& a, std::string const& b) {
  auto const place = std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first;
  auto const at = static_cast<std::size_t>(place - a.begin());
  auto const begin = a.rfind('\n', at) + 1;
  return a.substr(begin, std::min<std::size_t>(a.find('\n', begin) - begin, 80));
}

std::string replace_all(std::string text, std::string const& from, std::string const& to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

void require_alike(Part const& part, Part const& first) {
  auto const differences = physics_differences(part.physics, first.physics);
  if (!differences.empty()) {
    auto const text = replace_all(replace_all(differences.front(), " in the file", " here"),
                                  " in the configuration", " in " + first.file.string());
    refuse(part.file, "its physics differs: " + text, "Merge runs of the same ensembles");
  }
  if (auto const mine = analysis_of(part), theirs = analysis_of(first); mine != theirs)
    refuse(part.file,
           fmt::format("its title or analysis differs from that of {}: {}", first.file.string(),
                       first_different_line(mine, theirs)),
           "Make them alike with nnft analyze");
  for (std::size_t m = 0; m < part.members.size(); ++m)
    if (part.members[m].scale_exponents != first.members[m].scale_exponents)
      refuse(part.file, "its sums have other units", "Merge runs of the same kind of machine");
}

//! Adds a neighbour: the same experiments, the networks that follow.
void append_range(Part& to, Part const& next) {
  if (next.first() < to.end())
    refuse(next.file,
           fmt::format("its networks {} to {} overlap with {} to {} of {}", next.first(),
                       next.end(), to.first(), to.end(), to.file.string()),
           "Merge every network once");
  if (next.first() > to.end())
    refuse(next.file,
           fmt::format("it begins with network {}, {} ends before {}", next.first(),
                       to.file.string(), to.end()),
           "Add a run of the networks between them");
  for (std::size_t m = 0; m < to.members.size(); ++m) {
    add_sums(to.members[m], next.members[m]);
    to.members[m].coverage = to.members[m].coverage.joined(next.members[m].coverage);
  }
  to.plan.sampling.networks += next.plan.sampling.networks;
}

//! Adds experiments of other seeds behind those that are there.
void append_experiments(Part& to, Part const& next) {
  for (auto const& group : next.seeds)
    for (auto const& there : to.seeds)
      if (group.seed == there.seed)
        refuse(next.file, fmt::format("seed {} is in {}, too", group.seed, to.file.string()),
               "Merge runs of one seed with neighbouring networks, or of different seeds");
  if (next.first() != to.first() || next.end() != to.end())
    refuse(next.file,
           fmt::format("runs of different seeds need the same networks; it has {} to {}, {} has {} "
                       "to {}",
                       next.first(), next.end(), to.file.string(), to.first(), to.end()),
           "Extend the shorter one");
  auto const shift = std::int64_t{to.plan.sampling.experiments};
  for (std::size_t m = 0; m < to.members.size(); ++m) {
    auto& mine = to.members[m];
    auto const& theirs = next.members[m];
    mine.limbs.insert(mine.limbs.end(), theirs.limbs.begin(), theirs.limbs.end());
    mine.networks.insert(mine.networks.end(), theirs.networks.begin(), theirs.networks.end());
    auto spans = theirs.coverage.spans();
    for (auto& span : spans)
      span.experiment += shift;
    mine.coverage = mine.coverage.joined(Coverage(std::move(spans)));
  }
  to.plan.sampling.experiments += next.plan.sampling.experiments;
  to.seeds.insert(to.seeds.end(), next.seeds.begin(), next.seeds.end());
}

bool same_seeds(Part const& a, Part const& b) {
  return a.seeds == b.seeds;
}

bool goes_before(Part const& a, Part const& b) {
  auto const key = [](SeedGroup const& g) { return std::pair(g.seed, g.experiments); };
  if (!same_seeds(a, b))
    return std::lexicographical_compare(
        a.seeds.begin(), a.seeds.end(), b.seeds.begin(), b.seeds.end(),
        [&](SeedGroup const& x, SeedGroup const& y) { return key(x) < key(y); });
  return a.first() < b.first();
}

Isa isa_with(fs::path const& file, std::string const& arithmetic) {
  for (auto const isa : {Isa::avx2, Isa::portable, Isa::avx512})
    if (arithmetic_of(isa) == arithmetic) return isa;
  refuse(file, "its arithmetic, " + arithmetic + ", is unknown", "Use the release that wrote it");
}

} // namespace

Merged merged(std::vector<fs::path> const& files) {
  std::vector<Part> parts;
  for (auto const& file : files) {
    parts.push_back(read_part(file));
    require_alike(parts.back(), parts.front());
  }
  std::stable_sort(parts.begin(), parts.end(), goes_before);
  std::vector<Part> groups;
  for (auto& part : parts)
    if (!groups.empty() && same_seeds(groups.back(), part))
      append_range(groups.back(), part);
    else
      groups.push_back(std::move(part));
  Part total = std::move(groups.front());
  for (std::size_t g = 1; g < groups.size(); ++g)
    append_experiments(total, groups[g]);
  total.plan.sampling.seed = static_cast<std::uint64_t>(total.seeds.front().seed);
  return {std::move(total.plan), isa_with(total.file, total.arithmetic), std::move(total.seeds),
          std::move(total.members)};
}

std::vector<SeedGroup> seeds_in(result::Group const& root, SamplingPlan const& plan) {
  auto const list = [&root](char const* name) {
    auto const entry = root.attributes.find(name);
    auto const* values = entry == root.attributes.end()
                             ? nullptr
                             : std::get_if<std::vector<std::int64_t>>(&entry->second);
    return values == nullptr ? std::vector<std::int64_t>{} : *values;
  };
  auto const seeds = list("seeds");
  auto const experiments = list("seed_experiments");
  if (seeds.empty() || seeds.size() != experiments.size())
    return {{static_cast<std::int64_t>(plan.seed), plan.experiments}};
  std::vector<SeedGroup> groups;
  for (std::size_t i = 0; i < seeds.size(); ++i)
    groups.push_back({seeds[i], experiments[i]});
  return groups;
}

void write_seeds(std::vector<SeedGroup> const& seeds, result::Group& root) {
  if (seeds.size() < 2) return;
  std::vector<std::int64_t> numbers;
  std::vector<std::int64_t> experiments;
  for (auto const& group : seeds) {
    numbers.push_back(group.seed);
    experiments.push_back(group.experiments);
  }
  root.attributes["seeds"] = numbers;
  root.attributes["seed_experiments"] = experiments;
}

} // namespace nnft::app
