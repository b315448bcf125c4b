#include "server/customers/import/spelling/cells.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace comptoir::customers {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(CleanCell, DropsBlanksOfEveryKind) {
  EXPECT_EQ(CleanCell(" \u00a0Zoë\u202f \u200b"), "Zoë");
  EXPECT_EQ(CleanCell("   "), "");
}

TEST(CleanCell, DropsTheGuardsOfExports) {
  EXPECT_EQ(CleanCell("'+1 514 555 0123"), "+1 514 555 0123");
  EXPECT_EQ(CleanCell("'75011"), "75011");
  EXPECT_EQ(CleanCell("'=1+1"), "=1+1");
  EXPECT_EQ(CleanCell("='0612345678"), "='0612345678");
  EXPECT_EQ(CleanCell("=\"0612345678\""), "0612345678");
  EXPECT_EQ(CleanCell("'t Hooft"), "'t Hooft");
  EXPECT_EQ(CleanCell("'"), "'");
}

TEST(CleanCell, DropsTheFractionOfASpreadsheet) {
  EXPECT_EQ(CleanCell("612345678.0"), "612345678");
  EXPECT_EQ(CleanCell("75011.0"), "75011");
  EXPECT_EQ(CleanCell("12.0"), "12.0");
  EXPECT_EQ(CleanCell("version 12345.0"), "version 12345.0");
}

TEST(IsPlaceholder, KnowsWhatProgramsWriteForNothing) {
  for (const char* cell : {"NULL", "null", "-", "--", "n/a", "N/A", "#N/A", "?",
                           "...", "—", "(null)", "NaN"}) {
    EXPECT_TRUE(IsPlaceholder(cell)) << cell;
  }
  for (const char* cell : {"", "Null", "None", "Nil", "Na", "0", "A", "王"}) {
    EXPECT_FALSE(IsPlaceholder(cell)) << cell;
  }
}

TEST(IsRounded, KnowsNumbersThatLostTheirDigits) {
  EXPECT_TRUE(IsRounded("6.12E+08"));
  EXPECT_TRUE(IsRounded("7,65432E+12"));
  EXPECT_FALSE(IsRounded("612345678"));
  EXPECT_FALSE(IsRounded("E+08"));
  EXPECT_FALSE(IsRounded("12E4"));
  EXPECT_FALSE(IsRounded("REF-1E+2x"));
}

TEST(IsMeantAsEmail, TellsWrongOnesFromWordsForNone) {
  for (const char* value : {"a@x.fr", "a@x", "a b@x.fr", "a\uff20x.fr"}) {
    EXPECT_TRUE(IsMeantAsEmail(value)) << value;
  }
  for (const char* value : {"", "none", "No email", "inconnu", "0", "awa"}) {
    EXPECT_FALSE(IsMeantAsEmail(value)) << value;
  }
}

TEST(IsMeantAsPhone, TellsWrongOnesFromWordsForNone) {
  for (const char* value :
       {"06 12", "112", "\uff11", "see 0612345678", "+3361", "(+33) 6"}) {
    EXPECT_TRUE(IsMeantAsPhone(value)) << value;
  }
  for (const char* value : {"", "none", "NC", "0", "00 00 00 00 00", "xxx", "+",
                            "+33", "+ 352", "+1", "\uff0b33"}) {
    EXPECT_FALSE(IsMeantAsPhone(value)) << value;
  }
}

TEST(SplitEmails, FindsEachAddress) {
  EXPECT_THAT(SplitEmails("a@x.fr ::: b@x.fr"),
              ElementsAre("a@x.fr", "b@x.fr"));
  EXPECT_THAT(SplitEmails("a@x.fr; b@x.fr"), ElementsAre("a@x.fr", "b@x.fr"));
  EXPECT_THAT(SplitEmails("a@x.fr b@x.fr"), ElementsAre("a@x.fr", "b@x.fr"));
  EXPECT_THAT(SplitEmails("Awa Diop <a@x.fr>"), ElementsAre("a@x.fr"));
  EXPECT_THAT(SplitEmails("mailto:a@x.fr"), ElementsAre("a@x.fr"));
  // Not for us to judge.
  EXPECT_THAT(SplitEmails("not an email"), ElementsAre("not an email"));
  EXPECT_THAT(SplitEmails(""), IsEmpty());
}

TEST(SplitPhones, FindsEachNumber) {
  EXPECT_THAT(SplitPhones("06 12 34 56 78 / 01 44 55 66 77"),
              ElementsAre("06 12 34 56 78", "01 44 55 66 77"));
  EXPECT_THAT(SplitPhones("0612345678 ou 0144556677"),
              ElementsAre("0612345678", "0144556677"));
  EXPECT_THAT(SplitPhones("+1 514-555-0123 ::: +1 514-555-0124"),
              ElementsAre("+1 514-555-0123", "+1 514-555-0124"));
}

TEST(SplitPhones, KeepsExtensions) {
  EXPECT_THAT(SplitPhones("514-555-0123;ext=42"),
              ElementsAre("514-555-0123;ext=42"));
  EXPECT_THAT(SplitPhones("514-555-0123, 42"), ElementsAre("514-555-0123, 42"));
  EXPECT_THAT(SplitPhones("06/12/34/56/78"), ElementsAre("06/12/34/56/78"));
}

TEST(CutRemark, TakesWordsOffANumber) {
  const auto without = [](std::string phone) {
    const bool is_cut = CutRemark(phone);
    return phone + (is_cut ? ", cut" : "");
  };

  EXPECT_EQ(without("06 12 34 00 04 (bureau)"), "06 12 34 00 04, cut");
  EXPECT_EQ(without("(maison) 06 12 34 00 04 (le soir)"),
            "06 12 34 00 04, cut");
  EXPECT_EQ(without("+33 (0)6 12 34 00 04 (Zoë)"), "+33 (0)6 12 34 00 04, cut");
  EXPECT_EQ(without("(514) 555-0123"), "(514) 555-0123");
  EXPECT_EQ(without("(bureau)"), "(bureau)");
  EXPECT_EQ(without("06 12 34 00 04 (bureau"), "06 12 34 00 04 (bureau");
}

TEST(SplitLines, DropsEmptyOnes) {
  EXPECT_THAT(SplitLines("3 rue X\r\n\r\n 75020 Paris "),
              ElementsAre("3 rue X", "75020 Paris"));
}

}  // namespace
}  // namespace comptoir::customers
