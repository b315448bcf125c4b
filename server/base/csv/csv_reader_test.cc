#include "server/base/csv/csv_reader.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace comptoir {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

TEST(ReadCsv, SplitsHeadingAndRows) {
  const auto table = ReadCsv("given,family\nHélène,Roux\nZoë,Petit\n");

  ASSERT_TRUE(table.ok());
  EXPECT_THAT(table->heading.cells, ElementsAre("given", "family"));
  ASSERT_THAT(table->rows, SizeIs(2));
  EXPECT_THAT(table->rows[1].cells, ElementsAre("Zoë", "Petit"));
}

TEST(ReadCsv, FindsOutTheDelimiter) {
  EXPECT_EQ(ReadCsv("a;b;c\n1,5;2;3\n")->delimiter, ';');
  EXPECT_EQ(ReadCsv("a\tb\n1\t2,3\n")->delimiter, '\t');
  EXPECT_EQ(ReadCsv("a|b\n1|2\n")->delimiter, '|');
  EXPECT_EQ(ReadCsv("a,b\n1;1;1,2\n3,4\n")->delimiter, ',');
}

TEST(ReadCsv, BelievesTheLineThatExcelWrites) {
  const auto table = ReadCsv("sep=|\r\na|b\r\n1|2\r\n");

  EXPECT_THAT(table->heading.cells, ElementsAre("a", "b"));
  EXPECT_EQ(table->rows[0].line, 3);
}

TEST(ReadCsv, KeepsEmptyCellsBetweenTabs) {
  const auto table = ReadCsv("a\tb\tc\n1\t\t3\n");

  EXPECT_THAT(table->rows[0].cells, ElementsAre("1", "", "3"));
}

TEST(ReadCsv, KeepsWhatIsQuoted) {
  const auto table = ReadCsv("a,b\n\" x, \"\"y\"\"\nz \",2\n");

  EXPECT_THAT(table->rows[0].cells, ElementsAre(" x, \"y\"\nz ", "2"));
}

TEST(ReadCsv, CountsLinesInsideQuotes) {
  const auto table = ReadCsv("a,b\r\n\"1\r\n1\",2\r\n\r\n3,4");

  ASSERT_THAT(table->rows, SizeIs(2));
  EXPECT_EQ(table->rows[0].line, 2);
  EXPECT_EQ(table->rows[1].line, 5);
}

TEST(ReadCsv, ReadsOldMacLineEnds) {
  EXPECT_THAT(ReadCsv("a,b\r1,2\r3,4\r")->rows, SizeIs(2));
}

TEST(ReadCsv, LeavesOutEmptyRows) {
  EXPECT_THAT(ReadCsv("a,b\n,,\n\n1,2\n;\n")->rows, SizeIs(2));
}

TEST(ReadCsv, NamesTheLineOfAnOpenQuote) {
  const auto table = ReadCsv("a,b\n1,2\n\"3,4\n5,6\n");

  EXPECT_THAT(std::string(table.status().message()), HasSubstr("line 3"));
}

TEST(ReadCsv, WantsAHeading) {
  EXPECT_FALSE(ReadCsv("").ok());
  EXPECT_FALSE(ReadCsv("\n\n").ok());
}

TEST(WriteCsvRow, QuotesWhatNeedsIt) {
  EXPECT_EQ(WriteCsvRow({"a", "b;c", "d\"e", "f\ng", " h", ""}, ';'),
            "a;\"b;c\";\"d\"\"e\";\"f\ng\";\" h\";\r\n");
}

TEST(WriteCsvRow, IsReadBackAsItWas) {
  const std::vector<std::string> cells = {"a,b", "\"\"", "c\r\nd", " e "};

  const auto table = ReadCsv("1,2,3,4\n" + WriteCsvRow(cells, ','));

  EXPECT_EQ(table->rows[0].cells, cells);
}

}  // namespace
}  // namespace comptoir
