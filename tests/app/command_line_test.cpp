// Command lines of words by chance, right ones and damaged ones: each is taken, asks for help, or
// is refused in one line. Seeds are fixed.
#include "nnft/core/error.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <gmock/gmock.h>
#include <random>
#include <string>
#include <vector>

#include "command_line.hpp"

namespace nnft::app {
namespace {

using Words = std::vector<std::string>;

ParsedLine parsed(Words const& words) {
  std::vector<char const*> argv{"nnft"};
  for (auto const& word : words)
    argv.push_back(word.c_str());
  return parse_command_line(static_cast<int>(argv.size()), argv.data());
}

std::string complaint(Words const& words) {
  try {
    static_cast<void>(parsed(words));
    return "";
  } catch (InvalidInput const& e) {
    return e.what();
  }
}

TEST(CommandLine, TakesWhatTheReferenceLists) {
  auto const command =
      *parsed({"run", "c.toml", "-o", "r.h5", "--set", "a.b=1", "--set", "c=2", "--max-time",
               "1h30m", "--fresh", "--expect-ranks", "4", "--isa", "portable", "--quiet"})
           .command;
  EXPECT_EQ(command.verb, Verb::run);
  EXPECT_EQ(command.output, "r.h5");
  EXPECT_EQ(command.overrides, (Words{"a.b=1", "c=2"}));
  EXPECT_EQ(command.max_time, 5400);
  EXPECT_EQ(command.fresh, Fresh::replace);
  EXPECT_EQ(command.expected_ranks, 4);
  EXPECT_EQ(command.isa, Isa::portable);
  EXPECT_EQ(parsed({"merge", "a.h5", "b.h5", "-o", "m.h5"}).command->files.size(), 2U);
  EXPECT_EQ(parsed({"check", "a.h5"}).command->verb, Verb::check);
  EXPECT_FALSE(parsed({"--version"}).command);
}

TEST(CommandLine, RefusesWhatMakesNoSense) {
  EXPECT_THAT(complaint({}), testing::HasSubstr("a verb is missing"));
  for (auto const* option : {"-o", "--max-time", "--isa", "--expect-ranks"})
    EXPECT_THAT(complaint({"run", "c.toml", option, ""}), testing::HasSubstr(option));
  EXPECT_THAT(complaint({"run", "c.toml", "--max-time", "soon"}), testing::HasSubstr("--max-time"));
  EXPECT_THAT(complaint({"run", "c.toml", "--max-time", "-5"}), testing::Ne(""));
  EXPECT_THAT(complaint({"merge", "a.h5", "-o", "m.h5"}), testing::Ne(""));
  EXPECT_THAT(complaint({"check"}), testing::Ne(""));
}

class WordsByChance {
 public:
  Words operator()() {
    static std::array<std::string_view, 45> const known{"run",
                                                        "plan",
                                                        "theory",
                                                        "sample",
                                                        "info",
                                                        "check",
                                                        "merge",
                                                        "presets",
                                                        "report",
                                                        "analyze",
                                                        "c.toml",
                                                        "r.h5",
                                                        "-o",
                                                        "--set",
                                                        "--fresh",
                                                        "--quiet",
                                                        "--isa",
                                                        "--max-time",
                                                        "--ranks",
                                                        "--help",
                                                        "--version",
                                                        "--ensemble",
                                                        "--network",
                                                        "-h",
                                                        "--experiment",
                                                        "avx2",
                                                        "1e9",
                                                        "-5",
                                                        "2^20",
                                                        "",
                                                        "-",
                                                        "--",
                                                        "---",
                                                        "=",
                                                        "--set=",
                                                        "a=b",
                                                        "--expect-ranks",
                                                        "90s",
                                                        "1-00:00:00",
                                                        "nan",
                                                        "\xff\xfe",
                                                        "--o",
                                                        "99999999999999999999",
                                                        "é",
                                                        "x\ny"};
    Words words;
    for (auto n = below(7); n > 0; --n) {
      std::string word(known[below(known.size())]);
      if (below(4) == 0) damage(word);
      words.push_back(word);
    }
    return words;
  }

 private:
  std::size_t below(std::size_t n) {
    return std::uniform_int_distribution<std::size_t>(0, n - 1)(random_);
  }
  void damage(std::string& word) {
    if (word.empty() || below(3) == 0) {
      word += static_cast<char>(1 + below(255));
      return;
    }
    auto& letter = word[below(word.size())];
    letter = static_cast<char>(letter ^ (1 << below(8)));
    word.erase(std::min(word.find('\0'), word.size())); // as words of a command line are
  }
  std::mt19937 random_{20201126};
};

TEST(CommandLine, WordsByChanceAreTakenOrRefusedInOneLine) {
  char const* const factor = std::getenv("NNFT_FUZZ_FACTOR");
  int const trials = 10'000 * (factor == nullptr ? 1 : std::atoi(factor));
  WordsByChance words_by_chance;
  int taken = 0;
  for (int trial = 0; trial < trials; ++trial) {
    auto const words = words_by_chance();
    auto const what = complaint(words); // anything but InvalidInput fails the test
    if (what.empty()) {
      ++taken;
      continue;
    }
    bool const one_line = std::none_of(what.begin(), what.end(),
                                       [](char c) { return static_cast<unsigned char>(c) < 0x20; });
    ASSERT_TRUE(one_line) << testing::PrintToString(words) << what;
    ASSERT_THAT(what, testing::HasSubstr(" (")) << testing::PrintToString(words);
  }
  EXPECT_GT(taken, trials / 100);
  EXPECT_LT(taken, trials / 2);
}

} // namespace
} // namespace nnft::app
