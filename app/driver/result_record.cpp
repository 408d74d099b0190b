#include "driver/result_record.hpp"

#include "nnft/config/plan_text.hpp"
#include "nnft/core/hash.hpp"
#include "nnft/mpi/session.hpp"
#include "nnft/random/stream.hpp"
#include "nnft/store/read_record.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <chrono>

#include "version.hpp"

namespace nnft::app {
namespace {

result::Dataset integers_of(std::vector<std::uint64_t> shape, std::vector<std::int64_t> values,
                            std::string description) {
  return {std::move(shape), std::move(values), std::move(description), {}};
}

} // namespace

std::string physics_of(RunPlan const& plan, Isa isa) {
  return physics_text(plan, {generator_name, arithmetic_of(isa)});
}

void write_provenance(RunPlan const& plan, Isa isa, result::Group& root) {
  auto const physics = physics_of(plan, isa);
  auto& attributes = root.attributes;
  attributes["filetype"] = std::string(store::result_filetype);
  attributes["format_version"] =
      std::vector<std::int64_t>{store::result_major, store::result_minor};
  attributes["program_version"] = program_version();
  attributes["git_revision"] = git_revision();
  attributes["title"] = plan.title;
  attributes["config"] = to_toml(plan);
  attributes["physics"] = physics;
  attributes["physics_hash"] = hexadecimal(hash64(physics));
  attributes["seed"] = static_cast<std::int64_t>(plan.sampling.seed);
  attributes["generator"] = std::string(generator_name);
  attributes["isa"] = std::string(arithmetic_of(isa));
}

void write_state(std::span<BinnedMoments const> moments, result::Group& root) {
  for (std::size_t m = 0; m < moments.size(); ++m) {
    auto const& member = moments[m];
    auto const experiments = static_cast<std::uint64_t>(member.experiments);
    auto const bins = static_cast<std::uint64_t>(member.bins);
    auto const n_moments = static_cast<std::uint64_t>(member.sums.n_moments());
    auto& datasets = root.at(fmt::format("state/{:04}", m)).datasets;
    auto const limbs = member.sums.limbs();
    datasets["limbs"] = integers_of(
        {experiments, bins, n_moments, limbs_per_number}, {limbs.begin(), limbs.end()},
        "exact sum of each moment in each bin: sum_i limb_i 2^(32 i - 64 + scale_exponent)");
    datasets["networks"] =
        integers_of({experiments, bins}, member.networks, "networks behind the sums of each bin");
    auto const& scales = member.sums.scale_exponents();
    datasets["scale_exponent"] = integers_of({n_moments}, {scales.begin(), scales.end()},
                                             "power of two that is the unit of each moment");
  }
}

void write_performance(Circumstances const& c, result::Group& root) {
  auto& performance = root.at("performance");
  auto& attributes = performance.attributes;
  attributes["started_utc"] = c.started_utc;
  attributes["finished_utc"] = utc_now();
  attributes["hosts"] = c.hosts;
  attributes["ranks"] = std::int64_t{c.ranks};
  attributes["isa"] = std::string(name_of(c.isa));
  attributes["mpi"] = mpi::library_version();
  attributes["compiler"] = compiler();
  auto const put = [&](std::string const& name, mpi::Spread const& of, char const* meaning) {
    performance.datasets[name] =
        result::dataset_of(std::vector<double>{of.min, of.mean, of.max},
                           fmt::format("{}: min, mean, max over ranks", meaning));
  };
  for (auto const& [phase, spread] : c.seconds)
    put("seconds_" + phase, spread, "wall-clock seconds of this phase");
  auto const sampling = c.seconds.find("sampling");
  if (sampling == c.seconds.end()) return;
  put("networks", c.networks, "networks that a rank drew");
  auto const& seconds = sampling->second;
  bool const sampled = seconds.max > 0;
  attributes["networks_per_second"] = sampled ? c.networks.mean * c.ranks / seconds.max : 0;
  attributes["neuron_evaluations_per_second"] = sampled ? c.neurons / seconds.max : 0;
  auto const& busy = c.seconds.at("busy");
  attributes["imbalance"] = busy.max > 0 ? busy.max / busy.mean - 1 : 0;
}

std::string utc_now() {
  auto const now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(now));
}

} // namespace nnft::app
