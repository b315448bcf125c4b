#include "server/customers/filters/fields/field_columns.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/customers/rules/customer_names.h"

namespace comptoir::customers {
namespace {

using ::testing::ElementsAre;

class FieldColumnsTest : public testing::Test {
 protected:
  Slot Add(const v1::Customer& customer) {
    IdBytes id{};
    id.back() = static_cast<char>('a' + slots_.size());
    const Slot slot = slots_.Add(id);
    columns_.Resize(slots_.size());
    columns_.Set(slot, FieldFacts(customer));
    return slot;
  }
  Slot Add(const std::string& given, const std::string& family = "") {
    v1::Customer customer;
    customer.set_given_name(given);
    customer.set_family_name(family);
    return Add(customer);
  }
  std::vector<Slot> Walk(const FieldColumns::NamePlace* after,
                         bool is_backward) {
    std::vector<Slot> slots;
    columns_.WalkByName(after, is_backward, [&](Slot slot) {
      slots.push_back(slot);
      return true;
    });
    return slots;
  }

  SlotTable slots_;
  FieldColumns columns_{slots_};
};

TEST_F(FieldColumnsTest, SortAsListsOfTheStoreDo) {
  std::vector<v1::Customer> customers(9);
  customers[0].set_given_name("Élodie");
  customers[0].set_family_name("O'GROẞ");
  customers[1].set_company_name("Bar de l'Étoile");
  customers[2].set_nickname("Zaz");
  // Names of nothing but signs, which are no names for lists.
  customers[3].set_given_name("!!!");
  customers[3].set_company_name("Company");
  customers[4].set_family_name("田中");
  customers[5].set_given_name(std::string(300, 'x'));
  customers[6].set_given_name("...");
  customers[7].set_given_name("Иван");
  customers[7].set_family_name("Roux-Petit");
  for (const v1::Customer& customer : customers) {
    EXPECT_EQ(columns_.SortNameOf(Add(customer)), SortName(customer))
        << customer.ShortDebugString();
  }
}

TEST_F(FieldColumnsTest, WalkByNameFromAnyPlace) {
  const Slot zoe = Add("Zoé");
  const Slot anna = Add("Anna");
  const Slot other_anna = Add("ANNA");
  const Slot nobody = Add("");
  EXPECT_THAT(Walk(nullptr, false), ElementsAre(anna, other_anna, zoe, nobody));
  EXPECT_THAT(Walk(nullptr, true), ElementsAre(nobody, zoe, other_anna, anna));
  const FieldColumns::NamePlace place = {.name = "anna",
                                         .id = slots_.IdOf(anna)};
  EXPECT_THAT(Walk(&place, false), ElementsAre(other_anna, zoe, nobody));
  EXPECT_THAT(Walk(&place, true), ElementsAre());
  // Also where nobody is.
  const FieldColumns::NamePlace between = {.name = "bob", .id = {}};
  EXPECT_THAT(Walk(&between, false), ElementsAre(zoe, nobody));
  EXPECT_THAT(Walk(&between, true), ElementsAre(other_anna, anna));
  columns_.Clear(anna);
  EXPECT_THAT(Walk(nullptr, false), ElementsAre(other_anna, zoe, nobody));
}

TEST_F(FieldColumnsTest, SortWhatWasLoaded) {
  columns_.BeginLoading();
  // Alike in the bytes that are compared first.
  const Slot b = Add("Maximilian", "B");
  const Slot a = Add("Maximilian", "A");
  const Slot gone = Add("Anna");
  columns_.Clear(gone);
  columns_.FinishLoading();
  EXPECT_THAT(Walk(nullptr, false), ElementsAre(a, b));
  const Slot bob = Add("Bob");
  EXPECT_THAT(Walk(nullptr, false), ElementsAre(bob, a, b));
}

TEST_F(FieldColumnsTest, GiveAProfileWhatItsSurvivorShows) {
  v1::Customer customer;
  customer.set_given_name("!");
  customer.set_company_name("Company");
  customer.set_email_address("a@example.com");
  customer.set_birthday("1980-02-29");
  customer.mutable_create_time()->set_seconds(5);
  const Slot survivor = Add(customer);
  const Slot other = Add("Bob");
  const Slot profile = Add("Carl");
  const std::vector<Slot> identities = {survivor, other};
  columns_.Fold(profile, identities);
  EXPECT_EQ(columns_.SortNameOf(profile), columns_.SortNameOf(survivor));
  EXPECT_EQ(columns_.presence()[profile], columns_.presence()[survivor]);
  EXPECT_EQ(columns_.birthday()[profile], 32 * 2 + 29);
  EXPECT_EQ(columns_.create_time()[profile], 5u);
  EXPECT_THAT(Walk(nullptr, false), ElementsAre(other, survivor, profile));
  // Both use the text.
  columns_.Clear(survivor);
  EXPECT_TRUE(
      columns_.texts(KeptText::kCompanyName).dictionary.Find("company"));
  columns_.Clear(profile);
  EXPECT_FALSE(
      columns_.texts(KeptText::kCompanyName).dictionary.Find("company"));
}

TEST(FilterText, IsNeverEmptyForAText) {
  EXPECT_EQ(FilterText("Élodie"), "elodie");
  EXPECT_EQ(FilterText("!?"), "!?");
  EXPECT_EQ(FilterText(""), "");
}

TEST(YearDayOf, LeavesTheYearOut) {
  EXPECT_EQ(YearDayOf("1980-12-31"), 32 * 12 + 31);
  EXPECT_EQ(YearDayOf("01-02"), 34);
  EXPECT_EQ(YearDayOf(""), 0);
}

}  // namespace
}  // namespace comptoir::customers
