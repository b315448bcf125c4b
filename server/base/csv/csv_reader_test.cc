#include "server/base/csv/csv_reader.h"

#include <string>
#include <vector>

#include "fmt/format.h"
#include "fmt/ranges.h"
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
  // Commas in nearly every row, and a title above the headings.
  EXPECT_EQ(ReadCsv("a;b\n\"1, 2\";3\n4, 5, 6;7\n8, 9, 0;1\n")->delimiter, ';');
  EXPECT_EQ(ReadCsv("Customers, by name\na;b;c\n1;2;3\n")->delimiter, ';');
  EXPECT_EQ(ReadCsv("email\na@example.com\n")->delimiter, ',');
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

// Each row as "line: cells", a bad one with a question mark.
std::vector<std::string> RowsOf(const std::string& text) {
  std::vector<std::string> rows;
  const auto table = ReadCsv(text);
  if (!table.ok()) return {std::string(table.status().message())};
  for (const CsvRow& row : table->rows) {
    rows.push_back(fmt::format("{}{} {}", row.line,
                               row.problem.empty() ? ':' : '?',
                               fmt::join(row.cells, "|")));
  }
  return rows;
}

TEST(ReadCsv, GivesUpOneRowForAStrayQuote) {
  // Never closed; closed by nothing but the end of the file.
  EXPECT_THAT(RowsOf("a,b\n1,2\n\"3,4\n5,6\n"),
              ElementsAre("2: 1|2", "3? \"3|4", "4: 5|6"));
  EXPECT_THAT(RowsOf("a,b\n1,2\n\"3,4"), ElementsAre("2: 1|2", "3? \"3|4"));
  // Inside a cell; after one; before a quoted cell of another row.
  EXPECT_THAT(RowsOf("a,b\n1,x\"2\n3,4\n"), ElementsAre("2? 1|x\"2", "3: 3|4"));
  EXPECT_THAT(RowsOf("a,b\n\"1\"x,2\n3,4\n"),
              ElementsAre("2? \"1\"x|2", "3: 3|4"));
  EXPECT_THAT(RowsOf("a,b\n\"1,2\n\"3\",4\n"),
              ElementsAre("2? \"1|2", "3: 3|4"));
  // Each by itself.
  EXPECT_THAT(RowsOf("a,b\n\"1,2\n3,4\n\"5,6\n7,8\n"),
              ElementsAre("2? \"1|2", "3: 3|4", "4? \"5|6", "5: 7|8"));
}

TEST(ReadCsv, TakesNoRowsForTheTextBetweenTwoStrayQuotes) {
  EXPECT_THAT(RowsOf("a,b,c\n1,\"2,3\n4,5,6\n7,8,9\nx,y\",z\n10,11,12\n"),
              ElementsAre("2? 1|\"2|3", "3: 4|5|6", "4: 7|8|9", "5? x|y\"|z",
                          "6: 10|11|12"));
}

// What a row says in its other lines is not a row.
TEST(ReadCsv, GivesUpAllLinesOfABadRow) {
  EXPECT_THAT(RowsOf("a,b,c\n1,\"likes \"tea\nand cake\",2\n3,4,5\n"),
              ElementsAre("2? 1|\"likes \"tea\nand cake\"|2", "4: 3|4|5"));
}

TEST(ReadCsv, KeepsLongTextsOfManyLines) {
  const std::string text(1000, '\n');

  EXPECT_THAT(RowsOf("a,b,c\n\"x" + text + "y\",2,3\n4,5,6\n"),
              ElementsAre("2: x" + text + "y|2|3", "1003: 4|5|6"));
}

TEST(ReadCsv, EndsAQuoteThatGoesOnTooLong) {
  const auto rows_with = [](size_t bytes) {
    std::string text = "a,b\n\"x\n";
    // All of the row but `a,b` and its end.
    text.append(bytes - std::string("\"x\n\",2\n").size(), 'y');
    return ReadCsv(text + "\",2\n3,4\n")->rows;
  };
  const size_t most = kManyLinesBytesMax;

  EXPECT_EQ(rows_with(most)[0].problem, "");
  EXPECT_NE(rows_with(most + 1)[0].problem, "");
  EXPECT_THAT(rows_with(most + 1), SizeIs(2));
}

TEST(ReadCsv, TakesPairedQuotesInsideACellForLetters) {
  EXPECT_THAT(RowsOf("a,b\nJean \"Jojo\" Roux,2\n\"A \"B\" C\",=\"01\"\n"),
              ElementsAre("2: Jean \"Jojo\" Roux|2", "3: A \"B\" C|=\"01\""));
}

TEST(ReadCsv, WantsAHeading) {
  EXPECT_FALSE(ReadCsv("").ok());
  EXPECT_FALSE(ReadCsv("\n\n").ok());
  EXPECT_THAT(RowsOf("\"a,b\n"), ElementsAre(HasSubstr("line 1: a quote")));
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
