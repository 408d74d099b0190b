// Damaged configurations: whatever happens to a text, read_plan() takes it or refuses it with one
// line. Seeds are fixed, so a failure comes again.
#include "nnft/config/plan_text.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <gmock/gmock.h>
#include <random>

#include "plan_source.hpp"

namespace nnft {
namespace {

std::string const rich_text = R"(title = "check σ"
[ensemble]
architecture = "gauss" # a comment
d_in = 2
d_out = 2
depth = 1
width = [4, "2^5", 1e3]
sigma_w = [1.0, 2]
sigma_b = 0.5
sigma_w_out = 1.0
sigma_b_out = [0, 1]
[inputs]
points = [[-0.5, 1], [0.4, 0.0],
          [1.0, -3e-1]]
[sampling]
networks = "1_000_000"
experiments = 4
seed = 1
first_network = 2000
estimator = "direct"
precision = "single"
bins = 16
until = {quantity = "g6_connected", relative_error = 1e-3, max_networks = "1e9"}
[correlators]
orders = [2, 4, 6]
[eft]
quartic = ["constant", "quadratic"]
sextic = true
cutoff = inf
weights = "full"
test_points = 0.7
[cutoff_scan]
cutoffs = {from = 1.0, to = 1e5, points = 26}
[output]
file = "x.h5"
checkpoint_every = "1h30m"
max_memory = "8GiB"
)";

constexpr std::array<std::string_view, 44> nasty{"nan",
                                                 "inf",
                                                 "-inf",
                                                 "-1",
                                                 "0",
                                                 "1e308",
                                                 "-1e308",
                                                 "1e-308",
                                                 "9223372036854775807",
                                                 "-9223372036854775808",
                                                 "99999999999999999999",
                                                 "1e400",
                                                 "\"\"",
                                                 "\"2^63\"",
                                                 "\"1e19\"",
                                                 "[]",
                                                 "[[]]",
                                                 "[[[[[]]]]]",
                                                 "{}",
                                                 "{a = {b = {c = 1}}}",
                                                 "true",
                                                 "1979-05-27T07:32:00Z",
                                                 "07:32:00",
                                                 "\"\\u0000\"",
                                                 "\"\\u0007\\n\"",
                                                 "'''\n\n'''",
                                                 "\"\xff\"",
                                                 "\xc3",
                                                 "\"",
                                                 "'",
                                                 "[",
                                                 "]",
                                                 "{",
                                                 "#",
                                                 "=",
                                                 "..",
                                                 "0x7fffffffffffffff",
                                                 "0b1",
                                                 "1_",
                                                 "+1",
                                                 "[1, [2, \"3\"]]",
                                                 "[4, 4]",
                                                 "\"hms\"",
                                                 "2147483649"};

using Lines = std::vector<std::string>;

Lines lines_of(std::string const& text) {
  Lines lines(1);
  for (char const c : text) {
    lines.back() += c;
    if (c == '\n') lines.emplace_back();
  }
  return lines;
}

std::string joined(Lines const& lines) {
  std::string text;
  for (auto const& line : lines)
    text += line;
  return text;
}

class Mutator {
 public:
  explicit Mutator(std::uint32_t seed) : random_(seed) {}

  std::size_t below(std::size_t n) {
    return std::uniform_int_distribution<std::size_t>(0, n - 1)(random_);
  }
  std::string_view nasty_value() { return nasty[below(nasty.size())]; }

  void operator()(std::string& text) {
    switch (below(6)) {
    case 0:
      return flip_bit(text);
    case 1:
      return replace_byte(text);
    case 2:
      return replace_value(text);
    case 3:
      return swap_lines(text);
    case 4:
      return cut_or_insert(text);
    default:
      return repeat_or_drop_line(text);
    }
  }

 private:
  void flip_bit(std::string& text) {
    if (!text.empty()) text[below(text.size())] ^= static_cast<char>(1U << below(8));
  }
  void replace_byte(std::string& text) {
    if (!text.empty()) text[below(text.size())] = static_cast<char>(below(256));
  }
  void replace_value(std::string& text) {
    auto lines = lines_of(text);
    auto& line = lines[below(lines.size())];
    if (auto const equals = line.find('='); equals != std::string::npos)
      line = line.substr(0, equals + 1) + ' ' + std::string(nasty_value()) + '\n';
    text = joined(lines);
  }
  void swap_lines(std::string& text) {
    auto lines = lines_of(text);
    std::swap(lines[below(lines.size())], lines[below(lines.size())]);
    text = joined(lines);
  }
  void cut_or_insert(std::string& text) {
    auto const place = below(text.size() + 1);
    if (below(2) == 0)
      text.erase(place, below(20));
    else
      text.insert(place, nasty_value());
  }
  void repeat_or_drop_line(std::string& text) {
    auto lines = lines_of(text);
    auto const line = lines.begin() + static_cast<std::ptrdiff_t>(below(lines.size()));
    if (below(2) == 0)
      lines.insert(line, std::string(*line));
    else
      lines.erase(line);
    text = joined(lines);
  }

