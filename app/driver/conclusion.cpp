#include "driver/conclusion.hpp"

#include "nnft/analysis/analyses.hpp"

#include <fmt/format.h>

#include <utility>

#include "driver/result_record.hpp"
#include "driver/sampling.hpp"

namespace nnft::app {

Conclusion::Conclusion(RunPlan const& plan, Isa isa, Console const& console,
                       std::function<void()> between)
    : plan_(plan), console_(console), between_(std::move(between)) {
  write_provenance(plan, isa, root_);
}

void Conclusion::compute_theory() {
  members_ = make_members(plan_, [&](Architecture const& a) {
    between_();
    console_.notice(fmt::format("exact theory of {}-net with sigma_w = {}, sigma_b = {}",
                                name_of(a.activation), a.sigma_w, a.sigma_b));
  });
}

void Conclusion::take(std::vector<BinnedMoments> const& moments) {
  for (std::size_t m = 0; m < members_.size(); ++m) {
    between_();
    members_[m].measured = correlators_of(plan_, members_[m], moments[m]);
    members_[m].networks =
        static_cast<double>(plan_.sampling.networks) * plan_.sampling.experiments;
  }
  write_state(moments, root_);
}

void Conclusion::conclude() {
  for (auto const& warning : analyse(plan_, members_, root_, between_))
    console_.warning(warning.subject + ": " + warning.text);
}

} // namespace nnft::app
