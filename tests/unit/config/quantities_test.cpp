#include "nnft/config/quantities.hpp"

#include <gmock/gmock.h>

#include "plan_source.hpp"

namespace nnft {
namespace {

using test::complaint_of;
using testing::HasSubstr;
using testing::StartsWith;

TEST(ParseCount, ReadsWhatPeopleWrite) {
  EXPECT_EQ(parse_count("4", "k"), 4);
  EXPECT_EQ(parse_count("1_000_000", "k"), 1'000'000);
  EXPECT_EQ(parse_count("1e9", "k"), 1'000'000'000);
  EXPECT_EQ(parse_count(" 1.5E+6 ", "k"), 1'500'000);
  EXPECT_EQ(parse_count("+2.0", "k"), 2);
  EXPECT_EQ(parse_count("12300e-2", "k"), 123);
  EXPECT_EQ(parse_count("2^20", "k"), 1'048'576);
  EXPECT_EQ(parse_count("2^0", "k"), 1);
  EXPECT_EQ(parse_count("0^0", "k"), 1);
  EXPECT_EQ(parse_count("1^9223372036854775807", "k"), 1);
  EXPECT_EQ(parse_count("0e999999999999999999999", "k"), 0);
}

TEST(ParseCount, LosesNoDigit) {
  EXPECT_EQ(parse_count("9007199254740993", "k"), 9007199254740993); // 2^53 + 1, no double
  EXPECT_EQ(parse_count("9223372036854775807", "k"), 9223372036854775807);
  EXPECT_EQ(parse_count("9.223372036854775807e18", "k"), 9223372036854775807);
}

TEST(ParseCount, RefusesOverflow) {
  for (auto const* text : {"9223372036854775808", "2^63", "1e19", "99999999999999999999", "1e400",
                           "10^19", "1e99999999999999999999999", "99999999999999999999^2"})
    EXPECT_THAT(complaint_of([&] { static_cast<void>(parse_count(text, "k")); }),
                HasSubstr("exceeds 2^63 - 1"))
        << text;
}

TEST(ParseCount, SaysWhatIsWrong) {
  EXPECT_EQ(complaint_of([] { static_cast<void>(parse_count("four", "--network")); }),
            "--network = \"four\" (is not a number). Write a whole number such as 1000, \"1e9\" or "
            "\"2^20\".");
  for (auto const* text : {"", "_1", "1_", "1__0", "1e", "1e+", "1.", ".5", "2^", "^2", "2^-1",
                           "2^2^2", "1 000", "0x10", "1e3x", "nan", "inf", "1\n", "+-1"})
    EXPECT_THAT(complaint_of([&] { static_cast<void>(parse_count(text, "k")); }),
                HasSubstr("(is not a number)"))
        << text;
  EXPECT_THAT(complaint_of([] { static_cast<void>(parse_count("-4", "k")); }),
              HasSubstr("(is negative)"));
  for (auto const* text : {"1.5", "1e-1", "15e-1"})
    EXPECT_THAT(complaint_of([&] { static_cast<void>(parse_count(text, "k")); }),
                HasSubstr("(is not a whole number)"))
        << text;
}

TEST(ParseDuration, ReadsUnitsAndClocks) {
  EXPECT_EQ(parse_duration("90", "k"), 90);
  EXPECT_EQ(parse_duration("0.3", "k"), 0.3);
  EXPECT_EQ(parse_duration("90s", "k"), 90);
  EXPECT_EQ(parse_duration("5m", "k"), 300);
  EXPECT_EQ(parse_duration("1h30m", "k"), 5400);
  EXPECT_EQ(parse_duration("1.5h", "k"), 5400);
  EXPECT_EQ(parse_duration("2d1s", "k"), 172801);
  EXPECT_EQ(parse_duration("01:30:00", "k"), 5400);
  EXPECT_EQ(parse_duration("100:00:01", "k"), 360001);
  EXPECT_EQ(parse_duration("1-12:00:00", "k"), 129600); // SLURM's days
}

TEST(ParseDuration, RefusesTheRest) {
  for (auto const* text : {"", "5x", "m", "30m1h", "5m5m", "1h30", "-5", "01:30", "1:2:3",
                           "01:60:00", "01:00:00:00", "::", "1-", "nan", "inf", "1e3", "5 minutes"})
    EXPECT_THAT(complaint_of([&] { static_cast<void>(parse_duration(text, "k")); }),
                HasSubstr("(is not a time)"))
        << text;
  for (auto const* text : {"0", "0s", "00:00:00"})
    EXPECT_THAT(complaint_of([&] { static_cast<void>(parse_duration(text, "k")); }),
                HasSubstr("(is not a positive time)"))
        << text;
  for (auto const* text : {"1000000001", "99999999999999999999:00:00", "99999999999d"})
    EXPECT_THAT(complaint_of([&] { static_cast<void>(parse_duration(text, "k")); }),
                HasSubstr("longer than 1e9 s"))
        << text;
}

TEST(ParseBytes, KnowsDecimalAndBinaryUnits) {
  EXPECT_EQ(parse_bytes("8GiB", "k"), std::int64_t{8} << 30U);
  EXPECT_EQ(parse_bytes("500 MB", "k"), 500'000'000);
  EXPECT_EQ(parse_bytes("1.5 kB", "k"), 1500);
  EXPECT_EQ(parse_bytes("8G", "k"), std::int64_t{8} << 30U);
  EXPECT_EQ(parse_bytes("4 tib", "k"), std::int64_t{4} << 40U);
  EXPECT_EQ(parse_bytes("4096", "k"), 4096);
  EXPECT_EQ(parse_bytes("16 B", "k"), 16);
}

TEST(ParseBytes, RefusesTheRest) {
  for (auto const* text : {"", "GiB", "8XB", "8 GiB free", "-1", "1e9", "nan", "8iB", "8GBB"})
    EXPECT_THAT(complaint_of([&] { static_cast<void>(parse_bytes(text, "k")); }),
                HasSubstr("(is not an amount of memory)"))
        << text;
  EXPECT_THAT(complaint_of([] { static_cast<void>(parse_bytes("0", "k")); }),
              HasSubstr("less than one byte"));
  EXPECT_THAT(complaint_of([] { static_cast<void>(parse_bytes("9999999 TiB", "k")); }),
              HasSubstr("exceeds 2^60"));
}

TEST(ShownBytes, ChoosesTheUnit) {
  EXPECT_EQ(shown_bytes(512), "512 B");
  EXPECT_EQ(shown_bytes(999 * 1024.0), "999 KiB");
  EXPECT_EQ(shown_bytes(1010 * 1024.0), "0.986 MiB");
  EXPECT_EQ(shown_bytes(1.5 * 1024 * 1024), "1.5 MiB");
  EXPECT_EQ(shown_bytes(8.0 * (std::int64_t{1} << 30U)), "8 GiB");
}

} // namespace
} // namespace nnft
