// Values of customers: set, cleared, read, redacted and refused.
#include <string>
#include <string_view>
#include <vector>

#include "comptoir/annotations.pb.h"
#include "comptoir/customers/v1/attribute_definition_events.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/status.h"
#include "server/customers/attributes/definition_rules.h"
#include "server/customers/attributes/shown_attributes.h"
#include "server/customers/attributes/testing/attributes_fixture.h"

namespace comptoir::customers {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;
using v1::AttributeDefinition;
using v1::AttributeValue;

constexpr char kUnknown[] = "cus_00000000000000000000000000";

AttributeValue Boolean(bool boolean) {
  AttributeValue value;
  value.set_boolean(boolean);
  return value;
}
AttributeValue Date(std::string_view date) {
  AttributeValue value;
  value.set_date(std::string(date));
  return value;
}

class AttributeValuesTest : public AttributesFixture {
 protected:
  // What is said of such a value of anna's.
  std::string WhyNot(const std::string& key, const AttributeValue& value) {
    return SummaryOf(Set(anna_, key, value));
  }
  void ActAsBlind(const std::vector<Permission>& lacks) {
    ActAs(Principal::Kind::kMember, "mem", lacks);
  }
  // How many entries the log has.
  size_t Logged() { return customers_.Log().size(); }

