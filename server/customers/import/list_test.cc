#include "server/customers/import/list.h"

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace comptoir::customers {
namespace {

using std::string_view_literals::operator""sv;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::string ErrorOf(std::string_view bytes, const ListOptions& options = {}) {
  return std::string(ReadList(bytes, options).status().message());
}

TEST(ReadList, ReadsATableFromItsBytes) {
  const auto list = ReadList(
      "Clients;;\nPr\xE9nom;Nom;Pays\nH\xE9l\xE8ne;Lef\xE8vre;France\n;;\n"
      "\"Zo\xEB;Petit;\nAwa;Diop;\n",
      {});

  ASSERT_TRUE(list.ok()) << list.status();
  EXPECT_EQ(list->encoding, "windows-1252");
  EXPECT_EQ(list->table.heading.line, 2);
  ASSERT_EQ(list->rows.size(), 3u);
  EXPECT_EQ(list->rows[0]->customer.given_name(), "Hélène");
  EXPECT_TRUE(absl::IsInvalidArgument(list->rows[1].status()));
  EXPECT_EQ(list->table.rows[1].line, 5);
  EXPECT_EQ(list->rows[2]->customer.family_name(), "Diop");
}

TEST(ReadList, GivesUpOneRowForACellThatIsTooLarge) {
  const auto list = ReadList(
      "name,note\nAwa,\"" + std::string(5'000'000, 'x') + "\"\nNoé,Tea\n", {});

  ASSERT_TRUE(list.ok()) << list.status();
  EXPECT_THAT(std::string(list->rows[0].status().message()),
              HasSubstr("a cell of 5000000 bytes"));
  EXPECT_TRUE(list->rows[1].ok());
}

TEST(ReadList, DoubtsADayThatStandsForNone) {
  const auto doubts_with = [](int epochs, int others) {
    std::string bytes = "name,birthday\n";
    for (; epochs > 0; --epochs) bytes += "Awa,1970-01-01\n";
    for (; others > 0; --others) bytes += "Noé,1990-04-13\n";
    return ReadList(bytes, {})->doubts;
  };

  EXPECT_THAT(doubts_with(3, 27),
              ElementsAre(HasSubstr("3 rows have 1970-01-01")));
  EXPECT_THAT(doubts_with(3, 28), IsEmpty());
  EXPECT_THAT(doubts_with(2, 0), IsEmpty());
}

TEST(ReadList, SaysWhatIsNoTable) {
  EXPECT_THAT(ErrorOf("PK\x03\x04\x14\0xl/workbook.xml"sv),
              HasSubstr("save it as CSV"));
  EXPECT_THAT(ErrorOf("Date;Total\n1;2\n"),
              HasSubstr("line 1: the headings were read as \"Date\""));
  EXPECT_THAT(ErrorOf("name\nAwa\n", {.encoding = "nonsense"}),
              HasSubstr("nonsense is no encoding"));
  EXPECT_THAT(ErrorOf("name\nAwa\n", {.rows = {.country = "fr"}}),
              HasSubstr("fr is no country"));
}

TEST(ReadList, ReadsBirthdaysInTheOrderThatSomeOfThemProve) {
  constexpr char kProven[] =
      "name,birthday\nAwa,12/31/1980\nNoé,04/25/1981\nIda,03/04/1982\n";
  const auto list = ReadList(kProven, {});
  const auto given =
      ReadList(kProven, {.rows = {.date_order = DateOrder::kDayFirst}});

  ASSERT_TRUE(list.ok() && given.ok());
  EXPECT_EQ(list->rows[2]->customer.birthday(), "1982-03-04");
  EXPECT_THAT(list->doubts, ElementsAre(HasSubstr("the month first")));
  EXPECT_EQ(given->rows[2]->customer.birthday(), "1982-04-03");
  EXPECT_THAT(given->doubts, IsEmpty());
}

TEST(ReadList, ReadsNoBirthdayThatMayBeTwoDays) {
  const auto list = ReadList(
      "name,birthday\nAwa,12/31/1980\nNoé,25/04/1981\nIda,03/04/1982\n", {});

  ASSERT_TRUE(list.ok()) << list.status();
  EXPECT_EQ(list->rows[1]->customer.birthday(), "1981-04-25");
  EXPECT_EQ(list->rows[2]->customer.birthday(), "");
  ASSERT_EQ(list->rows[2]->left_out.size(), 1u);
  EXPECT_THAT(list->rows[2]->left_out[0].reason, HasSubstr("either"));
  EXPECT_THAT(list->doubts, ElementsAre(HasSubstr("--date-order")));
}

TEST(ReadList, SaysThatLettersWereSpoiltBefore) {
  const auto list = ReadList("name\nHÃ©lÃ¨ne\nGÃ¼nter\nZoë\n", {});

  ASSERT_TRUE(list.ok()) << list.status();
  EXPECT_THAT(list->doubts, ElementsAre(HasSubstr("2 rows")));
  EXPECT_THAT(ReadList("name\nZoë\n", {})->doubts, IsEmpty());
}

TEST(ForCreation, GivesTheDefaultCountry) {
  v1::Customer customer;
  EXPECT_FALSE(ForCreation(customer, {}).has_address());
  EXPECT_EQ(ForCreation(customer, {.country = "FR"}).address().country(), "FR");
  customer.mutable_address()->set_country("BE");
  EXPECT_EQ(ForCreation(customer, {.country = "FR"}).address().country(), "BE");
  EXPECT_EQ(ForCreation(customer, {}).creation_source(),
            v1::CREATION_SOURCE_IMPORT);
}

TEST(WriteRejects, MakesATableThatCanBeMended) {
  const auto list = ReadList("given_name;birthday\nZoë;soon\n", {});
  ASSERT_TRUE(list.ok()) << list.status();

  const std::string text =
      WriteRejects(list->table, {{.row = &list->table.rows[0],
                                  .code = "INVALID_ARGUMENT",
                                  .message = "no; thanks"}});

  EXPECT_EQ(text,
            "\xEF\xBB\xBFgiven_name;birthday;_line;_error_code;_error_message"
            "\r\nZoë;soon;2;INVALID_ARGUMENT;\"no; thanks\"\r\n");
  // And imported again, and again.
  const auto mended = ReadList(text, {});
  ASSERT_TRUE(mended.ok()) << mended.status();
  EXPECT_EQ(WriteRejects(mended->table, {{.row = &mended->table.rows[0],
                                          .code = "NOT_FOUND",
                                          .message = "gone"}}),
            "\xEF\xBB\xBFgiven_name;birthday;_line;_error_code;_error_message"
            "\r\nZoë;soon;2;NOT_FOUND;gone\r\n");
}

TEST(WriteRejects, WritesNoCardNumberDown) {
  const auto list =
      ReadList("name,note\nAwa,her card is 4111 1111 1111 1111 today\n", {});
  ASSERT_TRUE(list.ok()) << list.status();

  const std::string text =
      WriteRejects(list->table, {{.row = &list->table.rows[0]}});

  EXPECT_THAT(text, AllOf(HasSubstr("her card is **** **** **** 1111 today"),
                          Not(HasSubstr("4111"))));
}

}  // namespace
}  // namespace comptoir::customers
