// Filters by custom attributes over a real server and the SDK.
#include <string>
#include <vector>

#include "comptoir/annotations.pb.h"
#include "comptoir/customers/v1/attribute_definition_service.client.h"
#include "comptoir/customers/v1/customer_service.client.h"
#include "comptoir/merchants/v1/api_key_service.client.h"
#include "comptoir/sdk/errors.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/shop_test.h"

namespace comptoir::customers::v1 {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::Summary;

class AttributeFiltersTest : public comptoir::testing::ShopTest {
 protected:
  static AttributeDefinition New(const std::string& display_name,
                                 AttributeType type) {
    CreateAttributeDefinitionRequest request;
    AttributeDefinition& definition = *request.mutable_attribute_definition();
    definition.set_display_name(display_name);
    definition.set_type(type);
    if (type == ATTRIBUTE_TYPE_SINGLE_SELECTION) {
      definition.add_options()->set_display_name("Red");
      definition.add_options()->set_display_name("White");
    }
    const auto response =
        AttributeDefinitionServiceClient(owner()).CreateAttributeDefinition(
            request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response->attribute_definition();
  }
  static std::string NewCustomer(const std::string& given_name,
                                 const std::string& key,
                                 const AttributeValue& value) {
    CreateCustomerRequest create;
    create.mutable_customer()->set_given_name(given_name);
    const std::string id =
        CustomerServiceClient(owner()).CreateCustomer(create)->customer().id();
    SetCustomerAttributesRequest request;
    request.set_customer_id(id);
    request.add_changes()->set_key(key);
    *request.mutable_changes(0)->mutable_value() = value;
    EXPECT_TRUE(AttributeDefinitionServiceClient(owner())
                    .SetCustomerAttributes(request)
                    .ok());
    return id;
  }
  static absl::StatusOr<ListCustomersResponse> Page(
      const Filter& filter, const ChannelPtr& channel = owner()) {
    ListCustomersRequest request;
    *request.mutable_filter() = filter;
    request.set_order(CUSTOMER_ORDER_NAME);
    return CustomerServiceClient(channel).ListCustomers(request);
  }
  static std::vector<std::string> Left(const Filter& filter) {
    std::vector<std::string> names;
    const auto page = Page(filter);
    EXPECT_TRUE(page.ok()) << page.status();
    if (!page.ok()) return names;
    for (const Customer& customer : page->customers()) {
      names.push_back(customer.given_name());
    }
    return names;
  }
  static std::string RefusalOf(const Filter& filter,
                               const ChannelPtr& channel = owner()) {
    return Summary(Page(filter, channel).status());
  }
  static ChannelPtr KeyFor(const std::vector<Permission>& permissions) {
    merchants::v1::CreateApiKeyRequest request;
    request.mutable_api_key()->set_display_name("Program");
    for (const Permission permission : permissions) {
      request.mutable_api_key()->add_permissions(permission);
    }
    const auto key =
        merchants::v1::ApiKeyServiceClient(owner()).CreateApiKey(request);
    EXPECT_TRUE(key.ok()) << key.status();
    return With(key->api_key_token());
  }
};

TEST_F(AttributeFiltersTest, SeeWhatWasJustSet) {
  New("Filtered size", ATTRIBUTE_TYPE_NUMBER);
  AttributeValue value;
  value.set_number("38.5");
  NewCustomer("Anna", "filtered_size", value);
  Filter filter;
  filter.mutable_attribute()->set_key("Filtered_Size");
  filter.mutable_attribute()->mutable_number()->set_minimum("38.50000");
  EXPECT_THAT(Left(filter), ElementsAre("Anna"));
  filter.mutable_attribute()->mutable_number()->set_minimum("38.50001");
  EXPECT_THAT(Left(filter), IsEmpty());

  const AttributeDefinition wine =
      New("Filtered wine", ATTRIBUTE_TYPE_SINGLE_SELECTION);
  value.mutable_selection()->add_option_ids(wine.options(0).id());
  NewCustomer("Bob", "filtered_wine", value);
  filter.mutable_attribute()->set_key("filtered_wine");
  auto& chosen = *filter.mutable_attribute()->mutable_selection();
  chosen.add_any_of_option_ids(wine.options(0).id());
  EXPECT_THAT(Left(filter), ElementsAre("Bob"));
  chosen.set_any_of_option_ids(0, wine.options(1).id());
  EXPECT_THAT(Left(filter), IsEmpty());

  ExplainFilterRequest request;
  *request.mutable_filter()->mutable_any()->add_parts() = filter;
  filter.mutable_attribute()->set_exists(true);
  *request.mutable_filter()->mutable_any()->add_parts() = filter;
  const auto explained = CustomerServiceClient(owner()).ExplainFilter(request);
  ASSERT_TRUE(explained.ok()) << explained.status();
  EXPECT_EQ(explained->total_size(), 1);
  EXPECT_EQ(explained->parts(1).alone_size(), 0);
  EXPECT_EQ(explained->parts(2).alone_size(), 1);
}

TEST_F(AttributeFiltersTest, RefuseWhatIsWrong) {
  const AttributeDefinition text = New("Filtered text", ATTRIBUTE_TYPE_TEXT);
  Filter filter;
  AttributeFilter& attribute = *filter.mutable_attribute();
  attribute.set_attribute_definition_id(text.id());
  EXPECT_EQ(RefusalOf(filter),
            "INVALID_ARGUMENT INVALID_FIELDS filter.attribute");
  attribute.mutable_number()->set_minimum("1");
  EXPECT_EQ(RefusalOf(filter),
            "INVALID_ARGUMENT INVALID_FIELDS filter.attribute.number");
  attribute.set_email("no address");
  EXPECT_EQ(RefusalOf(filter),
            "INVALID_ARGUMENT INVALID_FIELDS filter.attribute.email");
  attribute.set_exists(true);
  EXPECT_EQ(RefusalOf(filter), "OK");
  attribute.set_key(std::string(61, 'a'));
  EXPECT_EQ(RefusalOf(filter),
            "INVALID_ARGUMENT INVALID_FIELDS filter.attribute.key");
  attribute.set_key("filtered_nothing");
  attribute.clear_attribute_definition_id();
  EXPECT_THAT(RefusalOf(filter),
              ::testing::StartsWith("INVALID_ARGUMENT UNKNOWN_ATTRIBUTE"));

  attribute.set_key("filtered_text");
  for (int i = 0; i < 101; ++i) {
    attribute.mutable_selection()->add_any_of_option_ids(
        "opt_00000000000000000000000000");
  }
  EXPECT_EQ(RefusalOf(filter),
            "INVALID_ARGUMENT INVALID_FIELDS "
            "filter.attribute.selection.any_of_option_ids");
  attribute.mutable_selection()->mutable_any_of_option_ids()->RemoveLast();
  EXPECT_EQ(RefusalOf(filter),
            "INVALID_ARGUMENT INVALID_FIELDS filter.attribute.selection");
}

TEST_F(AttributeFiltersTest, TellNothingThatIsHidden) {
  AttributeValue value;
  value.set_email("anna@example.com");
  New("Filtered email", ATTRIBUTE_TYPE_EMAIL);
  NewCustomer("Anna", "filtered_email", value);
  Filter filter;
  filter.mutable_attribute()->set_key("filtered_email");
  filter.mutable_attribute()->set_email("ANNA@example.com");
  EXPECT_THAT(Left(filter), ElementsAre("Anna"));
  const ChannelPtr sees_names = KeyFor({PERMISSION_CUSTOMERS_VIEW});
  EXPECT_THAT(RefusalOf(filter, sees_names),
              ::testing::StartsWith("PERMISSION_DENIED"));

  const ChannelPtr app =
      KeyFor({PERMISSION_CUSTOMERS_VIEW, PERMISSION_ATTRIBUTES_MANAGE});
  CreateAttributeDefinitionRequest request;
  AttributeDefinition& secret = *request.mutable_attribute_definition();
  secret.set_display_name("Filtered secret");
  secret.set_type(ATTRIBUTE_TYPE_TEXT);
  secret.set_others_access(ATTRIBUTE_ACCESS_HIDDEN);
  ASSERT_TRUE(AttributeDefinitionServiceClient(app)
                  .CreateAttributeDefinition(request)
                  .ok());
  filter.mutable_attribute()->set_key("filtered_secret");
  filter.mutable_attribute()->set_exists(true);
  EXPECT_EQ(RefusalOf(filter, app), "OK");
  EXPECT_THAT(RefusalOf(filter, sees_names),
              ::testing::StartsWith("INVALID_ARGUMENT UNKNOWN_ATTRIBUTE"));
}

}  // namespace
}  // namespace comptoir::customers::v1
