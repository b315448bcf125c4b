#include "server/customers/groups/filters/group_filters.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/status.h"
#include "server/customers/groups/testing/groups_fixture.h"

namespace comptoir::customers {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class GroupFiltersTest : public GroupsFixture {
 protected:
  GroupFiltersTest() { groups_.AddFilters(customers_.filters()); }

  static v1::Filter In(const Ids& any_of, const Ids& all_of = {},
                       const Ids& none_of = {}) {
    v1::Filter filter;
    v1::GroupFilter& groups = *filter.mutable_groups();
    groups.mutable_any_of_group_ids()->Assign(any_of.begin(), any_of.end());
    groups.mutable_all_of_group_ids()->Assign(all_of.begin(), all_of.end());
    groups.mutable_none_of_group_ids()->Assign(none_of.begin(), none_of.end());
    return filter;
  }
  absl::StatusOr<v1::ListCustomersResponse> Page(const v1::Filter& filter) {
    v1::ListCustomersRequest request;
    *request.mutable_filter() = filter;
    request.set_order(v1::CUSTOMER_ORDER_NAME);
    return customers_.List(request);
  }
  std::vector<std::string> Left(const v1::Filter& filter) {
    std::vector<std::string> names;
    const auto page = Page(filter);
    EXPECT_TRUE(page.ok()) << page.status();
    for (const v1::Customer& customer : page->customers()) {
      names.push_back(customer.given_name());
    }
    return names;
  }
};

TEST_F(GroupFiltersTest, KnowWhoIsInWhichGroup) {
  const std::string anna = NewCustomer("Anna");
  const std::string bob = NewCustomer("Bob");
  NewCustomer("Carl");
  const std::string tea = New("tea");
  const std::string cake = New("cake");
  Add(tea, {anna, bob});
  Add(cake, {bob});
  EXPECT_THAT(Left(In({tea, cake})), ElementsAre("Anna", "Bob"));
  EXPECT_THAT(Left(In({}, {tea, cake})), ElementsAre("Bob"));
  EXPECT_THAT(Left(In({}, {}, {cake})), ElementsAre("Anna", "Carl"));
  EXPECT_THAT(Left(In({tea}, {}, {cake})), ElementsAre("Anna"));
  Remove(tea, {anna});
  EXPECT_THAT(Left(In({tea, cake})), ElementsAre("Bob"));
  ASSERT_TRUE(customers_.Delete(bob).ok());
  EXPECT_THAT(Left(In({tea, cake})), IsEmpty());
}

TEST_F(GroupFiltersTest, PutAProfileInTheGroupsOfEveryIdentity) {
  const std::string anna = NewCustomer("Anna");
  const std::string ann = NewCustomer("Ann");
  const std::string tea = New("tea");
  Add(tea, {ann});
  ASSERT_TRUE(customers_.Merge(anna, {ann}).ok());
  EXPECT_THAT(Left(In({tea})), ElementsAre("Anna"));
  ASSERT_TRUE(customers_.Unmerge(ann).ok());
  EXPECT_THAT(Left(In({tea})), ElementsAre("Ann"));
}

TEST_F(GroupFiltersTest, RefuseGroupsThatAreNone) {
  const std::string tea = New("tea");
  const std::string gone = New("gone");
  ASSERT_TRUE(Delete(gone).ok());
  for (const v1::Filter& filter :
       {In({tea, gone}), In({}, {gone}), In({tea}, {}, {gone})}) {
    const absl::Status refusal = Page(filter).status();
    EXPECT_EQ(ReasonOf(refusal), "UNKNOWN_GROUP");
    EXPECT_EQ(MetadataOf(refusal, "field"), "filter.groups");
    EXPECT_EQ(MetadataOf(refusal, "id"), gone);
  }
  EXPECT_EQ(ReasonOf(Page(In({})).status()), "INVALID_FIELDS");
}

TEST_F(GroupFiltersTest, AreThereAfterARestart) {
  const std::string anna = NewCustomer("Anna");
  NewCustomer("Bob");
  const std::string tea = New("tea");
  Add(tea, {anna});
  CustomerTables tables;
  Filters filters(tables);
  GroupFilters groups(groups_.tables(), filters);
  ASSERT_TRUE(filters.Load(*store().Read()).ok());
  v1::ListCustomersRequest request;
  *request.mutable_filter() = In({tea});
  const auto page = filters.List(NewCall(), *store().Read(), request);
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_EQ(page->total_size(), 1);
  EXPECT_EQ(page->customers(0).id(), anna);
}

}  // namespace
}  // namespace comptoir::customers
