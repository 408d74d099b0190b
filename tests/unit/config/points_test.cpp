#include "nnft/config/points.hpp"

#include <cmath>
#include <fstream>
#include <gmock/gmock.h>

#include "plan_source.hpp"

namespace nnft {
namespace {

using config::parse_points;
using test::complaint;
using test::complaint_of;
using test::good_text;
using test::plan_of;
using test::with;
using testing::HasSubstr;
using testing::StartsWith;

TEST(PointTable, ReadsCommasBlanksAndComments) {
  Eigen::MatrixXd const expected{{-1, 0.25, 3}, {0.5, 2, 4e-3}};
  EXPECT_EQ(parse_points("# x, y\n-1, 0.5\n\n0.25,+2 # second\r\n3,4e-3", "p.csv", 2), expected);
  EXPECT_EQ(parse_points("\xef\xbb\xbf-1 0.5\n 0.25\t2 \n3   4e-3\n", "p.csv", 2), expected);
}

TEST(PointTable, TakesNumbersBelowTheSmallestDouble) {
  Eigen::MatrixXd const expected{{0, 1e-310, 0}};
  EXPECT_EQ(parse_points("1e-400\n1e-310\n-1e-999\n", "p.csv", 1), expected);
}

TEST(PointTable, ErrorsNameFileAndLine) {
  auto const text = [](std::string_view table, int d_in = 2) {
    return complaint_of([&] { static_cast<void>(parse_points(table, "p.csv", d_in)); });
  };
  EXPECT_EQ(text("1,2\n\n1\n"), "p.csv:3: point = [1] (has 1 coordinate, ensemble.d_in is 2). Give "
                                "every point d_in coordinates.");
  EXPECT_EQ(text("x,y\n1,2\n"),
            "p.csv:1: point = \"x\" (is not a number). Write numbers; put # before "
            "comments.");
  EXPECT_EQ(text("1,nan\n"),
            "p.csv:1: point = \"nan\" (is not a number). Write numbers; put # before comments.");
  EXPECT_EQ(text("1,-inf\n"),
            "p.csv:1: point = \"-inf\" (is outside -1e12 to 1e12). Write finite numbers.");
  EXPECT_THAT(text("1,1e999\n"), StartsWith("p.csv:1: point = \"1e999\" (is outside"));
  EXPECT_THAT(text("1,2x\n"), StartsWith("p.csv:1: point = \"2x\" (is not a number)"));
  EXPECT_THAT(text("1,,2\n"), StartsWith("p.csv:1: point (an empty field)"));
  EXPECT_THAT(text("1,2,\n"), StartsWith("p.csv:1: point (an empty field)"));
  EXPECT_THAT(text("1;2\n", 1), StartsWith("p.csv:1: point = \"1;2\" (is not a number)"));
  EXPECT_EQ(text("# nothing\n"), "p.csv: points (the file has none). Write one point a line.");
  std::string many;
  for (int i = 0; i < 1001; ++i)
    many += "1 2\n";
  EXPECT_THAT(text(many), StartsWith("p.csv:1001: point (this program takes at most 1000 points)"));
}

class PointFile : public testing::Test {
 protected:
  PointFile() : folder_(std::filesystem::path(testing::TempDir()) / "nnft_points_test") {
    std::filesystem::create_directories(folder_);
    std::ofstream(folder_ / "points.csv") << "0.5\n0.25\n0.5\n";
    std::ofstream(folder_ / "wrong.csv") << "0.5\n0.25, 1\n";
  }
  ~PointFile() override { std::filesystem::remove_all(folder_); }
  RunPlan read(std::string const& name) const {
    auto const text = with(good_text, "points = [[-0.5], [0.4], [1.0]]", "file = \"" + name + "\"");
    return read_plan({text, folder_ / "c.toml", {}, PlanUse::sampling});
  }
  std::filesystem::path folder_;
};

TEST_F(PointFile, IsRelativeToTheConfiguration) {
  Eigen::MatrixXd const expected{{0.5, 0.25, 0.5}}; // a point may come twice
  EXPECT_EQ(read("points.csv").inputs.x, expected);
  EXPECT_EQ(read((folder_ / "points.csv").string()).inputs.x, expected);
}

TEST_F(PointFile, ErrorsAreOfTheRightFile) {
  EXPECT_THAT(complaint_of([&] { static_cast<void>(read("wrong.csv")); }),
              StartsWith((folder_ / "wrong.csv").string() + ":2: point = [0.25, 1] (has 2 coord"));
  EXPECT_THAT(complaint_of([&] { static_cast<void>(read("nowhere.csv")); }),
              StartsWith((folder_ / "c.toml").string() +
                         ":10: inputs.file = \"nowhere.csv\" (cannot be read: No such file"));
  EXPECT_THAT(complaint_of([&] { static_cast<void>(read(".")); }),
              HasSubstr("inputs.file = \".\" (cannot be read: is a folder)"));
  EXPECT_THAT(complaint_of([&] { static_cast<void>(read("")); }), HasSubstr("(is empty)"));
}

TEST(Inputs, DefaultIsThePapersSet) {
  auto const text = with(good_text, "points = [[-0.5], [0.4], [1.0]]\n", "");
  Eigen::MatrixXd const erf{{-1, -0.6, -0.2, 0.2, 0.6, 1}}; // specification section 0
  EXPECT_EQ(plan_of(text).inputs.x, erf);
  EXPECT_EQ(plan_of(text).inputs.name, "hms");
  Eigen::MatrixXd const relu{{0.2, 0.4, 0.6, 0.8, 1, 1.2}};
  EXPECT_EQ(plan_of(text, {"ensemble.architecture=relu"}).inputs.x, relu);
  EXPECT_EQ(plan_of(text, {"inputs.preset=hms_positive"}).inputs.x, relu);
  EXPECT_EQ(plan_of(text, {"ensemble.d_in=3"}).inputs.size(), 4);
  EXPECT_THAT(
      complaint(text, {"ensemble.d_in=4"}),
      StartsWith("--set: ensemble.d_in = 4 (the papers' input sets exist for d_in = 1, 2, 3)"));
  EXPECT_THAT(complaint(text, {"ensemble.d_in=4", "inputs.preset=hms"}),
              StartsWith("--set: inputs.preset = \"hms\" (the papers' input sets exist for"));
  EXPECT_THAT(complaint(text, {"inputs.preset=hsm"}),
              HasSubstr("The nearest known name is \"hms\""));
}

TEST(Inputs, ExactlyOneWay) {
  EXPECT_EQ(complaint(with(good_text, "[sampling]", "preset = \"hms\"\n[sampling]")),
            "c.toml:11: inputs.preset = \"hms\" (inputs.points is given, too). Keep one of them.");
  EXPECT_EQ(plan_of(good_text, {"inputs.preset=hms"}).inputs.size(),
            6); // a --set replaces the file's
}

TEST(Inputs, RefusesWrongPoints) {
  auto const points = [](std::string const& value) {
    return complaint(with(good_text, "[[-0.5], [0.4], [1.0]]", value));
  };
  EXPECT_EQ(points("[]"), "c.toml:10: inputs.points = [] (is an empty list). Write one list of "
                          "coordinates a point, such as [[-1.0], [0.5]] for d_in = 1.");
  EXPECT_THAT(points("[-1.0, 0.5]"),
              StartsWith("c.toml:10: inputs.points = -1 (is a real number, not a list)"));
  EXPECT_THAT(
      points("[[1.0],\n[0.5, 1.0]]"),
      StartsWith("c.toml:11: inputs.points = [0.5, 1] (has 2 coordinates, ensemble.d_in is 1)"));
  EXPECT_THAT(points("[[]]"), StartsWith("c.toml:10: inputs.points = [] (is an empty list)"));
  EXPECT_THAT(points("[[nan]]"), StartsWith("c.toml:10: inputs.points = nan (is not a number)"));
  EXPECT_THAT(points("[[inf]]"), StartsWith("c.toml:10: inputs.points = inf (is infinite)"));
  EXPECT_THAT(points("[[1e13]]"),
              StartsWith("c.toml:10: inputs.points = 10000000000000 (is beyond"));
  EXPECT_THAT(points("[[\"1\"]]"), StartsWith("c.toml:10: inputs.points = \"1\" (is a text"));
  EXPECT_THAT(points("3"), StartsWith("c.toml:10: inputs.points = 3 (is an integer, not a list)"));
  std::string many = "[";
  for (int i = 0; i < 1001; ++i)
    many += "[1],";
  EXPECT_THAT(points(many + "]"), HasSubstr("has 1001 points, this program takes at most 1000"));
}

TEST(Inputs, MinusZeroIsZero) {
  EXPECT_FALSE(std::signbit(plan_of(good_text, {"inputs.points=[[-0.0]]"}).inputs.x(0, 0)));
  EXPECT_FALSE(std::signbit(parse_points("-0.0\n", "p.csv", 1)(0, 0)));
}

} // namespace
} // namespace nnft
