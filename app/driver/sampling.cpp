#include "driver/sampling.hpp"

#include "nnft/core/error.hpp"
#include "nnft/mpi/agreement.hpp"
#include "nnft/mpi/broadcast_object.hpp"
#include "nnft/mpi/serialize_sums.hpp"
#include "nnft/mpi/together.hpp"
#include "nnft/sampling/block_deal.hpp"
#include "nnft/sampling/block_plan.hpp"
#include "nnft/sampling/block_summer.hpp"
#include "nnft/sampling/estimators.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "driver/progress.hpp"

namespace nnft::app {
namespace {

using Clock = std::chrono::steady_clock;

double since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

BlockPlan block_plan(Architecture const& architecture, SamplingPlan const& s) {
  return {networks_per_block(s.estimator, architecture.width),
          {s.first_network, s.networks},
          s.experiments,
          s.bins};
}

std::int64_t n_cells(SamplingPlan const& s) {
  return std::int64_t{s.experiments} * s.bins;
}

//! The words that draw a network of a member again.
std::string replay_of(SamplingSetting const& setting, std::size_t member) {
  return fmt::format("{} --ensemble {}", setting.replay, member);
}

//! The ensemble that is drawn for a member.
Architecture drawn_for(RunPlan const& plan, std::size_t member) {
  return sampled_architecture(plan.members()[member], plan.sampling.estimator);
}

//! Sums this rank's share of the open blocks of one member.
class MemberSampler {
 public:
  MemberSampler(SamplingSetting const& setting, std::size_t member, Coverage const& covered,
                Seat seat)
      : sampling_(setting.plan.sampling), architecture_(drawn_for(setting.plan, member)),
        layouts_(setting.plan.highest_order(), setting.plan.inputs.size(), architecture_.d_out),
        summer_(make_block_summer({architecture_, setting.plan.inputs, sampling_, setting.isa,
                                   setting.weight_kernels[member], replay_of(setting, member)},
                                  layouts_)),
        seat_(seat), deal_(block_plan(architecture_, sampling_), covered, seat),
        sums_(n_cells(sampling_), summer_->scale_exponents()),
        networks_(static_cast<std::size_t>(n_cells(sampling_))),
        block_sums_(static_cast<std::size_t>(summer_->n_moments())) {}

  [[nodiscard]] BlockDeal const& deal() const { return deal_; }
  //! When the blocks were last dealt.
  [[nodiscard]] Coverage const& covered() const { return deal_.covered(); }
  [[nodiscard]] bool has_work() const { return left() > 0; }
  //! Blocks that this rank has not begun.
  [[nodiscard]] std::int64_t left() const { return deal_.mine() - done_; }
  [[nodiscard]] std::vector<int> const& scale_exponents() const { return sums_.scale_exponents(); }

  //! Sums the next block and returns the networks that were drawn. \pre has_work()
  std::int64_t operator()() {
    Block const block = deal_.block(done_);
    std::int64_t drawn = block.count;
    add(block, ExactSums::Sign::plus);
    if (auto const before = deal_.covered_in(block); before > 0) {
      // an earlier run ended inside this block: its share gives way to the whole
      Block partial = block;
      partial.count = before;
      add(partial, ExactSums::Sign::minus);
      drawn += before;
    }
    ++done_;
    return drawn;
  }

  //! Collective: deals what no rank has done yet once more.
  void deal_anew(mpi::Communicator const& team) {
    auto done = done_of(team);
    mpi::broadcast_object(team, done);
    deal_ = BlockDeal(block_plan(architecture_, sampling_), deal_.covered_after(done), seat_);
    done_ = 0;
  }

  //! Collective: adds what the ranks have summed since the last time to what rank 0 has.
  void collect(mpi::Communicator const& team, CollectedSums* at_root) {
    sums_.make_canonical(); // room for the sum over ranks
    team.sum_to_root(sums_.limbs());
    team.sum_to_root(networks_);
    auto const done = done_of(team);
    if (at_root != nullptr) {
      auto const limbs = sums_.limbs();
      add_sums(*at_root, {scale_exponents(), {limbs.begin(), limbs.end()}, networks_, {}});
      at_root->coverage = deal_.covered_after(done);
    }
    std::fill(sums_.limbs().begin(), sums_.limbs().end(), 0);
    std::fill(networks_.begin(), networks_.end(), 0);
  }

