#include "driver/run.hpp"

#include "nnft/analysis/analyses.hpp"
#include "nnft/config/read_plan.hpp"
#include "nnft/core/error.hpp"
#include "nnft/mpi/broadcast_object.hpp"
#include "nnft/mpi/broadcast_plan.hpp"
#include "nnft/mpi/session.hpp"
#include "nnft/mpi/together.hpp"
#include "nnft/sampling/estimators.hpp"
#include "nnft/sampling/network_sampler.hpp"
#include "nnft/store/commit.hpp"
#include "nnft/store/write_record.hpp"
#include "nnft/theory/kernel.hpp"

#include <boost/serialization/vector.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "driver/existing_result.hpp"
#include "driver/memory.hpp"
#include "driver/result_record.hpp"
#include "driver/sampling.hpp"
#include "driver/summary.hpp"
#include "version.hpp"

namespace nnft::app {
namespace {

class Stopwatch {
 public:
  [[nodiscard]] double seconds() const {
    return std::chrono::duration<double>(Clock::now() - begin_).count();
  }

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point begin_ = Clock::now();
};

//! Runs act() on rank 0 alone; what it throws, all ranks throw.
template <class Act> void on_root(mpi::Communicator const& team, Act&& act) {
  mpi::together(team, [&] {
    if (team.rank() == 0) std::forward<Act>(act)();
  });
}

std::int64_t allowed_memory(mpi::Communicator const& team, RunPlan const& plan) {
  int const neighbours = team.ranks_on_this_node();
  return plan.output.max_memory > 0 ? plan.output.max_memory : default_memory(neighbours);
}

//! What can be found wrong before any work is done. Collective.
void require_runnable(mpi::Communicator const& team, RunPlan const& plan) {
  auto const allowed = allowed_memory(team, plan);
  on_root(team, [&] {
    store::require_writable(plan.output.file);
    require_memory(plan, allowed);
    auto const real = plan.sampling.precision == Precision::single_precision ? simd::Real::float32
                                                                             : simd::Real::float64;
    for (auto const& member : plan.members())
      require_evaluable(member, plan.inputs, real);
  });
}

void announce_repeated_points(RunPlan const& plan, Console const& console) {
  auto const first = first_equal_point(plan.inputs);
  for (std::size_t i = 0; i < first.size(); ++i)
    if (first[i] != static_cast<int>(i)) {
      console.warning(fmt::format("inputs: point {} equals point {}; equal points are repeated "
                                  "indices of one point",
                                  i, first[i]));
      return;
    }
}

void announce(mpi::Communicator const& team, RunPlan const& plan, Isa isa, Console const& console) {
  console.notice(fmt::format("nnft {} ({}), {} rank{}, {}, {}", program_version(), git_revision(),
                             team.size(), team.size() == 1 ? "" : "s", name_of(isa),
                             mpi::library_version()));
  console.notice(
      fmt::format("{} ensemble{} of {}-net, {} points, {} experiments of {:.3g} networks",
                  plan.members().size(), plan.members().size() == 1 ? "" : "s",
                  name_of(plan.ensemble.activation), plan.inputs.size(), plan.sampling.experiments,
                  static_cast<double>(plan.sampling.networks)));
}

//! K_W of all members, computed on rank 0: elementary functions of other machines may round
//! otherwise.
std::vector<Eigen::MatrixXd> shared_kernels(mpi::Communicator const& team, RunPlan const& plan) {
  std::vector<std::vector<double>> flat;
  on_root(team, [&] {
    for (auto const& of_run : plan.members()) {
      auto const member = sampled_architecture(of_run, plan.sampling.estimator);
      Eigen::MatrixXd const k = Kernel(member).weight_part(plan.inputs);
      flat.emplace_back(k.data(), k.data() + k.size());
    }
  });
  mpi::broadcast_object(team, flat);
  std::vector<Eigen::MatrixXd> kernels;
  kernels.reserve(flat.size());
  for (auto const& values : flat)
    kernels.emplace_back(
        Eigen::Map<Eigen::MatrixXd const>(values.data(), plan.inputs.size(), plan.inputs.size()));
  return kernels;
}

std::vector<std::string> host_names(mpi::Communicator const& team) {
  auto names = team.gather(mpi::host_name());
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

//! Rank 0's part after the reduction: theory, correlators, analyses.
class Conclusion {
 public:
  Conclusion(RunPlan const& plan, Isa isa, Console const& console)
      : plan_(plan), console_(console) {
    write_provenance(plan, isa, root_);
  }

  void compute_theory() {
    members_ = make_members(plan_, [&](Architecture const& a) {
      console_.notice(fmt::format("exact theory of {}-net with sigma_w = {}, sigma_b = {}",
                                  name_of(a.activation), a.sigma_w, a.sigma_b));
    });
  }

  void take(std::vector<BinnedMoments> const& moments) {
    for (std::size_t m = 0; m < members_.size(); ++m) {
      members_[m].measured = correlators_of(plan_, members_[m], moments[m]);
      members_[m].networks =
          static_cast<double>(plan_.sampling.networks) * plan_.sampling.experiments;
    }
    write_state(moments, root_);
  }

  void conclude() {
    for (auto const& warning : analyse(plan_, members_, root_))
      console_.warning(warning.subject + ": " + warning.text);
  }

  result::Group& record() { return root_; }

 private:
  RunPlan const& plan_;
  Console const& console_;
  std::vector<Member> members_;
  result::Group root_;
};

double neurons_of(RunPlan const& plan, double networks_per_member) {
  double neurons = 0;
  for (auto const& member : plan.members())
    neurons += networks_per_member * static_cast<double>(member.width);
  return neurons;
}

} // namespace

RunPlan load_plan(mpi::Communicator const& team, Command const& command) {
  if (command.expected_ranks && *command.expected_ranks != team.size())
    throw InvalidInput(fmt::format("--expect-ranks = {} (MPI has {} rank{}: each process may run "
                                   "alone). Use the mpirun or srun of the MPI that nnft was built "
                                   "with",
                                   *command.expected_ranks, team.size(),
                                   team.size() == 1 ? "" : "s"));
  RunPlan plan;
  on_root(team, [&] {
    auto const& file = command.files.front();
    bool const samples = command.verb == Verb::run || command.verb == Verb::plan;
    plan = read_plan(
        {read_text(file), file, command.overrides, samples ? PlanUse::sampling : PlanUse::theory});
    if (!command.output.empty()) plan.output.file = command.output;
    if (std::filesystem::is_symlink(plan.output.file)) // the file behind it is what is replaced
      plan.output.file = std::filesystem::weakly_canonical(plan.output.file);
    if (samples && plan.sampling.networks < 3)
      throw InvalidInput(fmt::format("sampling.networks = {} (k-statistics need three networks in "
                                     "every experiment). Use at least 3",
                                     plan.sampling.networks));
  });
  mpi::broadcast_plan(team, plan);
  return plan;
}

Isa common_isa(mpi::Communicator const& team, std::optional<Isa> forced) {
  if (forced) return *forced;
  return static_cast<Isa>(static_cast<int>(team.spread(static_cast<double>(detected_isa())).min));
}

void run(mpi::Communicator const& team, RunPlan const& plan, RunOptions const& options,
         Console const& console) {
  Circumstances circumstances{utc_now(), host_names(team), team.size(), {}, {}, 0, 0};
  circumstances.isa = common_isa(team, options.isa);
  require_runnable(team, plan);
  ExistingResult existing;
  on_root(team, [&] {
    existing = look_at_existing(plan, physics_of(plan, circumstances.isa), options.fresh);
  });
  auto decision = static_cast<int>(existing.decision);
  mpi::broadcast_object(team, decision);
  mpi::broadcast_object(team, existing.sums.networks);
  if (static_cast<Decision>(decision) == Decision::finished) {
    console.result(fmt::format("{} is finished: it holds this run already; nothing to do",
                               plan.output.file.string()));
    return;
  }
  announce(team, plan, circumstances.isa, console);
  announce_repeated_points(plan, console);
  if (static_cast<Decision>(decision) == Decision::go_on)
    console.notice(fmt::format("{} holds {:.3g} networks of each experiment; going on to {:.3g}",
                               plan.output.file.string(),
                               static_cast<double>(existing.sums.networks),
                               static_cast<double>(plan.sampling.networks)));
  SamplingTimes times;
  auto const moments = sample_all(team, {plan, circumstances.isa, shared_kernels(team, plan)},
                                  existing.sums, console, times);
  circumstances.seconds["sampling"] = team.spread(times.sampling);
  circumstances.seconds["reduction"] = team.spread(times.reduction);
  double const drawn = static_cast<double>(plan.sampling.networks - existing.sums.networks) *
                       plan.sampling.experiments;
  circumstances.networks = drawn * static_cast<double>(plan.members().size());
  circumstances.neurons = neurons_of(plan, drawn);
  Conclusion conclusion(plan, circumstances.isa, console);
  on_root(team, [&] {
    Stopwatch const theory;
    conclusion.compute_theory();
    circumstances.seconds["theory"] = {theory.seconds(), theory.seconds(), theory.seconds()};
    Stopwatch const analysis;
    conclusion.take(moments);
    conclusion.conclude();
    circumstances.seconds["analysis"] = {analysis.seconds(), analysis.seconds(),
                                         analysis.seconds()};
    write_performance(circumstances, conclusion.record());
  });
  store::write_record(team, plan.output.file, conclusion.record());
  if (team.rank() == 0) print_summary(conclusion.record(), console);
  console.result(fmt::format("written: {}", plan.output.file.string()));
}

void run_theory(mpi::Communicator const& team, RunPlan const& plan, RunOptions const& options,
                Console const& console) {
  auto const isa = common_isa(team, options.isa);
  on_root(team, [&] {
    store::require_writable(plan.output.file);
    require_replaceable_theory(plan, physics_of(plan, isa), options.fresh);
  });
  announce_repeated_points(plan, console);
  Conclusion conclusion(plan, isa, console);
  on_root(team, [&] {
    conclusion.compute_theory();
    conclusion.conclude();
  });
  store::write_record(team, plan.output.file, conclusion.record());
  if (team.rank() == 0) print_summary(conclusion.record(), console);
  console.result(fmt::format("written: {}", plan.output.file.string()));
}

} // namespace nnft::app
