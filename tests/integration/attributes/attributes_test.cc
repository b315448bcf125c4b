// AttributeDefinitionService over a real server and the SDK: every method, what
// callers may see, merges, bad input, and two tills at once.
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "comptoir/annotations.pb.h"
#include "comptoir/customers/v1/attribute_definition_service.client.h"
#include "comptoir/customers/v1/customer_service.client.h"
#include "comptoir/customers/v1/merge_service.client.h"
#include "comptoir/events/v1/event_service.client.h"
#include "comptoir/merchants/v1/api_key_service.client.h"
#include "comptoir/sdk/errors.h"
#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/shop_test.h"

namespace comptoir::customers::v1 {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using testing::Summary;

constexpr char kUnknown[] = "cus_00000000000000000000000000";
// A test number of a card issuer.
constexpr char kCardNumber[] = "4111 1111 1111 1111";

AttributeValue Text(const std::string& text) {
  AttributeValue value;
  value.set_text(text);
  return value;
}

class AttributesTest : public comptoir::testing::ShopTest {
 protected:
  static AttributeDefinitionServiceClient Attributes(
      const ChannelPtr& channel = owner()) {
    return AttributeDefinitionServiceClient(channel);
  }

  static AttributeDefinition Named(const std::string& display_name,
                                   AttributeType type = ATTRIBUTE_TYPE_TEXT) {
    AttributeDefinition definition;
    definition.set_display_name(display_name);
    definition.set_type(type);
    return definition;
  }
  static absl::StatusOr<AttributeDefinition> Create(
      const AttributeDefinition& definition,
      const ChannelPtr& channel = owner()) {
    CreateAttributeDefinitionRequest request;
    *request.mutable_attribute_definition() = definition;
    const auto response =
        Attributes(channel).CreateAttributeDefinition(request);
    if (!response.ok()) return response.status();
    return response->attribute_definition();
  }
  static AttributeDefinition New(const std::string& display_name,
                                 AttributeType type = ATTRIBUTE_TYPE_TEXT) {
    const auto created = Create(Named(display_name, type));
    EXPECT_TRUE(created.ok()) << created.status();
    return *created;
  }
  static absl::Status Delete(const std::string& id,
                             const ChannelPtr& channel = owner()) {
    DeleteAttributeDefinitionRequest request;
    request.set_attribute_definition_id(id);
    return Attributes(channel).DeleteAttributeDefinition(request).status();
  }

  static std::string NewCustomer(const std::string& given_name) {
    CreateCustomerRequest request;
    request.mutable_customer()->set_given_name(given_name);
    return CustomerServiceClient(owner())
        .CreateCustomer(request)
        ->customer()
        .id();
  }

