#include "driver/run.hpp"

#include "nnft/config/plan_text.hpp"
#include "nnft/config/read_plan.hpp"
#include "nnft/core/error.hpp"
#include "nnft/mpi/broadcast_object.hpp"
#include "nnft/mpi/broadcast_plan.hpp"
#include "nnft/mpi/session.hpp"
#include "nnft/mpi/together.hpp"
#include "nnft/sampling/estimators.hpp"
#include "nnft/sampling/network_sampler.hpp"
#include "nnft/store/commit.hpp"
#include "nnft/store/lock.hpp"
#include "nnft/store/write_record.hpp"
#include "nnft/theory/kernel.hpp"

#include <boost/serialization/vector.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "driver/conclusion.hpp"
#include "driver/memory.hpp"
#include "driver/result_record.hpp"
#include "driver/run_guard.hpp"
#include "driver/sampling.hpp"
#include "driver/slurm_time.hpp"
#include "driver/starting_point.hpp"
#include "driver/stop_signals.hpp"
#include "driver/summary.hpp"
#include "driver/until.hpp"
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

//! Rank 0 has a clock; the others do not look at time.
RunClock clock_of(mpi::Communicator const& team, RunPlan const& plan, RunOptions const& options,
                  Stopwatch const& running, Console const& console) {
  if (team.rank() != 0) return {RunClock::unlimited, RunClock::unlimited};
  constexpr double slurm_margin = 10; // to end in order, and for the job script to go on
  double left = options.max_time.value_or(RunClock::unlimited) - running.seconds();
  if (auto const job = slurm_seconds_left()) {
    console.notice(fmt::format("the job has {:.0f} s left", *job));
    left = std::min(left, *job - slurm_margin);
  }
  return {plan.output.checkpoint_every, left};
}

//! One run, step by step. Every function is collective.
class Run {
 public:
  Run(mpi::Communicator const& team, RunPlan const& plan, RunOptions const& options,
      Console const& console)
      : team_(team), plan_(plan), options_(options), console_(console),
        circumstances_{
            utc_now(), host_names(team), team.size(), common_isa(team, options.isa), {}, {}, 0} {}

  Ending operator()() {
    require_runnable(team_, plan_);
    std::optional<store::Lock> lock;
    on_root(team_, [&] {
      lock.emplace(plan_.output.file);
      start_ = starting_point(plan_, physics_of(plan_, circumstances_.isa), options_.fresh);
    });
    auto decision = static_cast<int>(start_.decision);
    mpi::broadcast_object(team_, decision);
    if (static_cast<Decision>(decision) == Decision::finished) {
      console_.result(fmt::format("{} is finished: it holds this run already; nothing to do",
                                  plan_.output.file.string()));
      return Ending::complete;
    }
    announce(team_, plan_, circumstances_.isa, console_);
    announce_repeated_points(plan_, console_);
    for (auto const& warning : start_.warnings)
      console_.warning(warning);
    if (!start_.found.empty()) console_.notice(start_.found);
    auto const physics = physics_of(plan_, circumstances_.isa);
    RunGuard guard(plan_.output.file,
                   {physics, to_toml(plan_), plan_.sampling.networks, start_.replaces, {}},
                   clock_of(team_, plan_, options_, running_, console_), console_);
    if (start_.newest_is_damaged) guard.newest_is_damaged();
    if (sample_enough(guard) == Ending::stopped || conclude(guard) == Ending::stopped)
      return stop(guard);
    return Ending::complete;
  }

 private:
  //! Up to the first look that shows enough; without sampling.until there is one look.
  Ending sample_enough(RunGuard& guard) {
    SamplingSetting setting{plan_, circumstances_.isa, shared_kernels(team_, plan_),
                            options_.replay};
    SamplingTimes times;
    Ending ending = Ending::complete;
    mpi::broadcast_object(team_, start_.extent);
    for (auto const networks : looks_of(plan_)) {
      if (networks < start_.extent) continue; // sums of so few cannot be had any more
      setting.plan.sampling.networks = networks;
      guard.sample_for(networks);
      ending = sample_all(team_, setting, start_.members, guard, console_, times);
      if (ending == Ending::stopped || is_enough(setting.plan)) break;
    }
    sampled_ = setting.plan;
    circumstances_.seconds["sampling"] = team_.spread(times.sampling);
    circumstances_.seconds["busy"] = team_.spread(times.busy);
    circumstances_.seconds["reduction"] = team_.spread(times.reduction);
    circumstances_.networks = team_.spread(static_cast<double>(times.networks));
    circumstances_.neurons = team_.spread(times.neurons).mean * team_.size();
    return ending;
  }