  std::mt19937 random_;
};

bool is_one_line(std::string_view text) {
  return std::none_of(text.begin(), text.end(),
                      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

struct Tally {
  int accepted = 0, refused = 0;
};

// One trial; anything but InvalidInput leaves as the exception it is and fails the test.
void try_once(PlanSource const& source, Tally& tally) {
  try {
    auto const plan = read_plan(source);
    ++tally.accepted;
    // What was taken must be written and read again without loss.
    auto const text = to_toml(plan);
    ASSERT_EQ(to_toml(read_plan({text, "c.toml", {}, PlanUse::theory})), text);
  } catch (InvalidInput const& error) {
    ++tally.refused;
    std::string_view const what = error.what();
    ASSERT_TRUE(what.starts_with("c.toml:") || what.starts_with("--set: ")) << what;
    ASSERT_TRUE(is_one_line(what)) << what;
    ASSERT_LT(what.size(), 700U) << what;
    ASSERT_TRUE(what.ends_with('.')) << what;
    ASSERT_NE(what.find(" ("), std::string_view::npos) << what;
  }
}

TEST(ReadPlanFuzz, TheStartingTextIsRight) {
  EXPECT_EQ(test::complaint(rich_text), "accepted");
  EXPECT_EQ(test::complaint(test::good_text), "accepted");
}

TEST(ReadPlanFuzz, DamagedTextsAreTakenOrRefusedInOneLine) {
  Mutator mutate(20200811);
  Tally tally;
  char const* const factor = std::getenv("NNFT_FUZZ_FACTOR");
  int const trials = 90'000 * (factor == nullptr ? 1 : std::atoi(factor));
  for (int trial = 0; trial < trials; ++trial) {
    std::string text = trial % 2 == 0 ? rich_text : test::good_text;
    for (std::size_t edits = 1 + mutate.below(4); edits > 0; --edits)
      mutate(text);
    try_once({text, "c.toml", {}, PlanUse::sampling}, tally);
    if (HasFatalFailure()) FAIL() << "trial " << trial << "\n" << text;
  }
  EXPECT_GT(tally.accepted, trials / 40); // the edits are neither all harmless
  EXPECT_GT(tally.refused, trials / 2);   // nor all fatal
}

TEST(ReadPlanFuzz, OverridesOfEveryKeyWithEveryNastyValue) {
  Tally tally;
  for (std::string const key : {"title",
                                "ensemble",
                                "ensemble.architecture",
                                "ensemble.d_in",
                                "ensemble.d_out",
                                "ensemble.depth",
                                "ensemble.width",
                                "ensemble.sigma_w",
                                "ensemble.sigma_b",
                                "ensemble.sigma_w_out",
                                "ensemble.sigma_b_out",
                                "inputs.points",
                                "inputs.preset",
                                "inputs.file",
                                "sampling.networks",
                                "sampling.experiments",
                                "sampling.seed",
                                "sampling.first_network",
                                "sampling.estimator",
                                "sampling.precision",
                                "sampling.bins",
                                "sampling.until",
                                "sampling.until.quantity",
                                "sampling.until.relative_error",
                                "sampling.until.max_networks",
                                "correlators.orders",
                                "eft.quartic",
                                "eft.sextic",
                                "eft.cutoff",
                                "eft.weights",
                                "eft.test_points",
                                "cutoff_scan",
                                "cutoff_scan.cutoffs",
                                "cutoff_scan.cutoffs.from",
                                "output.file",
                                "output.checkpoint_every",
                                "output.max_memory",
                                "nothing.known"})
    for (auto const value : nasty) {
      try_once({rich_text, "c.toml", {key + "=" + std::string(value)}, PlanUse::sampling}, tally);
      if (HasFatalFailure()) FAIL() << key << "=" << value;
    }
  EXPECT_GT(tally.refused, 1000);
}

TEST(ReadPlanFuzz, RandomBytes) {
  Mutator random(7);
  Tally tally;
  for (int trial = 0; trial < 2000; ++trial) {
    std::string text(random.below(60), '\0');
    for (char& c : text)
      c = static_cast<char>(random.below(256));
    try_once({text, "c.toml", {text}, PlanUse::theory}, tally);
    if (HasFatalFailure()) FAIL() << "trial " << trial;
  }
  EXPECT_EQ(tally.accepted, 0);
}

} // namespace
} // namespace nnft