  const std::string anna_ = NewCustomer("Anna");
};

TEST_F(AttributeValuesTest, AreOfEachType) {
  New("text", v1::ATTRIBUTE_TYPE_TEXT);
  New("number", v1::ATTRIBUTE_TYPE_NUMBER);
  New("boolean", v1::ATTRIBUTE_TYPE_BOOLEAN);
  New("date", v1::ATTRIBUTE_TYPE_DATE);
  New("email", v1::ATTRIBUTE_TYPE_EMAIL);
  New("phone", v1::ATTRIBUTE_TYPE_PHONE);
  New("address", v1::ATTRIBUTE_TYPE_ADDRESS);
  const auto size = New("size", v1::ATTRIBUTE_TYPE_SINGLE_SELECTION);
  const auto sizes = New("sizes", v1::ATTRIBUTE_TYPE_MULTIPLE_SELECTION);
  AttributeValue email;
  email.set_email("anna@work.example");
  AttributeValue phone;
  phone.set_phone("06 12 34 56 78");
  AttributeValue address;
  address.mutable_address()->set_locality(" Lyon ");
  address.mutable_address()->add_lines(" ");
  ASSERT_EQ(WhyNot("text", Text(" red ")), "OK");
  ASSERT_EQ(WhyNot("NUMBER", Number("042.50")), "OK");
  ASSERT_EQ(WhyNot("boolean", Boolean(false)), "OK");
  ASSERT_EQ(WhyNot("date", Date("2024-02-29")), "OK");
  ASSERT_EQ(WhyNot("email", email), "OK");
  ASSERT_EQ(WhyNot("phone", phone), "OK");
  ASSERT_EQ(WhyNot("address", address), "OK");
  ASSERT_EQ(WhyNot("size", Selection({size.options(1).id()})), "OK");
  ASSERT_EQ(WhyNot("sizes",
                   Selection({sizes.options(2).id(), sizes.options(0).id()})),
            "OK");

  EXPECT_EQ(Shown(anna_),
            "text=red number=42.5 boolean=no date=2024-02-29 "
            "email=anna@work.example phone=06 12 34 56 78 address=Lyon "
            "size=M sizes=S+L");
  EXPECT_THAT(Values(anna_).attributes(6).value().address().lines(), IsEmpty());
  EXPECT_THAT(Problems(), IsEmpty());
}

TEST_F(AttributeValuesTest, AreRefusedOfAnotherType) {
  New("number", v1::ATTRIBUTE_TYPE_NUMBER);
  EXPECT_THAT(WhyNot("number", Text("42")),
              AllOf(StartsWith("INVALID_FIELDS"),
                    HasSubstr("changes[0].value: must be a number")));
  New("text", v1::ATTRIBUTE_TYPE_TEXT);
  EXPECT_THAT(WhyNot("text", Boolean(true)),
              HasSubstr("changes[0].value: must be text"));
}

TEST_F(AttributeValuesTest, AreRefusedWhenTheyBreakLimits) {
  AttributeDefinition short_text = Definition("short", v1::ATTRIBUTE_TYPE_TEXT);
  short_text.set_max_length(3);
  ASSERT_TRUE(Create(short_text).ok());
  EXPECT_EQ(WhyNot("short", Text("été")), "OK");
  EXPECT_THAT(WhyNot("short", Text("étés")),
              HasSubstr("changes[0].value.text: must have at most 3"));
  EXPECT_THAT(WhyNot("short", Text(" \t ")), HasSubstr("to be seen"));
  New("long", v1::ATTRIBUTE_TYPE_TEXT);
  EXPECT_EQ(WhyNot("long", Text(std::string(kAttributeTextMax, 'a'))), "OK");
  EXPECT_THAT(WhyNot("long", Text(std::string(kAttributeTextMax + 1, 'a'))),
              HasSubstr("must have at most 1000"));

  AttributeDefinition number = Definition("number", v1::ATTRIBUTE_TYPE_NUMBER);
  number.set_minimum("-1.5");
  number.set_maximum("2");
  ASSERT_TRUE(Create(number).ok());
  EXPECT_EQ(WhyNot("number", Number("-1.5")), "OK");
  EXPECT_EQ(WhyNot("number", Number("2.00000")), "OK");
  EXPECT_THAT(WhyNot("number", Number("-1.50001")),
              HasSubstr("changes[0].value.number: must be at least -1.5"));
  EXPECT_THAT(WhyNot("number", Number("2.00001")),
              HasSubstr("must be at most 2"));
  EXPECT_THAT(WhyNot("number", Number("0.000001")), HasSubstr("5 decimals"));

  New("date", v1::ATTRIBUTE_TYPE_DATE);
  for (const char* date : {"2023-02-29", "2024-1-01", "0000-01-01", "01-31",
                           "2024-13-01", "2024/01/01", ""}) {
    EXPECT_THAT(WhyNot("date", Date(date)),
                HasSubstr("changes[0].value.date: must be YYYY-MM-DD"))
        << date;
  }
}

TEST_F(AttributeValuesTest, ChooseOptionsThatThereAre) {
  const auto size = New("size", v1::ATTRIBUTE_TYPE_SINGLE_SELECTION);
  const auto other = New("other", v1::ATTRIBUTE_TYPE_MULTIPLE_SELECTION);
  const std::string s = size.options(0).id();

  EXPECT_THAT(WhyNot("size", Selection({})),
              HasSubstr("changes[0].value.selection: must choose an option"));
  EXPECT_THAT(WhyNot("size", Selection({s, size.options(1).id()})),
              HasSubstr("one option alone"));
  EXPECT_THAT(WhyNot("size", Selection({other.options(0).id()})),
              HasSubstr("is no option of the attribute"));
  EXPECT_THAT(WhyNot("other",
                     Selection({other.options(0).id(), other.options(0).id()})),
              HasSubstr("must choose an option once"));
}

TEST_F(AttributeValuesTest, AreOfAttributesThatThereAre) {
  const auto text = New("text", v1::ATTRIBUTE_TYPE_TEXT);
  v1::SetCustomerAttributesRequest request;
  request.set_customer_id(anna_);
  const auto why_not = [&] {
    return SummaryOf(
        Do(&AttributeDefinitionService::SetCustomerAttributes, request)
            .status());
  };
  v1::AttributeChange& change = *request.add_changes();
  EXPECT_THAT(why_not(), HasSubstr("changes[0].key: must name the attribute"));
  change.set_key("nothing");
  EXPECT_THAT(why_not(), HasSubstr("changes[0].key: must be that of"));
  change.set_attribute_definition_id(text.id());
  EXPECT_THAT(why_not(), HasSubstr("changes[0].key: must name the attribute"));
  change.clear_key();
  *change.mutable_value() = Text("a");
  EXPECT_EQ(why_not(), "OK");
  request.add_changes()->set_key("Text");
  EXPECT_THAT(why_not(), HasSubstr("changes[1].key: must not be there twice"));
  EXPECT_EQ(ReasonOf(Set(kUnknown, "text", Text("a"))), "NOT_FOUND");
}

TEST_F(AttributeValuesTest, AreClearedUnlessTheyAreRequired) {
  AttributeDefinition size = New("size", v1::ATTRIBUTE_TYPE_TEXT);
  EXPECT_EQ(WhyNot("size", AttributeValue()), "OK");
  ASSERT_EQ(WhyNot("size", Text("M")), "OK");
  size.set_is_required(true);
  ASSERT_TRUE(Update(size, {"is_required"}).ok());

  EXPECT_THAT(WhyNot("size", AttributeValue()),
              HasSubstr("changes[0].value: must be set: the attribute is"));
  EXPECT_EQ(WhyNot("size", Text("L")), "OK");
  const std::string zoe = NewCustomer("Zoé");
  EXPECT_THAT(Values(zoe).missing_attribute_definition_ids(),
              ElementsAre(size.id()));
  EXPECT_THAT(Values(anna_).missing_attribute_definition_ids(), IsEmpty());
  EXPECT_THAT(Values(zoe, true).missing_attribute_definition_ids(), IsEmpty());

  size.set_is_required(false);
  ASSERT_TRUE(Update(size, {"is_required"}).ok());
  EXPECT_EQ(WhyNot("size", AttributeValue()), "OK");
  EXPECT_EQ(Shown(anna_), "");
}

TEST_F(AttributeValuesTest, AreShownAtATillWhenTheyShallBe) {
  AttributeDefinition size = Definition("size", v1::ATTRIBUTE_TYPE_TEXT);
  size.set_is_shown_at_till(true);
  ASSERT_TRUE(Create(size).ok());
  New("other", v1::ATTRIBUTE_TYPE_TEXT);
  ASSERT_EQ(WhyNot("size", Text("M")), "OK");
  ASSERT_EQ(WhyNot("other", Text("x")), "OK");

  const auto shown = Values(anna_, /*shown_at_till_only=*/true);

  ASSERT_EQ(shown.attributes_size(), 1);
  EXPECT_EQ(shown.attributes(0).key(), "size");
  EXPECT_EQ(shown.customer_id(), anna_);
  EXPECT_EQ(shown.etag(), EtagOf(anna_));
}

TEST_F(AttributeValuesTest, ChangeTheCustomerWhenTheyChange) {
  const auto size = New("size", v1::ATTRIBUTE_TYPE_TEXT);
  const std::string before = EtagOf(anna_);
  ASSERT_TRUE(Set(anna_, "size", Text("M"), before).ok());
  const std::string after = EtagOf(anna_);
  EXPECT_NE(after, before);
  const auto event = LastEvent<v1::CustomerAttributesChanged>();
  EXPECT_THAT(event.customer_ids(), ElementsAre(anna_));
  EXPECT_THAT(event.attribute_definition_ids(), ElementsAre(size.id()));

  const size_t logged = Logged();
  EXPECT_TRUE(Set(anna_, "size", Text(" M"), after).ok());
  EXPECT_EQ(EtagOf(anna_), after);
  EXPECT_EQ(Logged(), logged);
  EXPECT_EQ(ReasonOf(Set(anna_, "size", Text("L"), before)), "ETAG_MISMATCH");
}

TEST_F(AttributeValuesTest, StayWhenACopyOfTheCustomerIsSaved) {
  New("size", v1::ATTRIBUTE_TYPE_TEXT);
  ASSERT_EQ(WhyNot("size", Text("M")), "OK");
  v1::Customer copy = *customers_.Get(anna_);
  copy.set_note("Saved");
  ASSERT_TRUE(customers_.Update(copy, {"*"}).ok());
  EXPECT_EQ(Shown(anna_), "size=M");
}

TEST_F(AttributeValuesTest, AreRedactedWhenTheyAreContactData) {
  AttributeDefinition locker = Definition("locker", v1::ATTRIBUTE_TYPE_TEXT);
  locker.set_visibility(v1::ATTRIBUTE_VISIBILITY_CONTACT);
  ASSERT_TRUE(Create(locker).ok());
  ASSERT_EQ(WhyNot("locker", Text("17")), "OK");
  const std::string zoe = NewCustomer("Zoé");

  ActAsBlind({PERMISSION_CUSTOMERS_VIEW_CONTACT});
  EXPECT_EQ(Shown(anna_), "locker=?");
  EXPECT_EQ(ReasonOf(Set(anna_, "locker", Text("17"))), "PERMISSION_DENIED");
  EXPECT_EQ(ReasonOf(Clear(anna_, "locker")), "PERMISSION_DENIED");
  // Where there is none, one can be left.
  EXPECT_TRUE(Set(zoe, "locker", Text("18")).ok());
  EXPECT_EQ(Shown(zoe), "locker=?");
  ActAsOwner();
  EXPECT_EQ(Shown(anna_), "locker=17");
}

TEST_F(AttributeValuesTest, AreShownToMoreByWhoSeesThemAlone) {
  AttributeDefinition locker = Definition("locker", v1::ATTRIBUTE_TYPE_TEXT);
  locker.set_visibility(v1::ATTRIBUTE_VISIBILITY_CONTACT);
  locker = *Create(locker);
  locker.set_visibility(v1::ATTRIBUTE_VISIBILITY_CUSTOMERS);

  ActAsBlind({PERMISSION_CUSTOMERS_VIEW_CONTACT});
  EXPECT_EQ(ReasonOf(Update(locker, {"visibility"}).status()),
            "PERMISSION_DENIED");
  ActAsOwner();
  EXPECT_TRUE(Update(locker, {"visibility"}).ok());
}

TEST_F(AttributeValuesTest, ConfirmNoGuessToWhoSeesNoCustomers) {
  New("size", v1::ATTRIBUTE_TYPE_TEXT);
  ASSERT_EQ(WhyNot("size", Text("M")), "OK");
  const std::string before = EtagOf(anna_);

  ActAsBlind({PERMISSION_CUSTOMERS_VIEW});
  ASSERT_EQ(WhyNot("size", Text("M")), "OK");

  EXPECT_NE(EtagOf(anna_), before);
}

TEST_F(AttributeValuesTest, HaveAsManyBytesAsTheLimitSays) {
  const auto room = [&] {
    return kAttributeBytesMax -
           AttributeBytes(*customers_.directory().GetStored(*store().Read(),
                                                            merchant_, anna_));
  };
  const std::string longest(kAttributeTextMax, 'a');
  while (room() > 2 * longest.size()) {
    const std::string key = New("text", v1::ATTRIBUTE_TYPE_TEXT).key();
    ASSERT_EQ(WhyNot(key, Text(longest)), "OK");
  }
  // Half of the rest, so that the other half fits into one.
  New("half", v1::ATTRIBUTE_TYPE_TEXT);
  ASSERT_EQ(WhyNot("half", Text(std::string(room() / 2, 'a'))), "OK");
  New("last", v1::ATTRIBUTE_TYPE_TEXT);
  const std::string some(200, 'a');
  ASSERT_EQ(WhyNot("last", Text(some)), "OK");

  const std::string most = some + std::string(room(), 'a');
  EXPECT_EQ(WhyNot("last", Text(most)), "OK");
  EXPECT_EQ(room(), 0);
  EXPECT_THAT(WhyNot("last", Text(most + "a")),
              StartsWith("TOO_MANY_ATTRIBUTE_BYTES"));
  EXPECT_EQ(WhyNot("last", Text(some)), "OK");
}

TEST_F(AttributeValuesTest, AreSetForManyWithAResultForEach) {
  const auto size = New("size", v1::ATTRIBUTE_TYPE_TEXT);
  const std::string zoe = NewCustomer("Zoé");
  ASSERT_TRUE(Set(zoe, "size", Text("M")).ok());
  v1::BatchSetCustomerAttributesRequest request;
  const auto add = [&](const std::string& id, const std::string& key) {
    auto& customer = *request.add_customers();
    customer.set_customer_id(id);
    v1::AttributeChange& change = *customer.add_changes();
    change.set_key(key);
    *change.mutable_value() = Text("M");
  };
  add(anna_, "size");
  add(kUnknown, "size");
  add(zoe, "size");
  add(anna_, "nothing");

  const auto response =
      Do(&AttributeDefinitionService::BatchSetCustomerAttributes, request);

  ASSERT_TRUE(response.ok()) << response.status();
  ASSERT_EQ(response->results_size(), 4);
  EXPECT_EQ(response->results(0).outcome(),
            v1::CUSTOMER_ATTRIBUTES_OUTCOME_SET);
  EXPECT_EQ(response->results(0).etag(), EtagOf(anna_));
  EXPECT_EQ(response->results(1).outcome(),
            v1::CUSTOMER_ATTRIBUTES_OUTCOME_UNKNOWN_CUSTOMER);
  EXPECT_EQ(response->results(2).outcome(),
            v1::CUSTOMER_ATTRIBUTES_OUTCOME_UNCHANGED);
  EXPECT_EQ(response->results(3).outcome(),
            v1::CUSTOMER_ATTRIBUTES_OUTCOME_REFUSED);
  EXPECT_EQ(response->results(3).reason(), "INVALID_FIELDS");
  EXPECT_THAT(response->results(3).description(),
              HasSubstr("changes[0].key: must be that of an attribute"));
  const auto event = LastEvent<v1::CustomerAttributesChanged>();
  EXPECT_THAT(event.customer_ids(), ElementsAre(anna_));
  EXPECT_EQ(Shown(anna_), "size=M");
}

TEST_F(AttributeValuesTest, AreSetForAsManyAsOneTransactionHolds) {
  v1::BatchSetCustomerAttributesRequest request;
  v1::CustomerAttributeChanges much;
  for (int i = 0; i < 15; ++i) {
    v1::AttributeChange& change = *much.add_changes();
    change.set_key(New("much", v1::ATTRIBUTE_TYPE_TEXT).key());
    *change.mutable_value() = Text(std::string(kAttributeTextMax, 'a'));
  }
  constexpr int kPeople = kBatchRowBytesMax / (15 * kAttributeTextMax) + 1;
  for (int i = 0; i < kPeople; ++i) {
    much.set_customer_id(NewCustomer("Zoé"));
    *request.add_customers() = much;
  }

  auto response =
      Do(&AttributeDefinitionService::BatchSetCustomerAttributes, request);

  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->results(kPeople / 2).outcome(),
            v1::CUSTOMER_ATTRIBUTES_OUTCOME_SET);
  EXPECT_EQ(response->results(kPeople - 1).reason(), "CALL_TOO_LARGE");
  EXPECT_EQ(Shown(much.customer_id()), "");
  // Who was set before takes no room any more.
  response =
      Do(&AttributeDefinitionService::BatchSetCustomerAttributes, request);
  EXPECT_EQ(response->results(kPeople - 1).outcome(),
            v1::CUSTOMER_ATTRIBUTES_OUTCOME_SET);
}

TEST_F(AttributeValuesTest, AreSetForAsManyAsTheLimitSays) {
  New("size", v1::ATTRIBUTE_TYPE_TEXT);
  v1::BatchSetCustomerAttributesRequest request;
  constexpr int kEach = 100;
  for (int i = 0; i < kBatchChangesMax / kEach; ++i) {
    auto& customer = *request.add_customers();
    customer.set_customer_id(anna_);
    for (int j = 0; j < kEach; ++j) customer.add_changes()->set_key("size");
  }
  const auto call = [&] {
    return Do(&AttributeDefinitionService::BatchSetCustomerAttributes, request)
        .status();
  };
  EXPECT_TRUE(call().ok());
  request.mutable_customers(0)->add_changes()->set_key("size");
  EXPECT_THAT(SummaryOf(call()),
              HasSubstr("customers: must have at most 10000 changes"));
}

}  // namespace
}  // namespace comptoir::customers