 private:
  //! Blocks that each rank has done, known to rank 0.
  [[nodiscard]] std::vector<std::int64_t> done_of(mpi::Communicator const& team) const {
    std::vector<std::int64_t> done(static_cast<std::size_t>(team.size()));
    done[static_cast<std::size_t>(team.rank())] = done_;
    team.sum_to_root(done);
    return done;
  }

  void add(Block const& block, ExactSums::Sign sign) {
    (*summer_)(block, block_sums_);
    auto const cell = block.experiment.value * sampling_.bins + block.bin;
    sums_.add(cell, block_sums_, sign);
    networks_[static_cast<std::size_t>(cell)] +=
        sign == ExactSums::Sign::plus ? block.count : -block.count;
  }

  SamplingPlan sampling_;
  Architecture architecture_;
  LayoutSet layouts_;
  std::unique_ptr<BlockSummer> summer_;
  Seat seat_;
  BlockDeal deal_;
  ExactSums sums_;
  std::vector<std::int64_t> networks_;
  std::vector<double> block_sums_;
  std::int64_t done_ = 0;
};

//! All members one after another, with everything that may come between two blocks.
class RunSampler {
 public:
  RunSampler(mpi::Communicator const& team, SamplingSetting const& setting,
             std::vector<CollectedSums>& sums, RunGuard& guard, SamplingTimes& times)
      : team_(team), setting_(setting), sources_(setting.plan.sources()), sums_(sums),
        guard_(guard), times_(times), agreement_(team) {}

  Ending operator()(Console const& console) {
    auto const members = setting_.plan.members();
    std::vector<std::vector<NetworkSpan>> spans(members.size());
    if (team_.rank() == 0)
      for (std::size_t m = 0; m < members.size(); ++m)
        spans[m] = sums_[m].coverage.spans();
    mpi::broadcast_object(team_, spans);
    std::vector<Coverage> covered(spans.begin(), spans.end());
    Progress progress(console, work_of(members, covered), team_.size());
    for (std::size_t m = 0; m < members.size(); ++m) {
      if (sources_[m] != m) {
        if (team_.rank() == 0) sums_[m] = sums_[sources_[m]];
        continue;
      }
      auto const drawn = drawn_for(setting_.plan, m);
      progress.start_member(description(drawn), drawn.width, networks_to_draw(covered[m]));
      if (sample(m, covered[m], progress) == Ending::stopped) return Ending::stopped;
    }
    progress.finish();
    if (team_.rank() == 0) guard_.save_before_conclusion(sums_);
    return Ending::complete;
  }

 private:
  [[nodiscard]] std::int64_t networks_to_draw(Coverage const& covered) const {
    auto const& s = setting_.plan.sampling;
    return s.networks * s.experiments - covered.networks();
  }

  [[nodiscard]] Work work_of(std::vector<Architecture> const& members,
                             std::vector<Coverage> const& covered) const {
    Work all;
    for (std::size_t m = 0; m < members.size(); ++m) {
      if (sources_[m] != m) continue;
      auto const networks = static_cast<double>(networks_to_draw(covered[m]));
      all.networks += networks;
      all.neurons += networks * static_cast<double>(drawn_for(setting_.plan, m).width);
    }
    return all;
  }

  Ending sample(std::size_t m, Coverage const& covered, Progress& progress) {
    MemberSampler sampler(setting_, m, covered, {team_.rank(), team_.size(), static_cast<int>(m)});
    require_same_scales(sampler, m);
    if (sampler.deal().open() == 0) return Ending::complete;
    bool waits = false; // while others have work
    while (true) {
      auto answer = work_until_answered(sampler, progress, waits);
      waits = answer == Request::work && !sampler.has_work();
      if (answer == Request::work) continue;
      if (answer == Request::failed) end_all();
      if (answer == Request::share) {
        auto const begin = Clock::now();
        sampler.deal_anew(team_);
        times_.sampling += since(begin);
        progress.know(sampler.covered().networks() - covered.networks());
        if (sampler.deal().open() > 0) continue;
        answer = Request::nothing;
      }
      collect(sampler, m, answer);
      if (answer == Request::stop) return Ending::stopped;
      if (answer == Request::nothing) return Ending::complete;
    }
  }

