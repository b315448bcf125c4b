#include "server/customers/attributes/filters/attribute_filters.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/status.h"
#include "server/customers/attributes/filters/attribute_facts.h"
#include "server/customers/attributes/filters/attribute_filters_fixture.h"

namespace comptoir::customers {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using v1::AttributeDefinition;
using v1::AttributeFilter;
using v1::AttributeValue;

using AttributeFiltersTest = AttributeFiltersFixture;

TEST_F(AttributeFiltersTest, KnowTexts) {
  New("Drink", v1::ATTRIBUTE_TYPE_TEXT);
  const std::string anna = With("Anna", "drink", Text("Crème de Cassis"));
  With("Bob", "drink", Text("Cassis"));
  NewCustomer("Carl");
  AttributeFilter filter = On("DRINK");
  filter.mutable_text()->set_is("creme DE cassis");
  EXPECT_THAT(Left(filter), ElementsAre("Anna"));
  filter.mutable_text()->set_starts("cas");
  EXPECT_THAT(Left(filter), ElementsAre("Bob"));
  EXPECT_THAT(Left(Contains("drink", "Cassis")), ElementsAre("Anna", "Bob"));
  EXPECT_THAT(Left(Contains("drink", "tea")), IsEmpty());
  EXPECT_THAT(Left(Exists("drink")), ElementsAre("Anna", "Bob"));
  EXPECT_THAT(Left(Exists("drink", false)), ElementsAre("Carl"));
  ASSERT_TRUE(Clear(anna, "drink").ok());
  EXPECT_THAT(Left(Exists("drink")), ElementsAre("Bob"));
  ASSERT_TRUE(customers_.Delete(anna).ok());
  EXPECT_THAT(Left(Exists("drink", false)), ElementsAre("Carl"));
}

TEST_F(AttributeFiltersTest, LookAtTheBeginningOfLongTexts) {
  New("Note", v1::ATTRIBUTE_TYPE_TEXT);
  const std::string seen(kFilteredTextBytesMax, 'a');
  With("Anna", "note", Text(seen));
  With("Bob", "note", Text(seen + "z"));
  AttributeFilter filter = On("note");
  filter.mutable_text()->set_is(seen);
  EXPECT_THAT(Left(filter), ElementsAre("Anna"));
  filter.mutable_text()->set_starts(seen);
  EXPECT_THAT(Left(filter), ElementsAre("Anna", "Bob"));
  EXPECT_THAT(Left(Contains("note", "z")), IsEmpty());
  EXPECT_THAT(SummaryOf(Refusal(Contains("note", seen + "z"))),
              HasSubstr("filter.attribute.text: must be shorter: at most 128"));
  EXPECT_EQ(ReasonFor(Contains("note", " ")), "INVALID_FIELDS");
}

TEST_F(AttributeFiltersTest, KnowNumbersExactly) {
  New("Size", v1::ATTRIBUTE_TYPE_NUMBER);
  With("Anna", "size", Number("-0.00001"));
  With("Bob", "size", Number("0.1"));
  With("Carl", "size", Number("92233720368547"));
  NewCustomer("Dora");
  EXPECT_THAT(Left(Between("size", "-0.00001", "-0.00001")),
              ElementsAre("Anna"));
  EXPECT_THAT(Left(Between("size", "0", "")), ElementsAre("Bob", "Carl"));
  EXPECT_THAT(Left(Between("size", "", "0.10000")), ElementsAre("Anna", "Bob"));
  EXPECT_THAT(Left(Between("size", "0.10001", "92233720368546")), IsEmpty());
  EXPECT_THAT(Left(Between("size", "92233720368547", "")), ElementsAre("Carl"));
  EXPECT_THAT(Left(Exists("size", false)), ElementsAre("Dora"));

  EXPECT_THAT(Left(Between("size", "0.00001", "1.00000")), ElementsAre("Bob"));
  EXPECT_THAT(SummaryOf(Refusal(Between("size", "1.000001", ""))),
              HasSubstr("number.minimum: must have at most 5 decimals"));
  EXPECT_THAT(SummaryOf(Refusal(Between("size", "", "x"))),
              HasSubstr("number.maximum: must be a decimal number"));
  EXPECT_THAT(SummaryOf(Refusal(Between("size", "2", "1.9"))),
              HasSubstr("number.maximum: must not be below minimum"));
  EXPECT_THAT(SummaryOf(Refusal(Between("size", "", ""))),
              HasSubstr("filter.attribute.number: must have a minimum"));
  EXPECT_EQ(ReasonFor(Between("size", "92233720368548", "")), "INVALID_FIELDS");
}

TEST_F(AttributeFiltersTest, KnowBooleansAndDays) {
  New("Member", v1::ATTRIBUTE_TYPE_BOOLEAN);
  New("Since", v1::ATTRIBUTE_TYPE_DATE);
  AttributeValue value;
  value.set_boolean(true);
  const std::string anna = With("Anna", "member", value);
  value.set_boolean(false);
  const std::string bob = With("Bob", "member", value);
  NewCustomer("Carl");
  AttributeFilter filter = On("member");
  filter.set_boolean(true);
  EXPECT_THAT(Left(filter), ElementsAre("Anna"));
  filter.set_boolean(false);
  EXPECT_THAT(Left(filter), ElementsAre("Bob"));

  value.set_date("2024-02-29");
  ASSERT_TRUE(Set(anna, "since", value).ok());
  value.set_date("0001-01-01");
  ASSERT_TRUE(Set(bob, "since", value).ok());
  EXPECT_THAT(Left(Days("since", "2024-02-29", "2024-02-29")),
              ElementsAre("Anna"));
  EXPECT_THAT(Left(Days("since", "", "2024-02-28")), ElementsAre("Bob"));
  EXPECT_THAT(Left(Days("since", "0001-01-02", "")), ElementsAre("Anna"));
  EXPECT_THAT(SummaryOf(Refusal(Days("since", "2023-02-29", ""))),
              HasSubstr("date.from: must be YYYY-MM-DD, a day that exists"));
  EXPECT_THAT(SummaryOf(Refusal(Days("since", "", "2023-2-1"))),
              HasSubstr("date.to: must be YYYY-MM-DD"));
  EXPECT_THAT(SummaryOf(Refusal(Days("since", "2024-01-02", "2024-01-01"))),
              HasSubstr("date.to: must not be before from"));
  EXPECT_EQ(ReasonFor(Days("since", "", "")), "INVALID_FIELDS");
}

TEST_F(AttributeFiltersTest, KnowWhatWasChosen) {
  AttributeDefinition sizes =
      New("Size", v1::ATTRIBUTE_TYPE_MULTIPLE_SELECTION);
  const std::string s = sizes.options(0).id();
  const std::string m = sizes.options(1).id();
  const std::string l = sizes.options(2).id();
  With("Anna", "size", Selection({s, m}));
  With("Bob", "size", Selection({l}));
  NewCustomer("Carl");
  EXPECT_THAT(Left(Chosen("size", {m})), ElementsAre("Anna"));
  EXPECT_THAT(Left(Chosen("size", {m, l})), ElementsAre("Anna", "Bob"));
  // What is removed is gone at once, before it is cleared and after.
  sizes.mutable_options()->DeleteSubrange(1, 2);
  ASSERT_TRUE(Update(sizes, {"options"}, /*remove_options=*/true).ok());
  for (const bool is_cleared : {false, true}) {
    if (is_cleared) store().RunDueJobs();
    EXPECT_THAT(Left(Chosen("size", {s})), ElementsAre("Anna"));
    EXPECT_THAT(Left(Exists("size")), ElementsAre("Anna"));
    EXPECT_THAT(Left(Exists("size", false)), ElementsAre("Bob", "Carl"));
    const absl::Status refusal = Refusal(Chosen("size", {s, m}));
    EXPECT_EQ(ReasonOf(refusal), "UNKNOWN_OPTION");
    EXPECT_EQ(MetadataOf(refusal, "field"), "filter.attribute.selection");
    EXPECT_EQ(MetadataOf(refusal, "id"), m);
  }
  EXPECT_EQ(ReasonFor(Chosen("size", {})), "INVALID_FIELDS");
}

TEST_F(AttributeFiltersTest, KnowAddressesAndPhoneNumbers) {
  New("Work email", v1::ATTRIBUTE_TYPE_EMAIL);
  New("Work phone", v1::ATTRIBUTE_TYPE_PHONE);
  New("Cabin", v1::ATTRIBUTE_TYPE_ADDRESS);
  AttributeValue value;
  value.set_email("Anna@Example.com");
  const std::string anna = With("Anna", "work_email", value);
  value.set_phone("+33 6 12 34 56 78");
  ASSERT_TRUE(Set(anna, "work_phone", value).ok());
  value.mutable_address()->set_locality("Lyon");
  ASSERT_TRUE(Set(anna, "cabin", value).ok());
  NewCustomer("Bob");
  AttributeFilter filter = On("work_email");
  filter.set_email("anna@example.COM");
  EXPECT_THAT(Left(filter), ElementsAre("Anna"));
  filter.set_email("ann@example.com");
  EXPECT_THAT(Left(filter), IsEmpty());
  filter = On("work_phone");
  filter.set_phone("+33-612345678");
  EXPECT_THAT(Left(filter), ElementsAre("Anna"));
  filter.set_phone("+33-612345679");
  EXPECT_THAT(Left(filter), IsEmpty());
  for (const char* key : {"work_email", "work_phone", "cabin"}) {
    EXPECT_THAT(Left(Exists(key)), ElementsAre("Anna"));
    EXPECT_THAT(Left(Exists(key, false)), ElementsAre("Bob"));
  }
  filter = On("work_email");
  filter.set_email("");
  EXPECT_EQ(ReasonFor(filter), "INVALID_FIELDS");
}

TEST_F(AttributeFiltersTest, JudgeAProfileByWhatItShows) {
  New("Drink", v1::ATTRIBUTE_TYPE_TEXT);
  AttributeDefinition size = New("Size", v1::ATTRIBUTE_TYPE_SINGLE_SELECTION);
  const std::string s = size.options(0).id();
  const std::string m = size.options(1).id();
  const std::string anna = With("Anna", "size", Selection({s}));
  const std::string ann = With("Ann", "size", Selection({m}));
  ASSERT_TRUE(Set(ann, "drink", Text("tea")).ok());
  ASSERT_TRUE(customers_.Merge(anna, {ann}).ok());
  EXPECT_THAT(Left(Contains("drink", "tea")), ElementsAre("Anna"));
  EXPECT_THAT(Left(Chosen("size", {s})), ElementsAre("Anna"));
  EXPECT_THAT(Left(Chosen("size", {m})), IsEmpty());
  size.mutable_options()->DeleteSubrange(0, 1);
  ASSERT_TRUE(Update(size, {"options"}, /*remove_options=*/true).ok());
  EXPECT_THAT(Left(Chosen("size", {m})), ElementsAre("Anna"));
  ASSERT_TRUE(Clear(anna, "drink").ok());
  EXPECT_THAT(Left(Exists("drink")), IsEmpty());
  ASSERT_TRUE(customers_.Unmerge(ann).ok());
  EXPECT_THAT(Left(Exists("drink")), ElementsAre("Ann"));
  EXPECT_THAT(Left(Chosen("size", {m})), ElementsAre("Ann"));
}

TEST_F(AttributeFiltersTest, FollowWhatWasChosenInAMerge) {
  New("Drink", v1::ATTRIBUTE_TYPE_TEXT);
  const std::string anna = With("Anna", "drink", Text("tea"));
  const std::string ann = With("Ann", "drink", Text("coffee"));
  v1::MergeCustomersRequest request;
  request.set_survivor_customer_id(anna);
  request.add_customer_ids(ann);
  request.add_choices()->set_path("attributes.drink");
  request.mutable_choices(0)->set_customer_id(ann);
  ASSERT_TRUE(customers_.Merge(request).ok());
  EXPECT_THAT(Left(Contains("drink", "coffee")), ElementsAre("Anna"));
  EXPECT_THAT(Left(Contains("drink", "tea")), IsEmpty());
  ASSERT_TRUE(customers_.Unmerge(ann).ok());
  EXPECT_THAT(Left(Contains("drink", "tea")), ElementsAre("Anna"));
}

TEST_F(AttributeFiltersTest, AreExplained) {
  New("Drink", v1::ATTRIBUTE_TYPE_TEXT);
  With("Anna", "drink", Text("tea"));
  With("Bob", "drink", Text("ice tea"));
  NewCustomer("Carl");
  v1::ExplainFilterRequest request;
  v1::FilterList& all = *request.mutable_filter()->mutable_all();
  *all.add_parts()->mutable_attribute() = Exists("drink");
  *all.add_parts()->mutable_attribute() = Contains("drink", "ice");
  const auto explained =
      customers_.filters().Explain(NewCall(), *store().Read(), request);
  ASSERT_TRUE(explained.ok()) << explained.status();
  EXPECT_EQ(explained->total_size(), 1);
  ASSERT_EQ(explained->parts_size(), 3);
  EXPECT_EQ(explained->parts(1).alone_size(), 2);
  EXPECT_EQ(explained->parts(2).together_size(), 1);
}

TEST_F(AttributeFiltersTest, AreThereAfterARestart) {
  New("Drink", v1::ATTRIBUTE_TYPE_TEXT);
  const std::string anna = With("Anna", "drink", Text("tea"));
  NewCustomer("Bob");
  CustomerTables tables;
  Filters filters(tables);
  AttributeFilters attributes(attributes_.tables(), filters);
  ASSERT_TRUE(filters.Load(*store().Read()).ok());
  v1::ListCustomersRequest request;
  *request.mutable_filter()->mutable_attribute() = Contains("drink", "tea");
  const auto page = filters.List(NewCall(), *store().Read(), request);
  ASSERT_TRUE(page.ok()) << page.status();
  ASSERT_EQ(page->total_size(), 1);
  EXPECT_EQ(page->customers(0).id(), anna);
}

}  // namespace
}  // namespace comptoir::customers
