#include "tools/cli/api/method_words.h"

#include <google/protobuf/descriptor.h>

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/cli/api/overrides.h"

namespace comptoir::cli {
namespace {

using ::google::protobuf::DescriptorPool;
using ::google::protobuf::MethodDescriptor;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const MethodDescriptor& Method(const std::string& name) {
  return *DescriptorPool::generated_pool()->FindMethodByName("comptoir." +
                                                             name);
}

// What follows from the descriptor alone.
MethodWords Derived(const std::string& name) {
  return WordsOf(Method(name), nullptr);
}

TEST(WordsOf, CallsAMethodByItsVerbInTheGroupOfItsNoun) {
  const MethodWords words =
      Derived("customers.v1.CustomerService.BatchGetCustomers");

  EXPECT_EQ(words.group, "customers");
  EXPECT_EQ(words.verb, "batch-get");
  EXPECT_EQ(Derived("merchants.v1.ApiKeyService.ListApiKeys").group,
            "api-keys");
}

TEST(WordsOf, TakesTheGroupThatPeopleSay) {
  EXPECT_EQ(Derived("merchants.v1.TeamMemberService.GetTeamMember").group,
            "team");
}

TEST(WordsOf, SaysWhatTheProtoSays) {
  EXPECT_EQ(Derived("sales.v1.SaleService.GetSale").about,
            "Returns one sale with its payments.");
}

TEST(WordsOf, MakesWordsOfTheIdsThatMustBeGiven) {
  EXPECT_THAT(Derived("sales.v1.SaleService.RemoveSaleLine").flags.words,
              ElementsAre("sale_id", "line_id"));
  EXPECT_THAT(
      Derived("customers.v1.CustomerService.BatchGetCustomers").flags.words,
      ElementsAre("customer_ids"));
  EXPECT_THAT(Derived("sales.v1.SaleService.CreateSale").flags.words,
              IsEmpty());
}

TEST(WordsOf, MakesAWordOfTheIdInAnUpdate) {
  const MethodWords words =
      Derived("customers.v1.CustomerService.UpdateCustomer");

  EXPECT_THAT(words.flags.words, ElementsAre("customer.id"));
  EXPECT_EQ(words.flags.flattened, "customer");
  EXPECT_THAT(words.flags.hidden, IsEmpty());
}

TEST(WordsOf, MakesAWordOfTheOnlyTextThatMustBeGiven) {
  EXPECT_THAT(
      Derived("customers.v1.CustomerService.SuggestCustomers").flags.words,
      ElementsAre("text"));
  // A secret never stands on a command line.
  EXPECT_THAT(Derived("readers.v1.ReaderService.PairReader").flags.words,
              IsEmpty());
}

TEST(WordsOf, HidesWhatTheNewHaveNot) {
  const MethodWords words =
      Derived("customers.v1.CustomerService.CreateCustomer");

  EXPECT_EQ(words.flags.flattened, "customer");
  EXPECT_THAT(words.flags.hidden, ElementsAre("customer.id", "customer.etag"));
}

TEST(WordsOf, AsksBeforeWhatCannotBeUndone) {
  EXPECT_EQ(Derived("readers.v1.ReaderService.GetReader").question, "");
  for (const char* name : {"readers.v1.ReaderService.RevokeReader",
                           "sales.v1.SaleService.CancelSale",
                           "customers.v1.CustomerService.DeleteCustomer"}) {
    EXPECT_EQ(Derived(name).question, Derived(name).about + " Go ahead?");
  }
  EXPECT_EQ(Derived("customers.v1.CustomerService.DeleteCustomer").question,
            "Deletes a customer, with all who were merged into it. Go ahead?");
}

TEST(WordsOf, ShowsIdNameStateAndATimeLast) {
  EXPECT_THAT(Derived("kitchen.v1.KitchenService.ListDishes").columns,
              ElementsAre("id", "display_name"));
  const auto columns = Derived("readers.v1.ReaderService.ListReaders").columns;
  ASSERT_EQ(columns.size(), 6u);
  EXPECT_EQ(columns[0], "id");
  EXPECT_EQ(columns[1], "display_name");
  EXPECT_TRUE(columns.back().ends_with("_time")) << columns.back();
}

TEST(WordsOf, ShowsNoColumnsOfWhatIsNoList) {
  // A sale, with its payments beside it.
  EXPECT_THAT(Derived("sales.v1.SaleService.GetSale").columns, IsEmpty());
}

TEST(WordsOf, WritesAnExample) {
  EXPECT_EQ(Derived("sales.v1.SaleService.RemoveSaleLine").examples,
            "comptoir sales remove-line sal_01j... lin_01j...");
  EXPECT_EQ(Derived("customers.v1.CustomerService.SuggestCustomers").examples,
            "comptoir customers suggest text");
  EXPECT_EQ(Derived("readers.v1.ReaderService.RevokeReader").examples,
            "comptoir readers revoke rdr_01j... --yes");
}

TEST(WordsOf, DoesWhatAnOverrideSays) {
  const Override override = {.method = "",
                             .command = "shelves put away",
                             .examples = "comptoir shelves put away it",
                             .words = "sale_id etag",
                             .columns = "id  note",
                             .question = ""};

  const MethodWords words =
      WordsOf(Method("sales.v1.SaleService.CancelSale"), &override);

  EXPECT_EQ(words.group, "shelves");
  EXPECT_EQ(words.verb, "put away");
  EXPECT_EQ(words.examples, "comptoir shelves put away it");
  EXPECT_THAT(words.flags.words, ElementsAre("sale_id", "etag"));
  EXPECT_THAT(words.columns, ElementsAre("id", "note"));
  EXPECT_EQ(words.question, "");
}

TEST(WordsOf, CanBeACommandOfTheProgram) {
  const Override override = {.method = "", .command = "look"};

  const MethodWords words =
      WordsOf(Method("events.v1.EventService.WatchEvents"), &override);

  EXPECT_EQ(words.group, "");
  EXPECT_EQ(words.verb, "look");
}

}  // namespace
}  // namespace comptoir::cli
