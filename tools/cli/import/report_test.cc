#include "tools/cli/import/report.h"

#include <string>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/customers/import/list.h"

namespace comptoir::cli {
namespace {

using customers::List;
using customers::ReadList;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

class ReportTest : public testing::Test {
 protected:
  ReportTest() {
    list_ = *ReadList(
        "Nom,Téléphone,Portable,Pays\nDiop,0144556677,0612345678,\n"
        "Petit,,,n/a\nRoux,,,\n",
        {});
    result_.rows = {{.outcome = RowOutcome::kCreated, .customer_id = "cus_1"},
                    {.outcome = RowOutcome::kUpdated,
                     .customer_id = "cus_2",
                     .changed = {{.path = "family_name",
                                  .before = "Grand",
                                  .after = "Petit"},
                                 {.path = "note", .after = "Tea"}}},
                    {.outcome = RowOutcome::kRejected,
                     .status = absl::InvalidArgumentError("no good")}};
  }

  List list_;
  ImportResult result_;
};

TEST_F(ReportTest, CountsWhatBecameOfTheRows) {
  EXPECT_EQ(CountsText(result_, /*is_dry_run=*/false),
            "1 created, 1 updated, 0 unchanged, 1 rejected");
  EXPECT_EQ(CountsText(result_, /*is_dry_run=*/true),
            "1 would be created, 1 would be updated, 0 unchanged, 1 rejected");
  EXPECT_EQ(CountsJson(result_, list_),
            "{\"rows\":3,\"created\":1,\"updated\":1,\"unchanged\":0,"
            "\"rejected\":1,\"perhapsUpdated\":0,\"skipped\":0,"
            "\"partOfMergedProfile\":0,\"sameCustomer\":0,\"notReached\":0,"
            "\"cellsLeftOut\":2}");

  result_.rows[0].outcome = RowOutcome::kSameCustomer;
  EXPECT_THAT(CountsText(result_, false), HasSubstr("1 same as another row"));
}

TEST_F(ReportTest, SaysWhatItChanged) {
  EXPECT_THAT(ChangesText(result_, list_),
              ElementsAre("line 3: family_name, note of cus_2: \"Grand\" "
                          "becomes \"Petit\", nothing becomes \"Tea\""));
}

TEST_F(ReportTest, SaysWhatAMergedProfileWasNotTold) {
  result_.rows[1] = {.outcome = RowOutcome::kPartOfMerged,
                     .customer_id = "cus_2",
                     .not_taken = {"phone_number", "note"}};
  constexpr char kWhat[] =
      "part of the merged profile cus_2: left as it is: phone_number, note";

  EXPECT_THAT(LeftAsItIsText(result_, list_),
              ElementsAre(std::string("line 3: ") + kWhat));
  EXPECT_THAT(CountsText(result_, /*is_dry_run=*/true),
              HasSubstr("1 part of a merged profile"));
  EXPECT_THAT(
      WriteReportRow(1, result_.rows[1], list_),
      AllOf(HasSubstr("3,part of a merged profile,cus_2,"), HasSubstr(kWhat)));

  result_.rows[1].not_taken.clear();
  EXPECT_THAT(LeftAsItIsText(result_, list_),
              ElementsAre("line 3: part of the merged profile cus_2: left as "
                          "it is"));
}

TEST_F(ReportTest, NamesAFewOfManyRowsOfMergedProfiles) {
  std::string text = "Nom\n";
  for (int i = 0; i < 21; ++i) text += "Diop\n";
  list_ = *ReadList(text, {});
  result_.rows.assign(
      20, {.outcome = RowOutcome::kPartOfMerged, .customer_id = "cus_1"});
  EXPECT_THAT(LeftAsItIsText(result_, list_), SizeIs(20));

  result_.rows.push_back(result_.rows[0]);
  EXPECT_THAT(LeftAsItIsText(result_, list_), SizeIs(21));
  EXPECT_THAT(LeftAsItIsText(result_, list_).back(),
              HasSubstr("and 1 more part of merged profiles"));
}

TEST_F(ReportTest, ShowsTheBeginningOfALongText) {
  const auto line_with = [this](const std::string& before) {
    result_.rows[1].changed = {{.path = "note", .before = before}};
    return ChangesText(result_, list_)[0];
  };
  std::string letters;
  for (int i = 0; i < 60; ++i) letters += "é";

  EXPECT_THAT(line_with(letters), HasSubstr(letters + "\" becomes nothing"));
  EXPECT_THAT(line_with(letters + "x"),
              HasSubstr(letters + "...\" becomes nothing"));
  EXPECT_THAT(line_with("4111 1111 1111 1111"), Not(HasSubstr("4111")));
}

TEST_F(ReportTest, SaysWhatIsLeftOutAndWhere) {
  EXPECT_THAT(
      LeftOutText(result_, list_),
      ElementsAre("left out of Pays: a placeholder: line 3",
                  "left out of Portable: a customer has one phone_number: "
                  "line 2"));
  result_.rows[2].overruled = {"email_address"};
  EXPECT_THAT(LeftOutText(result_, list_), SizeIs(3));
}

TEST_F(ReportTest, NamesAFewOfManyLines) {
  std::string text = "Nom,Pays\n";
  for (int i = 0; i < 25; ++i) text += "Diop,-\n";
  list_ = *ReadList(text, {});
  result_.rows.assign(25, {.outcome = RowOutcome::kUpdated,
                           .customer_id = "cus_1",
                           .changed = {{.path = "note", .after = "Tea"}}});

  EXPECT_THAT(LeftOutText(result_, list_),
              ElementsAre("left out of Pays: a placeholder: lines 2, 3, 4, 5, "
                          "6, 7, 8, 9 and 17 more"));
  EXPECT_THAT(ChangesText(result_, list_), SizeIs(21));
  EXPECT_THAT(ChangesText(result_, list_).back(),
              HasSubstr("and 5 more updated"));
}

TEST_F(ReportTest, HasEveryRow) {
  EXPECT_THAT(
      WriteReport(result_, list_),
      AllOf(HasSubstr("line,outcome,customer_id,changed,before,left_out,message"
                      "\r\n"),
            HasSubstr("\r\n2,created,cus_1,,,Portable: a customer has one "
                      "phone_number,\r\n"),
            HasSubstr("\r\n3,updated,cus_2,family_name note,family_name: "
                      "Grand,Pays: a placeholder,\r\n"),
            HasSubstr("\r\n4,rejected,,,,,no good\r\n")));
}

TEST_F(ReportTest, GivesBackTheRejects) {
  const auto rejects = RejectsOf(result_, list_);

  ASSERT_THAT(rejects, SizeIs(1));
  EXPECT_EQ(rejects[0].row->line, 4);
  EXPECT_EQ(rejects[0].code, "INVALID_ARGUMENT");
  EXPECT_EQ(rejects[0].message, "no good");
}

}  // namespace
}  // namespace comptoir::cli
