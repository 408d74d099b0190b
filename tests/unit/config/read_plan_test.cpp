#include "nnft/config/plan_text.hpp"
#include "nnft/config/read_plan.hpp"

#include <cmath>
#include <gmock/gmock.h>

#include "plan_source.hpp"

namespace nnft {
namespace {

using test::complaint;
using test::complaint_of;
using test::good_text;
using test::plan_of;
using test::with;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

TEST(ReadPlan, ReadsWhatIsWritten) {
  auto const plan = plan_of(good_text);
  EXPECT_EQ(plan.title, "check");
  EXPECT_EQ(plan.ensemble.activation, Activation::erf);
  EXPECT_THAT(plan.ensemble.width, ElementsAre(4));
  EXPECT_THAT(plan.ensemble.sigma_w_out, ElementsAre(1.0));
  EXPECT_THAT(plan.ensemble.sigma_b_out, ElementsAre());
  EXPECT_EQ(plan.inputs.x, (Eigen::MatrixXd{{-0.5, 0.4, 1.0}}));
  EXPECT_EQ(plan.sampling.networks, 1000);
  EXPECT_EQ(plan.sampling.experiments, 4);
  EXPECT_EQ(plan.sampling.seed, 1U);
  EXPECT_THAT(plan.orders, ElementsAre(2, 4, 6));
}

TEST(ReadPlan, DefaultsAreThoseOfTheReference) {
  auto const plan =
      plan_of("[ensemble]\narchitecture = \"erf\"\nwidth = 10\n[sampling]\nnetworks = 5\n");
  EXPECT_EQ(plan.title, "");
  EXPECT_EQ(plan.ensemble.d_in, 1);
  EXPECT_EQ(plan.ensemble.d_out, 1);
  EXPECT_EQ(plan.inputs.name, "hms");
  EXPECT_EQ(plan.sampling.experiments, 10);
  EXPECT_EQ(plan.sampling.seed, 2020U);
  EXPECT_EQ(plan.sampling.first_network, 0);
  EXPECT_EQ(plan.sampling.estimator, Estimator::conditional);
  EXPECT_EQ(plan.sampling.precision, Precision::double_precision);
  EXPECT_EQ(plan.sampling.bins, 32);
  EXPECT_THAT(plan.orders, ElementsAre(2, 4));
  ASSERT_TRUE(plan.eft);
  EXPECT_THAT(plan.eft->quartic, ElementsAre(QuarticTerm::constant));
  EXPECT_FALSE(plan.eft->sextic);
  EXPECT_EQ(plan.eft->cutoff, 100);
  EXPECT_THAT(plan.cutoffs, ElementsAre(7, 10, 15, 20, 30, 40, 50, 70, 100, 200, 500, 1000, 2000,
                                        5000, 7000, 10000, 20000, 40000, 60000, 80000, 100000));
  EXPECT_EQ(plan.output.file, "c.h5");
  EXPECT_EQ(plan.output.checkpoint_every, 300);
  EXPECT_EQ(plan.output.max_memory, 0);
}

TEST(ReadPlan, EveryEnumerationByName) {
  auto const plan = plan_of(good_text, {"sampling.estimator=direct", "sampling.precision=single",
                                        "eft.quartic=[\"nonlocal\", \"constant\", \"quadratic\"]",
                                        "eft.sextic=true"});
  EXPECT_EQ(plan.sampling.estimator, Estimator::direct);
  EXPECT_EQ(plan.sampling.precision, Precision::single_precision);
  EXPECT_THAT(plan.eft->quartic,
              ElementsAre(QuarticTerm::nonlocal, QuarticTerm::constant, QuarticTerm::quadratic));
  EXPECT_TRUE(plan.eft->sextic);
  for (auto const activation : all_activations()) {
    auto const text = with(with(good_text, "\"erf\"", '"' + std::string(name_of(activation)) + '"'),
                           activation == Activation::cos ? "sigma_b = 1.0\n" : "", "");
    EXPECT_EQ(plan_of(text).ensemble.activation, activation);
  }
}

TEST(ReadPlan, CutoffsAreInfiniteWhereTheIntegralExists) {
  for (std::string const net : {"gauss", "cos"}) {
    auto const text =
        "[ensemble]\narchitecture = \"" + net + "\"\nwidth = 3\n[sampling]\nnetworks = 1\n";
    EXPECT_EQ(plan_of(text).eft->cutoff, INFINITY) << net;
    EXPECT_EQ(plan_of(text, {"eft.cutoff=7"}).eft->cutoff, 7) << net;
    EXPECT_EQ(plan_of(text, {"cutoff_scan.cutoffs=[1, \"inf\"]"}).cutoffs.back(), INFINITY) << net;
  }
  for (std::string const net : {"erf", "relu", "tanh"}) {
    auto const text =
        "[ensemble]\narchitecture = \"" + net + "\"\nwidth = 3\n[sampling]\nnetworks = 1\n";
    EXPECT_THAT(
        complaint(text, {"eft.cutoff=inf"}),
        StartsWith("--set: eft.cutoff = inf (the vertex integral over all space exists for"));
    EXPECT_THAT(complaint(text, {"cutoff_scan.cutoffs=[1, inf]"}),
                StartsWith("--set: cutoff_scan.cutoffs = inf (the vertex integral over all space"));
  }
}

TEST(ReadPlan, CutoffGridIsLogarithmic) {
  auto const plan = plan_of(good_text, {"cutoff_scan.cutoffs={from=1, to=1e4, points=5}"});
  ASSERT_EQ(plan.cutoffs.size(), 5U);
  for (std::size_t i = 0; i < 5; ++i) // two roundings of pow and product
    EXPECT_NEAR(plan.cutoffs[i] / std::pow(10.0, static_cast<double>(i)), 1, 1e-15);
  EXPECT_EQ(plan.cutoffs.back(), 1e4);
  auto const grid = [](std::string const& value) {
    return complaint(good_text, {"cutoff_scan.cutoffs=" + value});
  };
  EXPECT_THAT(grid("{from=1, to=10}"), HasSubstr("(has no points)"));
  EXPECT_THAT(grid("{from=1, points=3}"), HasSubstr("(has no to)"));
  EXPECT_THAT(grid("{from=10, to=1, points=3}"), HasSubstr("(from is not below to)"));
  EXPECT_THAT(grid("{from=0, to=1, points=3}"), HasSubstr("cutoffs.from = 0 (is not positive)"));
  EXPECT_THAT(grid("{from=1, to=inf, points=3}"), HasSubstr("(a logarithmic grid is finite)"));
  EXPECT_THAT(grid("{from=1, to=2, points=1}"), HasSubstr("cutoffs.points = 1 (is less than 2)"));
  EXPECT_THAT(grid("{from=1, to=1.0000000000000002, points=9}"), HasSubstr("too near"));
}

TEST(ReadPlan, TheoryNeedsNoNetworks) {
  auto const text = with(good_text, "networks = 1000\n", "");
  EXPECT_EQ(complaint(text),
            "c.toml:11: sampling.networks (is missing). Set the number of networks of "
            "each ensemble and experiment, such as 1e6.");
  EXPECT_EQ(plan_of(text, {}, PlanUse::theory).sampling.networks, 0);
}

TEST(ReadPlan, OutputLiesBesideTheConfiguration) {
  auto const file = [](std::filesystem::path const& config,
                       std::vector<std::string> const& sets = {}) {
    return read_plan({good_text, config, sets, PlanUse::sampling}).output.file;
  };
  EXPECT_EQ(file("runs/erf.toml"), "runs/erf.h5");
  EXPECT_EQ(file("erf"), "erf.h5");
  EXPECT_EQ(file("erf.h5"), "erf.h5.h5"); // never the configuration itself
  EXPECT_EQ(file("runs/erf.toml", {"output.file=big.h5"}), "runs/big.h5");
  EXPECT_EQ(file("runs/erf.toml", {"output.file=/data/big.h5"}), "/data/big.h5");
  EXPECT_THAT(complaint(good_text, {"output.file=./c.toml"}),
              HasSubstr("(is the configuration itself)"));
  EXPECT_THAT(complaint(good_text, {"output.file=data/"}), HasSubstr("(names no file)"));
  EXPECT_THAT(complaint(good_text, {"output.file="}), HasSubstr("(names no file)"));
}

TEST(ReadPlan, OutputQuantities) {
  auto const output = [](std::string const& set) {
    return plan_of(good_text, {"output." + set}).output;
  };
  EXPECT_EQ(output("checkpoint_every=90").checkpoint_every, 90);
  EXPECT_EQ(output("checkpoint_every=0.3").checkpoint_every, 0.3);
  EXPECT_EQ(output("checkpoint_every=1h30m").checkpoint_every, 5400);
  EXPECT_EQ(output("checkpoint_every=\"01:30:00\"").checkpoint_every, 5400);
  EXPECT_EQ(output("max_memory=8GiB").max_memory, std::int64_t{8} << 30U);
  EXPECT_EQ(output("max_memory=500000000").max_memory, 500000000);
  EXPECT_THAT(complaint(good_text, {"output.checkpoint_every=0"}), HasSubstr("(is not positive)"));
  EXPECT_THAT(complaint(good_text, {"output.checkpoint_every=soon"}),
              StartsWith("--set: output.checkpoint_every = \"soon\" (is not a time)"));
  EXPECT_THAT(complaint(good_text, {"output.max_memory=all"}),
              StartsWith("--set: output.max_memory = \"all\" (is not an amount of memory)"));
}

struct BadInput {
  std::string from, to; // the change of the good text
  std::string message;  // how the message begins
};

class ReadPlanRefuses : public testing::TestWithParam<BadInput> {};

TEST_P(ReadPlanRefuses, WithOneLineThatNamesThePlace) {
  auto const& [from, to, message] = GetParam();
  auto const text = from.empty() ? good_text + to : with(good_text, from, to);
  auto const what = complaint(text);
  EXPECT_THAT(what, StartsWith(message));
  EXPECT_THAT(what, testing::EndsWith("."));
  EXPECT_EQ(what.find('\n'), std::string::npos) << what;
}

INSTANTIATE_TEST_SUITE_P(
    Keys, ReadPlanRefuses,
    testing::Values(
        BadInput{"seed = 1", "sead = 1",
                 "c.toml:14: sampling.sead = 1 (unknown key). The nearest "},
        BadInput{"", "[samplign]\nx = 1\n",
                 "c.toml:19: samplign = {x = 1} (unknown table). The near"},
        BadInput{"[4]", "[0]",
                 "c.toml:5: ensemble.width = 0 (is less than 1). Set it to 1 or more."},
        BadInput{"[4]", "[-4]", "c.toml:5: ensemble.width = -4 (is less than 1)"},
        BadInput{"[4]", "\"four\"", "c.toml:5: ensemble.width = \"four\" (is not a number)"},
        BadInput{"[4]", "[]", "c.toml:5: ensemble.width = [] (is an empty list)"},
        BadInput{"[4]", "[4, 4]", "c.toml:5: ensemble.width = [4, 4] (has 4 twice)"},
        BadInput{"[4]", "[4000000000000]",
                 "c.toml:5: ensemble.width = 4000000000000 (is more than 2147"},
        BadInput{"width = [4]\n", "", "c.toml:2: ensemble.width (is missing)"},
        BadInput{"\"erf\"", "\"erff\"",
                 "c.toml:3: ensemble.architecture = \"erff\" (unknown name). The "},
        BadInput{"\"erf\"", "3", "c.toml:3: ensemble.architecture = 3 (is an integer, not a text)"},
        BadInput{"\"erf\"", "\"cos\"",
                 "c.toml:7: ensemble.sigma_b = 1 (the hidden bias of Cos-net"},
        BadInput{"architecture = \"erf\"", "", "c.toml:2: ensemble.architecture (is missing)"},
        BadInput{"d_in = 1", "d_in = 0", "c.toml:4: ensemble.d_in = 0 (is less than 1)"},
        BadInput{"d_in = 1", "d_out = 0", "c.toml:4: ensemble.d_out = 0 (is less than 1)"},
        BadInput{"d_in = 1", "d_in = 2", "c.toml:10: inputs.points = [-0.5] (has 1 coordinate, "},
        BadInput{"d_in = 1", "depth = 2",
                 "c.toml:4: ensemble.depth = 2 (is more than 1: this version"},
        BadInput{"[-0.5]", "[-0.5, 1.0]",
                 "c.toml:10: inputs.points = [-0.5, 1] (has 2 coordinates"},
        BadInput{"sigma_w = 1.0", "sigma_w = inf",
                 "c.toml:6: ensemble.sigma_w = inf (is infinite)"},
        BadInput{"sigma_w = 1.0", "sigma_w = 0",
                 "c.toml:6: ensemble.sigma_w = 0 (is not positive)"},
        BadInput{"sigma_b = 1.0", "sigma_b = -1.0",
                 "c.toml:7: ensemble.sigma_b = -1 (is negative)"},
        BadInput{"sigma_b = 1.0", "sigma_b = [1, 1.0]",
                 "c.toml:7: ensemble.sigma_b = [1, 1] (has 1 "},
        BadInput{"sigma_w_out = 1.0", "sigma_w_out = nan",
                 "c.toml:8: ensemble.sigma_w_out = nan (is n"},
        BadInput{"sigma_w_out = 1.0", "sigma_b_out = -2",
                 "c.toml:8: ensemble.sigma_b_out = -2 (is neg"},
        BadInput{"1000", "-1", "c.toml:12: sampling.networks = -1 (is less than 1)"},
        BadInput{"1000", "10.5", "c.toml:12: sampling.networks = 10.5 (is not a whole number)"},
        BadInput{"1000", "99999999999999999999", "c.toml:12: not TOML ("},
        BadInput{"1000", "\"99999999999999999999\"",
                 "c.toml:12: sampling.networks = \"99999999999999"},
        BadInput{"experiments = 4", "experiments = 1",
                 "c.toml:13: sampling.experiments = 1 (is less th"},
        BadInput{"seed = 1", "seed = \"one\"",
                 "c.toml:14: sampling.seed = \"one\" (is not a number)"},
        BadInput{"seed = 1", "seed = 1\nseed = 2", "c.toml:15: not TOML ("},
        BadInput{"seed = 1", "bins = 1", "c.toml:14: sampling.bins = 1 (is less than 2)"},
        BadInput{"seed = 1", "first_network = 7",
                 "c.toml:14: sampling.first_network = 7 (is inside a "},
        BadInput{"\"conditional\"", "\"magic\"",
                 "c.toml:15: sampling.estimator = \"magic\" (unknown na"},
        BadInput{"\"double\"", "\"half\"",
                 "c.toml:16: sampling.precision = \"half\" (unknown name)"},
        BadInput{"[2, 4, 6]", "[2, 3]", "c.toml:18: correlators.orders = 3 (odd orders vanish)"},
        BadInput{"[2, 4, 6]", "[2, 8]",
                 "c.toml:18: correlators.orders = 8 (is more than 6: orders are"},
        BadInput{"[2, 4, 6]", "[]", "c.toml:18: correlators.orders = [] (is an empty list)"},
        BadInput{"[2, 4, 6]", "[2, 2]", "c.toml:18: correlators.orders = [2, 2] (has 2 twice)"},
        BadInput{"[2, 4, 6]", "4", "c.toml:18: correlators.orders = 4 (is an integer, not a list)"},
        BadInput{"[2, 4, 6]", "[2]\n[eft]", "c.toml:19: eft = {} (it needs the 4-point function)"},
        BadInput{"[2, 4, 6]", "[2]\n[cutoff_scan]",
                 "c.toml:19: cutoff_scan = {} (it needs the 4-point"},
        BadInput{"[2, 4, 6]", "[4]\n[eft]\nsextic = true",
                 "c.toml:20: eft.sextic = true (it needs the 6"},
        BadInput{"", "[eft]\nquartic = []\n", "c.toml:20: eft.quartic = [] (is an empty list)"},
        BadInput{"", "[eft]\nquartic = \"constant\"\n",
                 "c.toml:20: eft.quartic = \"constant\" (is a te"},
        BadInput{"", "[eft]\nquartic = [\"cubic\"]\n",
                 "c.toml:20: eft.quartic = \"cubic\" (unknown name"},
        BadInput{"", "[eft]\ncutoff = 0\n", "c.toml:20: eft.cutoff = 0 (is not positive)"},
        BadInput{"", "[cutoff_scan]\ncutoffs = [-1.0, 2.0]\n",
                 "c.toml:20: cutoff_scan.cutoffs = -1 (is"},
        BadInput{"", "[cutoff_scan]\ncutoffs = []\n",
                 "c.toml:20: cutoff_scan.cutoffs = [] (is an empty"},
        BadInput{"", "[cutoff_scan]\ncutoffs = [2, 2]\n",
                 "c.toml:20: cutoff_scan.cutoffs = 2 (follows"},
        BadInput{"", "[cutoff_scan]\ncutoffs = 3\n",
                 "c.toml:20: cutoff_scan.cutoffs = 3 (is an integer"},
        BadInput{"title = \"check\"", "title = 3",
                 "c.toml:1: title = 3 (is an integer, not a text)"},
        BadInput{"title", "this is not toml [", "c.toml:1: not TOML ("}));

TEST(ReadPlan, RefusesWhatIsNoTextAtAll) {
  EXPECT_THAT(complaint(""),
              StartsWith("c.toml: ensemble.architecture (is missing). Set it to one of erf"));
  std::string binary;
  for (int i = 0; i < 10; ++i)
    binary += std::string("\0\1\xff", 3);
  EXPECT_THAT(complaint(binary), StartsWith("c.toml:1: not TOML ("));
}

TEST(ReadPlan, NamesOfFilesCannotBreakTheLine) {
  auto const what = complaint_of([] {
    static_cast<void>(read_plan({"", "a\nb\x1b[31m.toml", {}, PlanUse::theory}));
  });
  EXPECT_THAT(what, StartsWith("a\\nb\\x1b[31m.toml: ensemble.architecture"));
}

TEST(ReadText, SaysWhyAFileCannotBeRead) {
  auto const text = [](std::string const& file) {
    return complaint_of([&] { static_cast<void>(read_text(file)); });
  };
  EXPECT_THAT(text("nowhere.toml"),
              StartsWith("nowhere.toml: cannot be read (No such file or directory)."));
  EXPECT_THAT(text("/"), StartsWith("/: cannot be read (is a folder)."));
}

TEST(ReadPlan, Until) {
  auto const text = [](std::string const& until) {
    return with(good_text, "seed = 1\n", "seed = 1\nuntil = " + until + "\n");
  };
  auto const until =
      plan_of(text("{quantity = \"g4\", relative_error = 0.01, max_networks = \"1e6\"}"))
          .sampling.until;
  ASSERT_TRUE(until);
  EXPECT_EQ(until->quantity, Quantity::g4);
  EXPECT_EQ(until->relative_error, 0.01);
  EXPECT_EQ(until->max_networks, 1'000'000);
  EXPECT_FALSE(plan_of(good_text).sampling.until);
  auto const refused = [&](std::string const& until, std::string const& why) {
    EXPECT_THAT(complaint(text(until)), testing::HasSubstr(why)) << until;
  };
  refused("1", "is no table");
  refused("{quantity = \"g4\", relative_error = 0.01}", "has no max_networks");
  refused("{quantity = \"g5\", relative_error = 0.01, max_networks = 1e6}", "unknown name");
  refused("{quantity = \"g4\", relative_error = 0, max_networks = 1e6}", "is not positive");
  refused("{quantity = \"g4\", relative_error = 0.1, max_networks = 999}", "less than");
  // width 4: 32 bins of blocks of 2000
  refused("{quantity = \"g4\", relative_error = 0.1, max_networks = 63999}", "64000 networks");
  EXPECT_THAT(complaint(with(text("{quantity = \"g4\", relative_error = 0.1, max_networks = 1e6}"),
                             "[2, 4, 6]", "[2, 6]")),
              testing::HasSubstr("its order is not in correlators.orders"));
}

} // namespace
} // namespace nnft
