#include "nnft/config/presets.hpp"

#include <gmock/gmock.h>
#include <set>

#include "plan_source.hpp"

namespace nnft {
namespace {

using test::plan_of;
using testing::ElementsAre;
using testing::SizeIs;

TEST(Presets, AllAreConfigurationsThatExplainThemselves) {
  std::set<std::string_view> names;
  for (auto const& preset : presets()) {
    EXPECT_NO_THROW(static_cast<void>(plan_of(std::string(preset.text)))) << preset.name;
    EXPECT_TRUE(preset.text.starts_with("# ")) << preset.name;
    EXPECT_FALSE(preset.summary().starts_with('#')) << preset.name;
    EXPECT_GT(preset.summary().size(), 30U) << preset.name;
    EXPECT_TRUE(names.insert(preset.name).second) << preset.name;
  }
  EXPECT_THAT(names, SizeIs(22));
}

TEST(Presets, ThePapersExperiments) {
  for (std::string const net : {"erf", "relu", "gauss", "cos"})
    for (int d_in = 1; d_in <= 3; ++d_in) {
      auto const name = "hms-" + net + (d_in > 1 ? "-d" + std::to_string(d_in) : "");
      auto const plan = plan_of(std::string(preset_named(name).text));
      EXPECT_EQ(name_of(plan.ensemble.activation), net);
      EXPECT_EQ(plan.ensemble.d_in, d_in);
      EXPECT_EQ(plan.inputs.name, "hms");
      EXPECT_THAT(plan.ensemble.width, ElementsAre(2, 3, 4, 5, 10, 20, 50, 100, 500, 1000));
      EXPECT_EQ(plan.sampling.experiments, 10);
      EXPECT_EQ(plan.sampling.networks, 1'000'000);
      EXPECT_THAT(plan.orders, ElementsAre(2, 4, 6));
      EXPECT_EQ(plan.members().at(0).sigma_b_out, net == "relu" || net == "cos" ? 0 : 1);
      EXPECT_THAT(plan.cutoffs, SizeIs(21));
    }
}

TEST(Presets, TheOthers) {
  EXPECT_EQ(plan_of(std::string(preset_named("hms-erf-positive").text)).inputs.name,
            "hms_positive");
  EXPECT_EQ(plan_of(std::string(preset_named("hms-dout").text)).ensemble.d_out, 2);
  EXPECT_EQ(plan_of(std::string(preset_named("tanh").text)).ensemble.activation, Activation::tanh);
  for (std::string const net : {"erf", "relu", "gauss"}) {
    auto const fit = plan_of(std::string(preset_named("hms-eft-" + net).text));
    EXPECT_EQ(fit.eft->test.size(), 6);
    EXPECT_TRUE(fit.eft->sextic);
    for (std::string const d_in : {"1", "2", "3"}) {
      auto const flow =
          plan_of(std::string(preset_named("hms-flow-" + net).text), {"ensemble.d_in=" + d_in});
      EXPECT_TRUE(flow.eft->sextic);
      EXPECT_LT(flow.cutoffs.front(), 0.1);
    }
  }
  auto const quick = plan_of(std::string(preset_named("quickstart").text));
  EXPECT_EQ(quick.ensemble.activation, Activation::erf);
  EXPECT_THAT(quick.orders, ElementsAre(2, 4, 6));
}

TEST(Presets, UnknownNamesGetTheNearest) {
  auto const what = [](std::string_view name) {
    return test::complaint_of([&] { static_cast<void>(preset_named(name)); });
  };
  EXPECT_EQ(what("hms-erff"),
            "preset = \"hms-erff\" (unknown preset). The nearest known name is hms-erf.");
  EXPECT_THAT(what("zzzzzzzzzzzz"), testing::HasSubstr("It is one of quickstart, hms-erf"));
}

} // namespace
} // namespace nnft
