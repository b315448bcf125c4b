// CustomerSummaryService and the activity of customers over a real server and
// the SDK, and how they answer bad input.
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "comptoir/annotations.pb.h"
#include "comptoir/customers/v1/customer_service.client.h"
#include "comptoir/customers/v1/customer_summary_service.client.h"
#include "comptoir/customers/v1/group_service.client.h"
#include "comptoir/customers/v1/merge_service.client.h"
#include "comptoir/events/v1/event_service.client.h"
#include "comptoir/merchants/v1/api_key_service.client.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/shop_test.h"
#include "tests/support/counter.h"

namespace comptoir::customers::v1 {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::SellTea;
using testing::Summary;

constexpr char kUnknown[] = "cus_00000000000000000000000000";
constexpr char kSaleCompleted[] = "comptoir.sales.v1.SaleCompleted";

class SummariesTest : public comptoir::testing::ShopTest {
 protected:
  static std::string Create(const std::string& given) {
    CreateCustomerRequest request;
    request.mutable_customer()->set_given_name(given);
    request.mutable_customer()->set_email_address("someone@example.com");
    const auto created = CustomerServiceClient(owner()).CreateCustomer(request);
    EXPECT_TRUE(created.ok()) << created.status();
    return created->customer().id();
  }
  static void Merge(const std::string& survivor, const std::string& other) {
    MergeCustomersRequest request;
    request.set_survivor_customer_id(survivor);
    request.add_customer_ids(other);
    const auto merged = MergeServiceClient(owner()).MergeCustomers(request);
    ASSERT_TRUE(merged.ok()) << merged.status();
  }
  // A group of this name with the customer in it.
  static void Gather(const std::string& name, const std::string& customer_id) {
    const GroupServiceClient groups(owner());
    CreateGroupRequest create;
    create.mutable_group()->set_display_name(name);
    const auto created = groups.CreateGroup(create);
    ASSERT_TRUE(created.ok()) << created.status();
    AddGroupMembersRequest add;
    add.set_group_id(created->group().id());
    add.add_customer_ids(customer_id);
    ASSERT_TRUE(groups.AddGroupMembers(add).ok());
  }

  static absl::StatusOr<CustomerSummary> Summarize(const ChannelPtr& caller,
                                                   const std::string& id) {
    GetCustomerSummaryRequest request;
    request.set_customer_id(id);
    const auto response =
        CustomerSummaryServiceClient(caller).GetCustomerSummary(request);
    if (!response.ok()) return response.status();
    return response->summary();
  }
  // An API key that holds these permissions.
  static ChannelPtr KeyWith(const std::vector<Permission>& permissions) {
    merchants::v1::CreateApiKeyRequest request;
    request.mutable_api_key()->set_display_name("Key");
    for (const Permission permission : permissions) {
      request.mutable_api_key()->add_permissions(permission);
    }
    const auto created =
        merchants::v1::ApiKeyServiceClient(owner()).CreateApiKey(request);
    EXPECT_TRUE(created.ok()) << created.status();
    return With(created->api_key_token());
  }

