#include "tools/cli/api/naming.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace comptoir::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(WordsOfName, EndAtCapitals) {
  EXPECT_THAT(WordsOfName("BatchGetCustomers"),
              ElementsAre("batch", "get", "customers"));
  EXPECT_THAT(WordsOfName("wash"), ElementsAre("wash"));
  EXPECT_THAT(WordsOfName(""), IsEmpty());
}

TEST(Plural, KnowsTheUsualEndings) {
  EXPECT_EQ(Plural("sale"), "sales");
  EXPECT_EQ(Plural("api-key"), "api-keys");
  EXPECT_EQ(Plural("category"), "categories");
  EXPECT_EQ(Plural("address"), "addresses");
  EXPECT_EQ(Plural("batch"), "batches");
  EXPECT_EQ(Plural("box"), "boxes");
}

TEST(NounOf, IsTheServiceWithoutItsEnding) {
  EXPECT_EQ(NounOf("ApiKeyService"), "api-key");
  EXPECT_EQ(NounOf("SaleService"), "sale");
  EXPECT_EQ(NounOf("Plain"), "plain");
}

TEST(VerbOf, LeavesTheNounOut) {
  EXPECT_EQ(VerbOf("CreateCustomer", "customer"), "create");
  EXPECT_EQ(VerbOf("BatchGetCustomers", "customer"), "batch-get");
  EXPECT_EQ(VerbOf("ListPermissionSets", "permission-set"), "list");
  EXPECT_EQ(VerbOf("AddSaleLines", "sale"), "add-lines");
  EXPECT_EQ(VerbOf("CreateReaderPairingCode", "reader"), "create-pairing-code");
}

TEST(VerbOf, KeepsOtherNouns) {
  EXPECT_EQ(VerbOf("RecordPayment", "sale"), "record-payment");
  EXPECT_EQ(VerbOf("GetCaller", "session"), "get-caller");
  // "sale" is a part of a word here, not a word.
  EXPECT_EQ(VerbOf("ListSalesmen", "sale"), "list-salesmen");
}

TEST(VerbOf, KeepsWhatIsNothingElse) {
  EXPECT_EQ(VerbOf("Export", "export"), "export");
  EXPECT_EQ(VerbOf("Exports", "export"), "exports");
}

}  // namespace
}  // namespace comptoir::cli
