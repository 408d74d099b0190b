#pragma once
#include "nnft/result/record.hpp"

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace nnft::test {

//! A tree with every type of value, infinities, NaN, empty arrays and deep groups.
//! \param rows of its larger arrays
inline result::Group example_record(std::uint64_t rows) {
  constexpr double inf = std::numeric_limits<double>::infinity();
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  result::Group root;
  root.attributes = {{"filetype", std::string("nnft-result")},
                     {"format_version", std::vector<std::int64_t>{1, 0}},
                     {"title", std::string("λ of the Erf-net — quartic")},
                     {"nothing", std::string()},
                     {"seed", std::int64_t{-7}},
                     {"cutoff", inf},
                     {"undefined", nan},
                     {"tiny", std::numeric_limits<double>::denorm_min()},
                     {"grid", std::vector<double>{-inf, -0.0, 1e-300, nan}},
                     {"no_numbers", std::vector<double>{}},
                     {"no_integers", std::vector<std::int64_t>{}},
                     {"no_names", std::vector<std::string>{}},
                     {"names", std::vector<std::string>{"quartic_constant", "", "σ"}},
                     {"config", std::string(70'000, 'c')}};
  auto& measured = root.at("ensembles/0000/measured");
  measured.attributes["method"] = std::string("direct");
  std::vector<double> g4;
  std::vector<std::int64_t> limbs;
  for (std::uint64_t i = 0; i < rows * 3; ++i) {
    g4.push_back(1.0 / (1.0 + static_cast<double>(i)));
    limbs.push_back(std::numeric_limits<std::int64_t>::min() + static_cast<std::int64_t>(i * i));
  }
  g4[1] = inf;
  g4[2] = nan;
  measured.datasets["g4"] = {{rows, 3}, g4, "4-point function", {{"accuracy", 1e-12}}};
  root.at("state").datasets["limbs"] = {{rows, 1, 3}, limbs, "exact sums", {}};
  root.at("state").datasets["bins"] = {
      {rows}, std::vector<std::uint8_t>(rows, 255), "used bins", {}};
  root.at("layout").datasets["order_2"] = {
      {3, 2}, std::vector<std::int32_t>{-1, 0, 1, 2, 2147483647, -2147483648}, "point indices", {}};
  root.at("layout").datasets["wide"] = {{1, rows * 3}, g4, "one row", {}};
  root.at("empty/of/everything");
  root.at("empty").datasets["no_rows"] = {{0, 5}, std::vector<double>{}, "", {}};
  root.at("empty").datasets["no_columns"] = {{5, 0}, std::vector<std::int32_t>{}, "none", {}};
  for (int i = 0; i < 70; ++i) // more than fit into a header
    root.at("many/" + std::to_string(i)).attributes["index"] = std::int64_t{i};
  return root;
}

//! 320 kB that do not compress, beside the smallest example.
inline result::Group noisy_record() {
  auto record = example_record(3);
  std::vector<std::int64_t> noise(40'000);
  std::uint64_t state = 1;
  for (auto& value : noise)
    value = static_cast<std::int64_t>(state = state * 6364136223846793005U + 1442695040888963407U);
  record.datasets["noise"] = {{noise.size()}, noise, "320 kB that do not compress", {}};
  return record;
}

} // namespace nnft::test
