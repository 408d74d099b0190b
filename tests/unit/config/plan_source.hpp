#pragma once
#include "nnft/config/read_plan.hpp"
#include "nnft/core/error.hpp"

#include <string>
#include <vector>

namespace nnft::test {

//! A small configuration that is right. Line 3 is the architecture, line 5 the width, ...
inline std::string const good_text = R"(title = "check"
[ensemble]
architecture = "erf"
d_in = 1
width = [4]
sigma_w = 1.0
sigma_b = 1.0
sigma_w_out = 1.0
[inputs]
points = [[-0.5], [0.4], [1.0]]
[sampling]
networks = 1000
experiments = 4
seed = 1
estimator = "conditional"
precision = "double"
[correlators]
orders = [2, 4, 6]
)";

inline RunPlan plan_of(std::string text, std::vector<std::string> overrides = {},
                       PlanUse use = PlanUse::sampling) {
  return read_plan({std::move(text), "c.toml", std::move(overrides), use});
}

//! The text with its first `from` replaced; empty if there is none, which no test expects.
inline std::string with(std::string text, std::string const& from, std::string const& to) {
  auto const place = text.find(from);
  return place == std::string::npos ? std::string() : text.replace(place, from.size(), to);
}

//! What InvalidInput says; "accepted" if nothing was thrown.
template <class Function> std::string complaint_of(Function&& function) {
  try {
    function();
  } catch (InvalidInput const& error) {
    return error.what();
  }
  return "accepted";
}

inline std::string complaint(std::string const& text, std::vector<std::string> const& sets = {}) {
  return complaint_of([&] { static_cast<void>(plan_of(text, sets)); });
}

//! "[0],[1],...,[n-1],": n different points, to stand between brackets.
inline std::string points_up_to(int n) {
  std::string text;
  for (int i = 0; i < n; ++i) {
    text += '[';
    text += std::to_string(i);
    text += "],";
  }
  return text;
}

} // namespace nnft::test
