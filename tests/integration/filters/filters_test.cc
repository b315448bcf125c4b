// Filters of ListCustomers and ExplainFilter over a real server and the SDK.
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "comptoir/annotations.pb.h"
#include "comptoir/customers/v1/customer_service.client.h"
#include "comptoir/customers/v1/group_service.client.h"
#include "comptoir/merchants/v1/api_key_service.client.h"
#include "comptoir/sdk/errors.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/shop_test.h"

namespace comptoir::customers::v1 {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::StartsWith;
using testing::Summary;

class FiltersTest : public comptoir::testing::ShopTest {
 protected:
  static CustomerServiceClient Book() { return CustomerServiceClient(owner()); }

  static std::string New(const std::string& given, const std::string& family) {
    CreateCustomerRequest request;
    request.mutable_customer()->set_given_name(given);
    request.mutable_customer()->set_family_name(family);
    request.mutable_customer()->set_birthday("03-15");
    return Book().CreateCustomer(request)->customer().id();
  }
  static Filter Family(const std::string& name) {
    Filter filter;
    filter.mutable_text()->set_field(TEXT_FIELD_FAMILY_NAME);
    filter.mutable_text()->set_is(name);
    return filter;
  }
  // The given names, all pages.
  static std::vector<std::string> Left(const Filter& filter) {
    ListCustomersRequest request;
    *request.mutable_filter() = filter;
    request.set_order(CUSTOMER_ORDER_NAME);
    request.set_page_size(1);
    std::vector<std::string> names;
    for (const auto& customer : Book().ListCustomersAll(request)) {
      EXPECT_TRUE(customer.ok()) << customer.status();
      if (!customer.ok()) break;
      names.push_back(customer->given_name());
    }
    return names;
  }
  static absl::Status Refusal(const Filter& filter) {
    ListCustomersRequest request;
    *request.mutable_filter() = filter;
    return Book().ListCustomers(request).status();
  }
};

TEST_F(FiltersTest, SeeWhatWasJustWritten) {
  EXPECT_THAT(Left(Family("Lafilter")), IsEmpty());
  const std::string anna = New("Anna", "Lafilter");
  EXPECT_THAT(Left(Family("lafilter")), ElementsAre("Anna"));
  New("Zoé", "Lafilter");
  EXPECT_THAT(Left(Family("LAFILTER")), ElementsAre("Anna", "Zoé"));

  GroupServiceClient groups(owner());
  CreateGroupRequest create;
  create.mutable_group()->set_display_name("of filters");
  const std::string group = groups.CreateGroup(create)->group().id();
  AddGroupMembersRequest add;
  add.set_group_id(group);
  add.add_customer_ids(anna);
  ASSERT_TRUE(groups.AddGroupMembers(add).ok());
  Filter filter;
  filter.mutable_groups()->add_any_of_group_ids(group);
  EXPECT_THAT(Left(filter), ElementsAre("Anna"));

  DeleteCustomerRequest request;
  request.set_customer_id(anna);
  ASSERT_TRUE(Book().DeleteCustomer(request).ok());
  EXPECT_THAT(Left(filter), IsEmpty());
}

TEST_F(FiltersTest, ExplainThemselves) {
  New("Anna", "Explained");
  New("Bob", "Explained");
  ExplainFilterRequest request;
  FilterList& all = *request.mutable_filter()->mutable_all();
  *all.add_parts() = Family("Explained");
  all.add_parts()->mutable_visits()->set_minimum(1);
  const auto explained = Book().ExplainFilter(request);
  ASSERT_TRUE(explained.ok()) << explained.status();
  EXPECT_EQ(explained->total_size(), 0);
  EXPECT_GE(explained->customer_size(), 2);
  ASSERT_EQ(explained->parts_size(), 3);
  EXPECT_EQ(explained->parts(1).field(), "filter.all.parts[0]");
  EXPECT_EQ(explained->parts(1).alone_size(), 2);
  EXPECT_EQ(explained->parts(2).together_size(), 0);
}

TEST_F(FiltersTest, RefuseWhatIsWrong) {
  Filter deep = Family("x");
  for (int i = 1; i < 6; ++i) {
    Filter outer;
    *outer.mutable_all()->add_parts() = deep;
    deep = outer;
  }
  EXPECT_TRUE(Refusal(deep).ok());
  Filter deeper;
  *deeper.mutable_all()->add_parts() = deep;
  EXPECT_THAT(Summary(Refusal(deeper)),
              StartsWith("INVALID_ARGUMENT FILTER_TOO_DEEP"));

  Filter wide;
  for (int i = 0; i < 64; ++i) *wide.mutable_any()->add_parts() = Family("x");
  EXPECT_TRUE(Refusal(wide).ok());
  Filter wider;
  *wider.mutable_all()->add_parts() = wide;
  EXPECT_THAT(Summary(Refusal(wider)),
              StartsWith("INVALID_ARGUMENT FILTER_TOO_WIDE"));
  *wide.mutable_any()->add_parts() = Family("x");
  EXPECT_THAT(Summary(Refusal(wide)),
              StartsWith("INVALID_ARGUMENT INVALID_FIELDS"));

  Filter groups;
  for (int i = 0; i < 101; ++i) {
    groups.mutable_groups()->add_any_of_group_ids(
        "grp_00000000000000000000000000");
  }
  EXPECT_THAT(Summary(Refusal(groups)),
              StartsWith("INVALID_ARGUMENT INVALID_FIELDS"));
  groups.mutable_groups()->mutable_any_of_group_ids()->RemoveLast();
  EXPECT_THAT(Summary(Refusal(groups)),
              StartsWith("INVALID_ARGUMENT UNKNOWN_GROUP"));
  EXPECT_EQ(Summary(Refusal(Family(""))),
            "INVALID_ARGUMENT INVALID_FIELDS filter.text");
  EXPECT_EQ(Summary(Refusal(Family("4111 1111 1111 1111"))),
            "INVALID_ARGUMENT CARD_NUMBER_REFUSED filter.text.is");
}

TEST_F(FiltersTest, TellNothingThatIsHidden) {
  merchants::v1::CreateApiKeyRequest request;
  request.mutable_api_key()->set_display_name("Sees names");
  request.mutable_api_key()->add_permissions(PERMISSION_CUSTOMERS_VIEW);
  const auto key =
      merchants::v1::ApiKeyServiceClient(owner()).CreateApiKey(request);
  ASSERT_TRUE(key.ok()) << key.status();
  const CustomerServiceClient book(With(key->api_key_token()));
  ListCustomersRequest list;
  *list.mutable_filter() = Family("x");
  EXPECT_TRUE(book.ListCustomers(list).ok());
  list.mutable_filter()->mutable_birthday()->set_next_days(30);
  EXPECT_THAT(Summary(book.ListCustomers(list).status()),
              StartsWith("PERMISSION_DENIED"));
  list.mutable_filter()->mutable_visits()->set_minimum(1);
  EXPECT_THAT(Summary(book.ListCustomers(list).status()),
              StartsWith("PERMISSION_DENIED"));
}

}  // namespace
}  // namespace comptoir::customers::v1