  //! \pre the checkpoint is there
  Ending stop(RunGuard& guard) {
    guard.stopped();
    console_.notice(fmt::format("stopped ({}): {} holds what was sampled. The same command goes on "
                                "from there.",
                                guard.why_stopped(), guard.checkpoint().string()));
    return Ending::stopped;
  }

  bool is_enough(RunPlan const& sampled) {
    if (!sampled.sampling.until) return true;
    on_root(team_, [&] {
      look_ = look_at(sampled, start_.members);
      console_.notice(description(look_, *sampled.sampling.until));
    });
    bool reached = look_.reached;
    mpi::broadcast_object(team_, reached);
    return reached;
  }

  //! Rank 0 does not wait for the end of its analyses when a signal comes; before the result is
  //! written all ranks agree that none came to any of them.
  Ending conclude(RunGuard& guard) {
    struct Asked {};
    Conclusion conclusion(sampled_, circumstances_.isa, console_, [] {
      if (StopSignals::received() != 0) throw Asked{};
    });
    on_root(team_, [&] {
      try {
        fill(conclusion);
      } catch (Asked const&) { // as all ranks are about to learn
      }
    });
    if (!team_.all_agree(StopSignals::received() == 0)) {
      on_root(team_, [&] { guard.save(start_.members); });
      return Ending::stopped;
    }
    write(conclusion, guard);
    on_root(team_, [&] { guard.forget(); });
    if (team_.rank() == 0) print_summary(conclusion.record(), console_);
    console_.result(fmt::format("written: {}", plan_.output.file.string()));
    return Ending::complete;
  }

  void fill(Conclusion& conclusion) {
    Stopwatch const theory;
    conclusion.compute_theory();
    note("theory", theory);
    Stopwatch const analysis;
    SumsShape const shape{plan_.sampling.experiments, plan_.sampling.bins};
    std::vector<BinnedMoments> moments;
    for (auto const& sums : start_.members)
      moments.push_back(binned_moments(sums, shape));
    conclusion.take(moments);
    conclusion.conclude();
    note("analysis", analysis);
    conclusion.record().attributes["config"] = to_toml(plan_); // as it was asked for
    if (plan_.sampling.until) write_until(look_, *plan_.sampling.until, conclusion.record());
    write_performance(circumstances_, conclusion.record());
  }

  //! The sums outlive a result that cannot be written.
  void write(Conclusion& conclusion, RunGuard& guard) {
    try {
      store::write_record(team_, plan_.output.file, conclusion.record());
    } catch (store::WriteError const& e) {
      if (team_.rank() != 0) throw;
      std::string more;
      try {
        guard.save(start_.members);
        more = fmt::format("The sums are safe in {}: the same command goes on from there",
                           guard.checkpoint().string());
      } catch (std::runtime_error const& failure) {
        more = failure.what();
      }
      throw store::WriteError(fmt::format("{} {}", e.what(), more));
    }
  }

  void note(std::string const& phase, Stopwatch const& watch) {
    circumstances_.seconds[phase] = {watch.seconds(), watch.seconds(), watch.seconds()};
  }

  mpi::Communicator const& team_;
  RunPlan const& plan_;
  RunOptions const& options_;
  Console const& console_;
  Stopwatch running_;
  Circumstances circumstances_;
  StartingPoint start_;
  RunPlan sampled_; //!< with the networks that were drawn
  Look look_;
};

} // namespace

RunPlan load_plan(mpi::Communicator const& team, Command const& command) {
  if (command.expected_ranks && *command.expected_ranks != team.size())
    throw InvalidInput(
        team.size() == 1
            ? fmt::format("--expect-ranks = {} (MPI has 1 rank: each process may run alone). Use "
                          "the mpirun or srun of the MPI that nnft was built with",
                          *command.expected_ranks)
            : fmt::format("--expect-ranks = {} (MPI has {} ranks). Start as many as are expected",
                          *command.expected_ranks, team.size()));
  RunPlan plan;
  on_root(team, [&] {
    auto const& file = command.files.front();
    bool const samples = command.verb == Verb::run || command.verb == Verb::plan;
    plan = read_plan(
        {read_text(file), file, command.overrides, samples ? PlanUse::sampling : PlanUse::theory});
    if (!command.output.empty()) plan.output.file = command.output;
    plan.output.file = store::behind_links(plan.output.file);
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

Ending run(mpi::Communicator const& team, RunPlan const& plan, RunOptions const& options,
           Console const& console) {
  return Run(team, plan, options, console)();
}

void run_theory(mpi::Communicator const& team, RunPlan const& plan, RunOptions const& options,
                Console const& console) {
  auto const isa = common_isa(team, options.isa);
  std::optional<store::Lock> lock;
  on_root(team, [&] {
    store::require_writable(plan.output.file);
    lock.emplace(plan.output.file);
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
