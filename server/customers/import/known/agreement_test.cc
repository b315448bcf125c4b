#include "server/customers/import/known/agreement.h"

#include "gtest/gtest.h"

namespace comptoir::customers {
namespace {

TEST(CompareEmails, KnowsATypoOfOneLetter) {
  EXPECT_EQ(CompareEmails("Awa@x.fr", "awa@X.fr"), Agreement::kSame);
  EXPECT_EQ(CompareEmails("awa@x.fr", "awaa@x.fr"), Agreement::kTypo);
  EXPECT_EQ(CompareEmails("awa@x.fr", "aaw@x.fr"), Agreement::kTypo);
  EXPECT_EQ(CompareEmails("jb@free.fr", "marc@free.fr"), Agreement::kDifferent);
  // Two letters are another short address.
  EXPECT_EQ(CompareEmails("jb@free.fr", "al@free.fr"), Agreement::kDifferent);
}

TEST(ComparePhones, DoesNotMindHowANumberIsWritten) {
  EXPECT_EQ(ComparePhones("06 12 34 56 78", "+33612345678"), Agreement::kSame);
  EXPECT_EQ(ComparePhones("0033 6.12.34.56.78", "06-12-34-56-78"),
            Agreement::kSame);
  EXPECT_EQ(ComparePhones("(514) 555-0123", "+1 514 555 0123"),
            Agreement::kSame);
  EXPECT_EQ(ComparePhones("０６１２３４５６７８", "0612345678"),
            Agreement::kSame);
}

TEST(ComparePhones, TellsTyposFromOtherNumbers) {
  EXPECT_EQ(ComparePhones("0612345678", "0612345687"), Agreement::kTypo);
  EXPECT_EQ(ComparePhones("0612345678", "+33612345687"), Agreement::kTypo);
  EXPECT_EQ(ComparePhones("0612345678", "061234567"), Agreement::kTypo);
  EXPECT_EQ(ComparePhones("0612345678", "0612345690"), Agreement::kDifferent);
  EXPECT_EQ(ComparePhones("0612345678", "0698765432"), Agreement::kDifferent);
  EXPECT_EQ(ComparePhones("112", "113"), Agreement::kDifferent);
  EXPECT_EQ(ComparePhones("112", "112"), Agreement::kSame);
}

TEST(CompareNames, DoesNotMindOrderCaseAndAccents) {
  EXPECT_EQ(CompareNames("Hélène Lefèvre", "LEFEVRE Helene"), Agreement::kSame);
  EXPECT_EQ(CompareNames("Jean-Luc Roux", "Jean Luc Roux"), Agreement::kSame);
}

TEST(CompareNames, KnowsTyposAndShorterForms) {
  EXPECT_EQ(CompareNames("Jon Roux", "John Roux"), Agreement::kTypo);
  EXPECT_EQ(CompareNames("Marie Roux", "Marie Claire Roux"),
            Agreement::kSimilar);
  EXPECT_EQ(CompareNames("Roux", "Marie Roux"), Agreement::kSimilar);
  EXPECT_EQ(CompareNames("", "Marie Roux"), Agreement::kUnknown);
}

TEST(CompareNames, KeepsCouplesAndSiblingsApart) {
  EXPECT_EQ(CompareNames("Michel Roux", "Michèle Roux"), Agreement::kPartly);
  EXPECT_EQ(CompareNames("M. Roux", "Marie Roux"), Agreement::kPartly);
  EXPECT_EQ(CompareNames("Tim Roux", "Tom Roux"), Agreement::kPartly);
  EXPECT_EQ(CompareNames("Anne Roux", "Paul Petit"), Agreement::kDifferent);
  EXPECT_EQ(CompareNames("Anne Roux", "Marie Roux"), Agreement::kPartly);
}

TEST(CompareBirthdays, KnowsADayWithoutItsYear) {
  EXPECT_EQ(CompareBirthdays("04-03", "1990-04-03"), Agreement::kSimilar);
  EXPECT_EQ(CompareBirthdays("04-03", "04-03"), Agreement::kSimilar);
  EXPECT_EQ(CompareBirthdays("04-03", "1990-03-04"), Agreement::kDifferent);
  EXPECT_EQ(CompareBirthdays("", "1990-03-04"), Agreement::kUnknown);
}

TEST(CompareBirthdays, TellsTyposFromOtherDays) {
  EXPECT_EQ(CompareBirthdays("1990-04-03", "1990-04-03"), Agreement::kSame);
  EXPECT_EQ(CompareBirthdays("1990-04-03", "1990-03-04"), Agreement::kTypo);
  EXPECT_EQ(CompareBirthdays("1990-04-03", "1999-04-03"), Agreement::kTypo);
  EXPECT_EQ(CompareBirthdays("1990-04-03", "1962-04-03"),
            Agreement::kDifferent);
}

}  // namespace
}  // namespace comptoir::customers
