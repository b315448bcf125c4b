#include "tools/cli/terminal/table.h"

#include "gtest/gtest.h"

namespace comptoir::cli {
namespace {

TEST(TextWidth, CountsWhatATerminalShows) {
  EXPECT_EQ(TextWidth("Zoë"), 3);
  EXPECT_EQ(TextWidth("e\u0301"), 1);
  EXPECT_EQ(TextWidth("日本"), 4);
}

TEST(FormatTable, AlignsColumns) {
  EXPECT_EQ(FormatTable({"ID", "NAME", "CITY"},
                        {{"1", "Hélène", "Lyon"}, {"2", "Bo", ""}}, {}),
            "ID  NAME    CITY\n"
            "1   Hélène  Lyon\n"
            "2   Bo      \n");
}

TEST(FormatTable, MakesHeadingsBoldInColor) {
  EXPECT_EQ(FormatTable({"ID"}, {{"1"}}, {.has_color = true}),
            "\x1b[1mID\x1b[0m\n1\n");
}

TEST(FormatTable, LetsNoCellSteerTheTerminal) {
  EXPECT_EQ(FormatTable({"A"}, {{"x\x1b[2Jy\nz"}}, {}), "A\nx [2Jy z\n");
}

TEST(FormatPairs, AlignsValues) {
  EXPECT_EQ(FormatPairs({{"id", "1"}, {"name", "Zoë"}}),
            "id    1\nname  Zoë\n");
}

}  // namespace
}  // namespace comptoir::cli