  static SetCustomerAttributesRequest Setting(const std::string& customer_id,
                                              const std::string& key,
                                              const AttributeValue& value) {
    SetCustomerAttributesRequest request;
    request.set_customer_id(customer_id);
    request.add_changes()->set_key(key);
    *request.mutable_changes(0)->mutable_value() = value;
    return request;
  }
  static absl::Status Set(const std::string& customer_id,
                          const std::string& key, const AttributeValue& value,
                          const ChannelPtr& channel = owner()) {
    return Attributes(channel)
        .SetCustomerAttributes(Setting(customer_id, key, value))
        .status();
  }
  static GetCustomerAttributesResponse Values(
      const std::string& customer_id, const ChannelPtr& channel = owner()) {
    GetCustomerAttributesRequest request;
    request.set_customer_id(customer_id);
    const auto response = Attributes(channel).GetCustomerAttributes(request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? *response : GetCustomerAttributesResponse();
  }
  // The text of the attribute; "?" when it is redacted, "-" when there is none.
  static std::string TextOf(const std::string& customer_id,
                            const std::string& key,
                            const ChannelPtr& channel = owner()) {
    const GetCustomerAttributesResponse values = Values(customer_id, channel);
    for (const auto& attribute : values.attributes()) {
      if (attribute.key() != key) continue;
      return attribute.is_redacted() ? "?" : attribute.value().text();
    }
    return "-";
  }

  static ChannelPtr KeyFor(const std::vector<Permission>& permissions) {
    merchants::v1::CreateApiKeyRequest request;
    request.mutable_api_key()->set_display_name("Key");
    for (const Permission permission : permissions) {
      request.mutable_api_key()->add_permissions(permission);
    }
    const auto key =
        merchants::v1::ApiKeyServiceClient(owner()).CreateApiKey(request);
    EXPECT_TRUE(key.ok()) << key.status();
    return With(key->api_key_token());
  }
};

TEST_F(AttributesTest, AreReadAtOnceByEveryMethod) {
  AttributeDefinition size = New("Shoe size");
  const std::string anna = NewCustomer("Anna");
  size.set_description("European");
  size.set_is_required(true);
  UpdateAttributeDefinitionRequest update;
  *update.mutable_attribute_definition() = size;
  const auto updated = Attributes().UpdateAttributeDefinition(update);
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_EQ(updated->attribute_definition().key(), "shoe_size");
  EXPECT_THAT(Values(anna).missing_attribute_definition_ids(),
              Contains(size.id()));

  const auto set = Attributes().SetCustomerAttributes(
      Setting(anna, "shoe_size", Text("38")));
  ASSERT_TRUE(set.ok()) << set.status();
  EXPECT_EQ(TextOf(anna, "shoe_size"), "38");
  EXPECT_EQ(Values(anna).etag(), set->etag());
  BatchSetCustomerAttributesRequest batch;
  auto& change = *batch.add_customers();
  change.set_customer_id(anna);
  change.add_changes()->set_attribute_definition_id(size.id());
  *change.mutable_changes(0)->mutable_value() = Text("39");
  batch.add_customers()->set_customer_id(kUnknown);
  *batch.mutable_customers(1)->add_changes() = change.changes(0);
  const auto many = Attributes().BatchSetCustomerAttributes(batch);
  ASSERT_TRUE(many.ok()) << many.status();
  EXPECT_EQ(many->results(0).outcome(), CUSTOMER_ATTRIBUTES_OUTCOME_SET);
  EXPECT_EQ(many->results(1).outcome(),
            CUSTOMER_ATTRIBUTES_OUTCOME_UNKNOWN_CUSTOMER);
  EXPECT_EQ(TextOf(anna, "shoe_size"), "39");
  std::vector<std::string> keys;
  for (const auto& listed : Attributes().ListAttributeDefinitionsAll({})) {
    keys.push_back(listed->key());
  }
  EXPECT_THAT(keys, Contains("shoe_size"));

  ASSERT_TRUE(Delete(size.id()).ok());
  EXPECT_EQ(TextOf(anna, "shoe_size"), "-");
  GetAttributeDefinitionRequest get;
  get.set_attribute_definition_id(size.id());
  EXPECT_EQ(Summary(Attributes().GetAttributeDefinition(get).status()),
            "NOT_FOUND");
}

TEST_F(AttributesTest, AreChangedOnceUnderOneRequestId) {
  New("Once");
  const std::string anna = NewCustomer("Anna");
  SetCustomerAttributesRequest request = Setting(anna, "once", Text("a"));
  request.set_request_id("attribute-once");
  const auto first = Attributes().SetCustomerAttributes(request);
  ASSERT_TRUE(first.ok()) << first.status();
  ASSERT_TRUE(Set(anna, "once", Text("b")).ok());

  const auto again = Attributes().SetCustomerAttributes(request);

  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->etag(), first->etag());
  EXPECT_EQ(TextOf(anna, "once"), "b");
}

TEST_F(AttributesTest, TellWhoWatchesACustomer) {
  New("Told");
  const std::string anna = NewCustomer("Anna");
  ASSERT_TRUE(Set(anna, "told", Text("a")).ok());

  events::v1::ListActivityRequest request;
  request.set_subject_id(anna);
  std::vector<std::string> kinds;
  for (const auto& event :
       events::v1::EventServiceClient(owner()).ListActivityAll(request)) {
    ASSERT_TRUE(event.ok()) << event.status();
    const std::string& url = event->data().type_url();
    kinds.push_back(url.substr(url.rfind('.') + 1));
  }
  EXPECT_THAT(kinds,
              ElementsAre("CustomerAttributesChanged", "CustomerCreated"));
}

TEST_F(AttributesTest, AreShownAsTheirCallerMaySeeThem) {
  AttributeDefinition locker = Named("Locker");
  locker.set_visibility(ATTRIBUTE_VISIBILITY_CONTACT);
  ASSERT_TRUE(Create(locker).ok());
  New("Colour");
  const std::string anna = NewCustomer("Anna");
  ASSERT_TRUE(Set(anna, "locker", Text("17")).ok());
  ASSERT_TRUE(Set(anna, "colour", Text("red")).ok());

  EXPECT_EQ(TextOf(anna, "locker", staff()), "?");
  EXPECT_EQ(TextOf(anna, "colour", staff()), "red");
  const ChannelPtr blind = KeyFor({PERMISSION_CUSTOMERS_EDIT});
  EXPECT_TRUE(Set(anna, "colour", Text("blue"), blind).ok());
  EXPECT_EQ(Summary(Set(anna, "locker", Text("18"), blind)),
            "PERMISSION_DENIED");
  GetCustomerAttributesRequest get;
  get.set_customer_id(anna);
  EXPECT_EQ(Summary(Attributes(blind).GetCustomerAttributes(get).status()),
            "PERMISSION_DENIED");
  EXPECT_EQ(TextOf(anna, "locker"), "17");
}

TEST_F(AttributesTest, AreKeptFromOtherProgramsWhenTheirsSaysSo) {
  const std::vector<Permission> all = {PERMISSION_CUSTOMERS_VIEW,
                                       PERMISSION_CUSTOMERS_EDIT,
                                       PERMISSION_ATTRIBUTES_MANAGE};
  const ChannelPtr app = KeyFor(all);
  const ChannelPtr other = KeyFor(all);
  AttributeDefinition secret = Named("Secret");
  secret.set_others_access(ATTRIBUTE_ACCESS_HIDDEN);
  const auto created = Create(secret, app);
  ASSERT_TRUE(created.ok()) << created.status();
  const std::string anna = NewCustomer("Anna");
  ASSERT_TRUE(Set(anna, "secret", Text("x"), app).ok());

  EXPECT_EQ(TextOf(anna, "secret", app), "x");
  EXPECT_EQ(TextOf(anna, "secret", other), "-");
  EXPECT_EQ(TextOf(anna, "secret", owner_on_till()), "x");
  EXPECT_EQ(Summary(Set(anna, "secret", Text("y"), other)),
            "INVALID_ARGUMENT INVALID_FIELDS changes[0].key");
  EXPECT_EQ(Summary(Delete(created->id(), other)), "NOT_FOUND");
  EXPECT_TRUE(Delete(created->id(), app).ok());
}

TEST_F(AttributesTest, AreUnknownToAnotherMerchant) {
  const std::string id = New("Ours").id();
  const std::string anna = NewCustomer("Anna");

  EXPECT_EQ(Summary(Delete(id, stranger())), "NOT_FOUND");
  EXPECT_EQ(Summary(Set(anna, "ours", Text("a"), stranger())), "NOT_FOUND");
  EXPECT_EQ(Create(Named("Ours"), stranger())->key(), "ours");
}

TEST_F(AttributesTest, RefuseWhatIsNoValue) {
  New("Bad");
  New("Bad mail", ATTRIBUTE_TYPE_EMAIL);
  const std::string anna = NewCustomer("Anna");
  const auto problem = [&](const std::string& key,
                           const AttributeValue& value) {
    return Summary(Set(anna, key, value));
  };
  EXPECT_EQ(problem("bad", Text(std::string(1000, 'a'))), "OK");
  EXPECT_EQ(problem("bad", Text(std::string(1001, 'a'))),
            "INVALID_ARGUMENT INVALID_FIELDS changes[0].value.text");
  EXPECT_EQ(problem("bad", Text(kCardNumber)),
            "INVALID_ARGUMENT CARD_NUMBER_REFUSED changes[0].value.text");
  AttributeValue email;
  email.set_email("nobody");
  EXPECT_EQ(problem("bad_mail", email),
            "INVALID_ARGUMENT INVALID_FIELDS changes[0].value.email");
  EXPECT_EQ(problem("bad_mail", Text("a@example.com")),
            "INVALID_ARGUMENT INVALID_FIELDS changes[0].value");
  // One spelling of what looks the same.
  ASSERT_EQ(problem("bad", Text("Zoe\u0308")), "OK");
  EXPECT_EQ(TextOf(anna, "bad"), "Zo\u00eb");
}

TEST_F(AttributesTest, TakeWhatTheLimitsSayAndNoMore) {
  AttributeDefinition most = Named(std::string(255, 'n'));
  most.set_key(std::string(60, 'k'));
  most.set_description(std::string(1000, 'd'));
  most.set_type(ATTRIBUTE_TYPE_MULTIPLE_SELECTION);
  for (int i = 0; i < 100; ++i) {
    most.add_options()->set_display_name(fmt::format("Option {}", i));
  }
  EXPECT_EQ(Summary(Create(most).status()), "OK");

  most.mutable_key()->front() = 'l';
  most.mutable_display_name()->push_back('n');
  EXPECT_EQ(Summary(Create(most).status()),
            "INVALID_ARGUMENT INVALID_FIELDS "
            "attribute_definition.display_name");
  most.set_display_name("Most");
  most.mutable_key()->push_back('k');
  EXPECT_EQ(Summary(Create(most).status()),
            "INVALID_ARGUMENT INVALID_FIELDS attribute_definition.key");
  most.set_key("most");
  most.add_options()->set_display_name("One more");
  EXPECT_EQ(Summary(Create(most).status()),
            "INVALID_ARGUMENT INVALID_FIELDS attribute_definition.options");
  most.mutable_options()->RemoveLast();
  most.set_position(1000001);
  EXPECT_EQ(Summary(Create(most).status()),
            "INVALID_ARGUMENT INVALID_FIELDS attribute_definition.position");
}

TEST_F(AttributesTest, ChangeAtMostAThousandCustomersACall) {
  New("Many");
  const SetCustomerAttributesRequest one =
      Setting(NewCustomer("Anna"), "many", Text("a"));
  BatchSetCustomerAttributesRequest request;
  for (int i = 0; i < 1000; ++i) {
    request.add_customers()->set_customer_id(one.customer_id());
    *request.mutable_customers(i)->mutable_changes() = one.changes();
  }
  const auto most = Attributes().BatchSetCustomerAttributes(request);
  ASSERT_TRUE(most.ok()) << most.status();
  EXPECT_EQ(most->results_size(), 1000);
  *request.add_customers() = request.customers(0);
  EXPECT_EQ(Summary(Attributes().BatchSetCustomerAttributes(request).status()),
            "INVALID_ARGUMENT INVALID_FIELDS customers");
}

TEST_F(AttributesTest, FollowAMergeAndItsUndoing) {
  New("Merged size");
  New("Merged colour");
  const std::string anna = NewCustomer("Anna");
  const std::string ann = NewCustomer("Ann");
  ASSERT_TRUE(Set(anna, "merged_size", Text("M")).ok());
  ASSERT_TRUE(Set(ann, "merged_size", Text("L")).ok());
  ASSERT_TRUE(Set(ann, "merged_colour", Text("red")).ok());
  const MergeServiceClient merges(owner());
  PreviewMergeRequest preview;
  preview.set_survivor_customer_id(anna);
  preview.add_customer_ids(ann);
  const auto previewed = merges.PreviewMerge(preview);
  ASSERT_TRUE(previewed.ok()) << previewed.status();
  std::vector<std::string> lines;
  for (const MergedField& field : previewed->fields()) {
    if (!field.path().starts_with("attributes.merged_")) continue;
    lines.push_back(fmt::format("{} {} {}", field.path(),
                                field.customer_id() == anna ? "anna" : "ann",
                                field.dropped_customer_ids_size()));
  }
  EXPECT_THAT(lines, ElementsAre("attributes.merged_size anna 1",
                                 "attributes.merged_colour ann 0"));

  MergeCustomersRequest merge;
  merge.set_survivor_customer_id(anna);
  merge.add_customer_ids(ann);
  ASSERT_TRUE(merges.MergeCustomers(merge).ok());
  EXPECT_EQ(TextOf(ann, "merged_size"), "M");
  EXPECT_EQ(TextOf(ann, "merged_colour"), "red");
  EXPECT_EQ(Values(ann).customer_id(), anna);
  ASSERT_TRUE(Set(ann, "merged_size", Text("XL")).ok());
  UnmergeCustomerRequest unmerge;
  unmerge.set_customer_id(ann);
  ASSERT_TRUE(merges.UnmergeCustomer(unmerge).ok());
  EXPECT_EQ(TextOf(anna, "merged_size"), "XL");
  EXPECT_EQ(TextOf(anna, "merged_colour"), "-");
  EXPECT_EQ(TextOf(ann, "merged_size"), "L");
  EXPECT_EQ(TextOf(ann, "merged_colour"), "red");
}

TEST_F(AttributesTest, AreNotOverwrittenByATillThatSawThemBefore) {
  New("Seen");
  const std::string anna = NewCustomer("Anna");
  const std::string etag = Values(anna).etag();
  constexpr int kTills = 4;
  std::vector<absl::Status> results(kTills);
  std::vector<std::thread> tills;
  for (int i = 0; i < kTills; ++i) {
    tills.emplace_back([&, i] {
      SetCustomerAttributesRequest request =
          Setting(anna, "seen", Text(fmt::format("till {}", i)));
      request.set_etag(etag);
      results[i] = Attributes().SetCustomerAttributes(request).status();
    });
  }
  for (std::thread& till : tills) till.join();

  std::map<std::string, int> counts;
  for (const absl::Status& result : results) ++counts[Summary(result)];
  EXPECT_EQ(counts["OK"], 1);
  EXPECT_EQ(counts["ABORTED ETAG_MISMATCH"], kTills - 1);
}

}  // namespace
}  // namespace comptoir::customers::v1