  static events::v1::ListActivityRequest ActivityOf(
      const std::string& id, const std::vector<std::string>& types = {}) {
    events::v1::ListActivityRequest request;
    request.set_subject_id(id);
    request.mutable_types()->Assign(types.begin(), types.end());
    return request;
  }
  // "SaleCompleted", with the identity behind it when it says one.
  static std::vector<std::string> Told(
      const events::v1::ListActivityRequest& request) {
    std::vector<std::string> told;
    const events::v1::EventServiceClient client(owner());
    for (const auto& event : client.ListActivityAll(request)) {
      EXPECT_TRUE(event.ok()) << event.status();
      if (!event.ok()) break;
      const std::string& url = event->data().type_url();
      std::string line = url.substr(url.rfind('.') + 1);
      if (!event->identity_customer_id().empty()) {
        line += " " + event->identity_customer_id();
      }
      told.push_back(line);
    }
    return told;
  }
};

TEST_F(SummariesTest, AreOfAllIdentities) {
  const std::string anna = Create("Anna");
  const std::string ann = Create("Ann");
  SellTea(owner(), shop().location_id, anna);
  SellTea(owner(), shop().location_id, ann);
  Gather("Friends of " + ann, ann);

  Merge(anna, ann);

  const auto summary = Summarize(owner(), ann);
  ASSERT_TRUE(summary.ok()) << summary.status();
  EXPECT_EQ(summary->customer().id(), anna);
  const sales::v1::PurchaseSummary& purchases = summary->purchases();
  EXPECT_EQ(purchases.visit_count(), 2);
  EXPECT_EQ(purchases.visit_day_count(), 1);
  ASSERT_EQ(purchases.spend_size(), 1);
  EXPECT_EQ(purchases.spend(0).total().minor_units(), 600);
  EXPECT_EQ(purchases.spend(0).average().minor_units(), 300);
  EXPECT_TRUE(purchases.has_mean_visit_interval());
  ASSERT_EQ(purchases.frequent_items_size(), 1);
  EXPECT_EQ(purchases.frequent_items(0).name(), "Thé");
  ASSERT_EQ(purchases.locations_size(), 1);
  EXPECT_EQ(purchases.locations(0).location_id(), shop().location_id);
  ASSERT_EQ(summary->groups_size(), 1);
  EXPECT_EQ(summary->groups(0).group().display_name(), "Friends of " + ann);
  EXPECT_THAT(summary->redacted_fields().paths(), IsEmpty());
}

TEST_F(SummariesTest, ShowWhatTheCallerMaySee) {
  const std::string anna = Create("Anna");
  SellTea(owner(), shop().location_id, anna);

  const auto few = Summarize(KeyWith({PERMISSION_CUSTOMERS_VIEW}), anna);
  ASSERT_TRUE(few.ok()) << few.status();
  EXPECT_EQ(few->customer().given_name(), "Anna");
  EXPECT_THAT(few->customer().redacted_fields().paths(),
              ElementsAre("email_address"));
  EXPECT_FALSE(few->has_purchases());
  EXPECT_THAT(few->redacted_fields().paths(),
              ElementsAre("purchases", "known_card_count"));

  const auto more = Summarize(
      KeyWith({PERMISSION_CUSTOMERS_VIEW, PERMISSION_CUSTOMERS_VIEW_CONTACT,
               PERMISSION_SALES_VIEW}),
      anna);
  ASSERT_TRUE(more.ok()) << more.status();
  EXPECT_EQ(more->customer().email_address(), "someone@example.com");
  EXPECT_EQ(more->purchases().visit_count(), 1);
  EXPECT_THAT(more->redacted_fields().paths(), IsEmpty());

  EXPECT_EQ(Summary(Summarize(KeyWith({PERMISSION_SALES_VIEW}), anna).status()),
            "PERMISSION_DENIED");
}

TEST_F(SummariesTest, AreOfCustomersWhoAreThere) {
  const std::string anna = Create("Anna");
  EXPECT_EQ(Summary(Summarize(owner(), kUnknown).status()), "NOT_FOUND");
  EXPECT_EQ(Summary(Summarize(stranger(), anna).status()), "NOT_FOUND");
  EXPECT_EQ(Summary(Summarize(owner(), "").status()),
            "INVALID_ARGUMENT INVALID_FIELDS customer_id");
  DeleteCustomerRequest request;
  request.set_customer_id(anna);
  ASSERT_TRUE(CustomerServiceClient(owner()).DeleteCustomer(request).ok());

  EXPECT_EQ(Summary(Summarize(owner(), anna).status()), "NOT_FOUND");
}

TEST_F(SummariesTest, OfAnActivityTellUnderWhichIdentity) {
  const std::string anna = Create("Anna");
  const std::string ann = Create("Ann");
  SellTea(owner(), shop().location_id, ann);
  Gather("Group of " + anna, anna);
  Merge(anna, ann);
  SellTea(owner(), shop().location_id, ann);

  EXPECT_THAT(Told(ActivityOf(ann)),
              ElementsAre("SaleCompleted " + ann, "CustomerMerged",
                          "GroupMembersAdded", "SaleCompleted " + ann,
                          "CustomerCreated " + ann, "CustomerCreated"));
  events::v1::ListActivityRequest sales = ActivityOf(anna, {kSaleCompleted});
  sales.set_page_size(1);
  EXPECT_THAT(Told(sales),
              ElementsAre("SaleCompleted " + ann, "SaleCompleted " + ann));
}

TEST_F(SummariesTest, OfAnActivityRefuseBadInput) {
  const std::string anna = Create("Anna");
  const events::v1::EventServiceClient client(owner());

  EXPECT_EQ(
      Summary(client.ListActivity(ActivityOf(anna, {"a.v1.Nothing"})).status()),
      "INVALID_ARGUMENT INVALID_FIELDS types[0]");
  EXPECT_EQ(Summary(client
                        .ListActivity(ActivityOf(
                            anna, std::vector<std::string>(20, kSaleCompleted)))
                        .status()),
            "OK");
  EXPECT_EQ(Summary(client
                        .ListActivity(ActivityOf(
                            anna, std::vector<std::string>(21, kSaleCompleted)))
                        .status()),
            "INVALID_ARGUMENT INVALID_FIELDS types");
}

}  // namespace
}  // namespace comptoir::customers::v1
