#include "nnft/config/document.hpp"

#include <gmock/gmock.h>

#include "plan_source.hpp"

namespace nnft::config {
namespace {

using testing::StartsWith;

TEST(Document, EveryValueKnowsItsLine) {
  auto const table = parsed_document("b = 1\n[t]\nx = [1,\n  2.5]\n[t.u]\n", "f.toml");
  ASSERT_EQ(table.size(), 2U);
  EXPECT_EQ(table[0].name, "b"); // in the order of the file
  EXPECT_EQ(find(table, "b")->where, "f.toml:1");
  EXPECT_EQ(find(table, "t")->where, "f.toml:2");
  auto const& t = std::get<Table>(find(table, "t")->value);
  auto const& x = std::get<List>(find(t, "x")->value);
  EXPECT_EQ(find(t, "x")->where, "f.toml:3");
  EXPECT_EQ(x[1].where, "f.toml:4");
  EXPECT_EQ(find(t, "u")->where, "f.toml:5");
  EXPECT_EQ(find(t, "v"), nullptr);
}

TEST(Document, ShowsValuesOnOneLine) {
  auto const text = [](std::string const& value) { return shown(parsed_override(value)); };
  EXPECT_EQ(text("[1, 2.5, \"a\\nb\", true, 1979-05-27]"), "[1, 2.5, \"a\\nb\", true, 1979-05-27]");
  EXPECT_EQ(text("{a = 1, b = {}}"), "{a = 1, b = {}}");
  EXPECT_LT(shown(Node{List(1000, Node{1.0, ""}), ""}).size(), 90U);
  EXPECT_EQ(kind_of(parsed_override("07:32:00")), "a date or time");
  EXPECT_EQ(kind_of(parsed_override("inf")), "a real number");
}

TEST(Document, AnOverrideIsTomlOrText) {
  EXPECT_EQ(std::get<std::int64_t>(parsed_override("3").value), 3);
  EXPECT_EQ(std::get<std::string>(parsed_override("relu").value), "relu");
  EXPECT_EQ(std::get<std::string>(parsed_override("2^20").value), "2^20");
  EXPECT_EQ(std::get<std::string>(parsed_override("[2, 4").value), "[2, 4");
  EXPECT_EQ(std::get<std::string>(parsed_override("").value), "");
  EXPECT_EQ(std::get<std::string>(parsed_override("1\nother = 2").value), "1\nother = 2");
  EXPECT_EQ(parsed_override("[1, 2]").where, "--set");
  EXPECT_EQ(std::get<List>(parsed_override("[1, 2]").value)[1].where, "--set");
}

TEST(Document, SyntaxErrorsHaveTheShapeOfAllErrors) {
  auto const text = [](std::string_view toml) {
    return test::complaint_of([&] { static_cast<void>(parsed_document(toml, "f.toml")); });
  };
  EXPECT_THAT(text("a = 1\nthis is not toml ["), StartsWith("f.toml:2: not TOML ("));
  EXPECT_THAT(text("a = 1\n\na = 2\n"), StartsWith("f.toml:3: not TOML ("));
  EXPECT_THAT(text("a = 99999999999999999999\n"), StartsWith("f.toml:1: not TOML ("));
  EXPECT_THAT(text("a = \"\xff\xfe\"\n"), StartsWith("f.toml:1: not TOML ("));
  EXPECT_THAT(text(std::string_view("\0\1\xff\0\1\xff", 6)), StartsWith("f.toml:1: not TOML ("));
  EXPECT_THAT(text("a = \"\n\""), StartsWith("f.toml:1: not TOML ("));
  EXPECT_THAT(text("a = " + std::string(100000, '[')), StartsWith("f.toml:1: not TOML ("));
  EXPECT_EQ(text(""), "accepted");
  EXPECT_EQ(text("\xef\xbb\xbf# a byte order mark\r\na = 1\r\n"), "accepted");
}

} // namespace
} // namespace nnft::config