  //! A network that is not finite is remembered: all ranks end with its text once they agree.
  void sum_a_block(MemberSampler& sampler, Progress& progress) {
    auto const begin = Clock::now();
    std::int64_t drawn = 0;
    try {
      drawn = sampler();
    } catch (NotFinite const& e) {
      failure_ = e.what();
      return;
    }
    double const seconds = since(begin);
    block_seconds_ = seconds;
    guard_.note_block(seconds);
    times_.busy += seconds;
    progress.advance(drawn);
    times_.networks += drawn;
    times_.neurons += progress.neurons_of(drawn);
  }

  //! Collective: throws on all ranks what the lowest failing one knows.
  void end_all() {
    mpi::together(team_, [&] {
      if (!failure_.empty()) throw mpi::TeamError(failure_);
    });
  }

  //! Seconds between two looks at messages: seldom where much is left, often towards the end, so
  //! that ranks that are done do not wait long for what the others have left to be dealt anew.
  [[nodiscard]] double between_looks(MemberSampler const& sampler) const {
    double const left = block_seconds_ * static_cast<double>(sampler.left());
    return std::clamp(left / 50, 5e-4, 5e-3);
  }

  //! Sums blocks until the ranks have agreed on something. A rank that waits asks for a share.
  Request work_until_answered(MemberSampler& sampler, Progress& progress, bool waits) {
    auto const begin = Clock::now();
    while (true) {
      bool const stops = guard_.request() == Request::stop; // then no block delays the others
      if (failure_.empty() && sampler.has_work() && !stops) {
        sum_a_block(sampler, progress);
        if (failure_.empty() && sampler.has_work() && since(asked_) < between_looks(sampler))
          continue;
      } else { // the others still work, perhaps on this core
        std::this_thread::sleep_for(std::chrono::microseconds(500));
      }
      asked_ = Clock::now();
      auto const mine = !failure_.empty()    ? Request::failed
                        : sampler.has_work() ? Request::work
                        : waits              ? Request::share
                                             : Request::nothing;
      auto const word = std::max(guard_.request(), mine);
      if (auto const answer = agreement_.ask(static_cast<int>(word))) {
        times_.sampling += since(begin);
        return static_cast<Request>(*answer);
      }
    }
  }

  void collect(MemberSampler& sampler, std::size_t m, Request why) {
    auto const begin = Clock::now();
    bool const root = team_.rank() == 0;
    sampler.collect(team_, root ? &sums_[m] : nullptr);
    if (root && why == Request::checkpoint) guard_.try_to_save(sums_);
    if (why == Request::stop)
      mpi::together(team_, [&] {
        if (root) guard_.save(sums_);
      });
    times_.reduction += since(begin);
  }

  //! The unit of each sum follows from the kernel; another machine could have rounded otherwise.
  void require_same_scales(MemberSampler const& sampler, std::size_t m) const {
    mpi::together(team_, [&] {
      if (team_.rank() != 0 || sums_[m].empty()) return;
      if (sums_[m].scale_exponents != sampler.scale_exponents())
        throw InvalidInput(setting_.plan.output.file.string() +
                           ": its sums have other units (it comes from another kind of machine). "
                           "Go on where it was begun, or start anew with --fresh.");
    });
  }

  mpi::Communicator const& team_;
  SamplingSetting const& setting_;
  std::vector<std::size_t> sources_;
  std::vector<CollectedSums>& sums_;
  RunGuard& guard_;
  SamplingTimes& times_;
  mpi::Agreement agreement_;
  std::string failure_;      // of this rank
  double block_seconds_ = 0; // of the newest block
  Clock::time_point asked_;  // long ago: the first look comes after the first block
};

} // namespace

Ending sample_all(mpi::Communicator const& team, SamplingSetting const& setting,
                  std::vector<CollectedSums>& sums, RunGuard& guard, Console const& console,
                  SamplingTimes& times) {
  return RunSampler(team, setting, sums, guard, times)(console);
}

KernelKnowledge knowledge_of(double kernel_accuracy) {
  constexpr double sufficient = 1e-10; // relative; far below any error that sampling reaches
  return kernel_accuracy <= sufficient ? KernelKnowledge::exact : KernelKnowledge::estimated;
}

Correlators correlators_of(RunPlan const& plan, Member const& member,
                           BinnedMoments const& moments) {
  auto const& family = *member.family;
  auto const reader = make_reader(plan.sampling.estimator, member.architecture, family.layouts,
                                  family.weight_kernel, knowledge_of(family.kernel_accuracy));
  return estimate(*reader, moments, reported_quantities(plan));
}

} // namespace nnft::app
