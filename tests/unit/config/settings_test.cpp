#include "nnft/config/settings.hpp"

#include <array>
#include <cmath>
#include <gmock/gmock.h>

#include "plan_source.hpp"

namespace nnft::config {
namespace {

using test::complaint_of;
using testing::ElementsAre;
using testing::StartsWith;

Settings settings(std::string_view text, std::vector<std::string> const& overrides = {}) {
  return {text, "f.toml", overrides};
}

TEST(Settings, OverridesWinAndTheLastOneWinsOverAll) {
  auto const s = settings("[ensemble]\nwidth = 3\n", {"ensemble.width=[2,4]", "ensemble.d_in = 2",
                                                      "ensemble.width=5", "eft.cutoff=inf"});
  EXPECT_THAT(s.counts("ensemble.width", {1}), ElementsAre(5));
  EXPECT_EQ(s.count("ensemble.d_in", {1}, 1), 2);
  EXPECT_EQ(s.real("eft.cutoff", {1, 2, ""}, 0), INFINITY); // its table was made
  EXPECT_EQ(s.subject("ensemble.width"), "--set: ensemble.width");
  EXPECT_EQ(s.subject("ensemble.depth"), "f.toml:1: ensemble.depth");
  EXPECT_EQ(s.subject("inputs.file"), "f.toml: inputs.file");
}

TEST(Settings, OverridesReachIntoTables) {
  auto const s = settings("[cutoff_scan]\ncutoffs = {from = 1, to = 10, points = 3}\n",
                          {"cutoff_scan.cutoffs.to=100", "ensemble={width=7}"});
  EXPECT_EQ(s.count("cutoff_scan.cutoffs.to", {}, 0), 100);
  EXPECT_EQ(s.count("cutoff_scan.cutoffs.from", {}, 0), 1);
  EXPECT_THAT(s.counts("ensemble.width", {1}), ElementsAre(7));
}

TEST(Settings, RefusesWhatIsNoAssignment) {
  auto const text = [](std::string const& assignment) {
    return complaint_of([&] { settings("", {assignment}); });
  };
  EXPECT_EQ(
      text("sampling.networks"),
      "--set: sampling.networks (is not KEY=VALUE). Write it like --set sampling.networks=1e6.");
  for (auto const* bad : {"", "=", "=3", "a..b=3", ".a=3", "a.=3", "a b=3", "a\nb=3", "\"a\"=3"})
    EXPECT_THAT(text(bad), testing::HasSubstr("(is not KEY=VALUE)")) << bad;
  EXPECT_EQ(text("a.b.c.d=3"), "--set: a.b.c.d (unknown key). Keys have at most three parts.");
  EXPECT_EQ(text("sampling.sead=3"),
            "--set: sampling.sead = 3 (unknown key). The nearest known name "
            "is sampling.seed.");
  EXPECT_THAT(text("sampling=3"), StartsWith("--set: sampling = 3 (is an integer, not a table)"));
}

TEST(Settings, CountsComeInThreeSpellings) {
  auto const s = settings("[ensemble]\nwidth = [16, 1e3, \"2^20\"]\n");
  EXPECT_THAT(s.counts("ensemble.width", {1}), ElementsAre(16, 1000, 1048576));
  EXPECT_THAT(settings("").counts("ensemble.width", {1}), ElementsAre());
}

TEST(Settings, CountsKeepTheirRange) {
  auto const text = [](std::string const& value) {
    auto const s = settings("", {"sampling.bins=" + value});
    return complaint_of([&] { static_cast<void>(s.count("sampling.bins", {2, 100}, 32)); });
  };
  EXPECT_EQ(text("1"), "--set: sampling.bins = 1 (is less than 2). Set it to 2 or more.");
  EXPECT_EQ(text("101"), "--set: sampling.bins = 101 (is more than 100). Set it to 100 or less.");
  EXPECT_THAT(text("2.5"), StartsWith("--set: sampling.bins = 2.5 (is not a whole number)"));
  EXPECT_THAT(text("nan"), StartsWith("--set: sampling.bins = nan (is not a whole number)"));
  EXPECT_THAT(text("1e300"), StartsWith("--set: sampling.bins = 1e+300 (exceeds 2^63 - 1)"));
  EXPECT_THAT(text("-9223372036854775808"),
              StartsWith("--set: sampling.bins = -9223372036854775808 (is less"));
  EXPECT_THAT(text("true"), StartsWith("--set: sampling.bins = true (is a boolean, not a whole"));
  EXPECT_THAT(text("[3]"), StartsWith("--set: sampling.bins = [3] (is a list, not a whole"));
  EXPECT_EQ(text("1e2"), "accepted");
}

TEST(Settings, RealsKeepTheirRange) {
  auto const text = [](std::string const& value, RealRange range) {
    auto const s = settings("", {"eft.cutoff=" + value});
    return complaint_of([&] { static_cast<void>(s.real("eft.cutoff", range, 1)); });
  };
  EXPECT_EQ(text("0", {1, 2}), "--set: eft.cutoff = 0 (is not positive). Set it between 1 and 2.");
  EXPECT_EQ(text("-1", {0, 2}), "--set: eft.cutoff = -1 (is negative). Set it between 0 and 2.");
  EXPECT_THAT(text("3", {0, 2}),
              StartsWith("--set: eft.cutoff = 3 (is beyond the program's range)"));
  EXPECT_THAT(text("inf", {0, 2}), StartsWith("--set: eft.cutoff = inf (is infinite)"));
  EXPECT_THAT(text("-inf", {0, 2, ""}), StartsWith("--set: eft.cutoff = -inf (is negative)"));
  EXPECT_THAT(text("nan", {0, 2, ""}), StartsWith("--set: eft.cutoff = nan (is not a number)"));
  EXPECT_THAT(text("\"1\"", {0, 2}),
              StartsWith("--set: eft.cutoff = \"1\" (is a text, not a number)"));
  EXPECT_EQ(text("\"inf\"", {0, 2, ""}), "accepted");
  EXPECT_EQ(text("2", {0, 2}), "accepted");
}

TEST(Settings, ListsHaveEntriesAndEachOnce) {
  auto const text = [](std::string const& value) {
    auto const s = settings("", {"ensemble.width=" + value});
    return complaint_of([&] { static_cast<void>(s.counts("ensemble.width", {1})); });
  };
  EXPECT_EQ(text("[]"), "--set: ensemble.width = [] (is an empty list). Give at least one number.");
  EXPECT_EQ(text("[4, 8, 4.0]"),
            "--set: ensemble.width = [4, 8, 4] (has 4 twice). Keep one of the two.");
  EXPECT_EQ(text("[4, -8]"), "--set: ensemble.width = -8 (is less than 1). Set it to 1 or more.");
  EXPECT_THAT(text("[4, [8]]"), StartsWith("--set: ensemble.width = [8] (is a list"));
  std::string many = "[";
  for (int i = 1; i <= 10001; ++i)
    many += std::to_string(i) + ",";
  EXPECT_THAT(text(many + "]"), testing::HasSubstr("(has 10001 entries, the limit is 10000)"));
}

TEST(Settings, TextsFlagsAndChoices) {
  std::array<std::string_view, 2> const names{"direct", "conditional"};
  auto const s =
      settings("title = \"a\\u0007\"\n[eft]\nsextic = 1\nquartic = [\"direct\", \"direct\"]\n"
               "[sampling]\nestimator = \"conditionel\"\nprecision = 2\n");
  auto const refused = [&](auto&& read) {
    return complaint_of([&] { static_cast<void>(read()); });
  };
  EXPECT_EQ(refused([&] { return s.text("title", ""); }),
            "f.toml:1: title = \"a\\x07\" (has control characters). Keep it on one line.");
  EXPECT_EQ(refused([&] { return s.flag("eft.sextic", false); }),
            "f.toml:3: eft.sextic = 1 (is an integer, not true or false). Write true or false.");
  EXPECT_EQ(
      refused([&] { return s.choices("eft.quartic", names, {}); }),
      "f.toml:4: eft.quartic = [\"direct\", \"direct\"] (has direct twice). Keep one of the two.");
  EXPECT_EQ(
      refused([&] { return s.choice("sampling.estimator", names, 0); }),
      "f.toml:6: sampling.estimator = \"conditionel\" (unknown name). The nearest known name is "
      "\"conditional\". It is one of direct, conditional.");
  EXPECT_EQ(refused([&] { return s.choice("sampling.precision", names, 0); }),
            "f.toml:7: sampling.precision = 2 (is an integer, not a text). It is one of direct, "
            "conditional.");
}

} // namespace
} // namespace nnft::config
