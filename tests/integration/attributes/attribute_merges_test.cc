// Custom attributes chosen in merges, over a real server and the SDK.
#include <string>
#include <vector>

#include "comptoir/customers/v1/attribute_definition_service.client.h"
#include "comptoir/customers/v1/customer_service.client.h"
#include "comptoir/customers/v1/merge_service.client.h"
#include "comptoir/sdk/errors.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/shop_test.h"

namespace comptoir::customers::v1 {
namespace {

using ::testing::ElementsAre;
using testing::Summary;

class AttributeMergesTest : public comptoir::testing::ShopTest {
 protected:
  static AttributeDefinition New(const std::string& display_name) {
    CreateAttributeDefinitionRequest request;
    request.mutable_attribute_definition()->set_display_name(display_name);
    request.mutable_attribute_definition()->set_type(ATTRIBUTE_TYPE_TEXT);
    return AttributeDefinitionServiceClient(owner())
        .CreateAttributeDefinition(request)
        ->attribute_definition();
  }
  static std::string NewCustomer(const std::string& given_name,
                                 const std::string& key,
                                 const std::string& text) {
    CreateCustomerRequest create;
    create.mutable_customer()->set_given_name(given_name);
    const std::string id =
        CustomerServiceClient(owner()).CreateCustomer(create)->customer().id();
    SetCustomerAttributesRequest request;
    request.set_customer_id(id);
    request.add_changes()->set_key(key);
    request.mutable_changes(0)->mutable_value()->set_text(text);
    EXPECT_TRUE(AttributeDefinitionServiceClient(owner())
                    .SetCustomerAttributes(request)
                    .ok());
    return id;
  }
  // Of the only attribute.
  static std::string TextOf(const std::string& customer_id) {
    GetCustomerAttributesRequest request;
    request.set_customer_id(customer_id);
    const auto values =
        AttributeDefinitionServiceClient(owner()).GetCustomerAttributes(
            request);
    EXPECT_TRUE(values.ok()) << values.status();
    EXPECT_EQ(values->attributes_size(), 1);
    return values->attributes(0).value().text();
  }
};

TEST_F(AttributeMergesTest, ShowTheChosenValueUntilTheMergeIsTakenBack) {
  const AttributeDefinition size = New("Chosen size");
  const std::string anna = NewCustomer("Anna", "chosen_size", "M");
  const std::string ann = NewCustomer("Ann", "chosen_size", "L");
  const MergeServiceClient merges(owner());
  MergeCustomersRequest merge;
  merge.set_survivor_customer_id(anna);
  merge.add_customer_ids(ann);
  merge.add_choices()->set_path("attributes.no_size");
  merge.mutable_choices(0)->set_customer_id(ann);
  EXPECT_EQ(Summary(merges.MergeCustomers(merge).status()),
            "INVALID_ARGUMENT INVALID_FIELDS choices[0].path");

  merge.mutable_choices(0)->set_path("attributes.chosen_size");
  const auto merged = merges.MergeCustomers(merge);
  ASSERT_TRUE(merged.ok()) << merged.status();
  EXPECT_EQ(TextOf(ann), "L");
  EXPECT_EQ(TextOf(anna), "L");
  ListMergesRequest list;
  list.set_customer_id(anna);
  const auto history = merges.ListMerges(list);
  ASSERT_TRUE(history.ok()) << history.status();
  EXPECT_THAT(history->merges(0).changed_attribute_definition_ids(),
              ElementsAre(size.id()));
  EXPECT_THAT(history->merges(0).changed_fields().paths(),
              ElementsAre("attributes"));

  UnmergeCustomerRequest unmerge;
  unmerge.set_customer_id(ann);
  ASSERT_TRUE(merges.UnmergeCustomer(unmerge).ok());
  EXPECT_EQ(TextOf(anna), "M");
  EXPECT_EQ(TextOf(ann), "L");
}

}  // namespace
}  // namespace comptoir::customers::v1
