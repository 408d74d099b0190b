#pragma once
#include "nnft/analysis/member.hpp"
#include "nnft/moments/estimator.hpp"
#include "nnft/result/record.hpp"
#include "nnft/sampling/simd/isa.hpp"

#include <functional>
#include <vector>

#include "console.hpp"

namespace nnft::app {

//! Rank 0's part after the reduction: theory, correlators, analyses; fills the record of a result.
class Conclusion {
 public:
  //! \param between called between its steps; what it throws, the step throws
  Conclusion(
      RunPlan const& plan, Isa isa, Console const& console, std::function<void()> between = [] {});

  void compute_theory();
  //! Correlators of every member and /state. \pre theory is there
  void take(std::vector<BinnedMoments> const& moments);
  void conclude();

  [[nodiscard]] result::Group& record() { return root_; }

 private:
  RunPlan const& plan_;
  Console const& console_;
  std::function<void()> between_;
  std::vector<Member> members_;
  result::Group root_;
};

} // namespace nnft::app
