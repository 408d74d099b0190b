#include "nnft/config/messages.hpp"

#include <array>
#include <gmock/gmock.h>

#include "plan_source.hpp"

namespace nnft::config {
namespace {

TEST(Printable, EscapesWhatATerminalCannotShow) {
  EXPECT_EQ(printable("sigma = \xcf\x83"), "sigma = \xcf\x83"); // two bytes of UTF-8
  EXPECT_EQ(printable("a\nb\tc\x01\x7f"), "a\\nb\\tc\\x01\\x7f");
  EXPECT_EQ(printable("\xff\xc3"), "\\xff\\xc3");          // no UTF-8; a sequence cut short
  EXPECT_EQ(printable("\xc0\xaf"), "\\xc0\\xaf");          // overlong slash
  EXPECT_EQ(printable("\xed\xa0\x80"), "\\xed\\xa0\\x80"); // a surrogate
  EXPECT_EQ(printable("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80"); // beyond U+10FFFF
  EXPECT_EQ(printable("\xc2\x85"), "\\xc2\\x85");          // next line, a control character
  EXPECT_EQ(printable("\xe2\x80\xa8"), "\\xe2\\x80\\xa8"); // line separator
  EXPECT_EQ(printable("\xf0\x9f\x99\x82"), "\xf0\x9f\x99\x82");
}

TEST(Printable, CutsWhatIsLongBetweenCharacters) {
  EXPECT_EQ(printable(std::string(100, 'x'), 10), "xxxxxxxxxx...");
  EXPECT_EQ(printable("xxx\xcf\x83", 4), "xxx...");
  EXPECT_EQ(printable("xxxx", 4), "xxxx");
}

TEST(Refuse, LeavesOutWhatDoesNotApply) {
  auto const text = [](std::string_view value) {
    return test::complaint_of([&] { refuse("c.toml:3: key", value, "is wrong", "Mend it"); });
  };
  EXPECT_EQ(text("5"), "c.toml:3: key = 5 (is wrong). Mend it.");
  EXPECT_EQ(text(""), "c.toml:3: key (is wrong). Mend it.");
}

TEST(EditDistance, CountsEditsAndSwaps) {
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3U); // the textbook example
  EXPECT_EQ(edit_distance("", "abc"), 3U);
  EXPECT_EQ(edit_distance("widht", "width"), 1U); // one swap of neighbours
  EXPECT_EQ(edit_distance("seed", "seed"), 0U);
}

TEST(Nearest, FindsTheWordThatWasMeantOrNone) {
  std::array<std::string_view, 3> const names{"width", "depth", "d_in"};
  EXPECT_EQ(nearest("widht", names), "width");
  EXPECT_EQ(nearest("dpeth", names), "depth");
  EXPECT_EQ(nearest("temperature", names), "");
  EXPECT_EQ(nearest(std::string(100000, 'w'), names), "");
  EXPECT_EQ(joined(names), "width, depth, d_in");
}

} // namespace
} // namespace nnft::config
