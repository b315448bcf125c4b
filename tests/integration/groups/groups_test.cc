// GroupService over a real server and the SDK: every method, what callers may
// see, each limit, bad input, and two tills at once.
#include <algorithm>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "comptoir/annotations.pb.h"
#include "comptoir/customers/v1/customer_service.client.h"
#include "comptoir/customers/v1/group_service.client.h"
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
using ::testing::SizeIs;
using testing::Summary;
using ::testing::UnorderedElementsAre;

constexpr char kUnknown[] = "cus_00000000000000000000000000";
constexpr int kIdsMax = 1000;

class GroupsTest : public comptoir::testing::ShopTest {
 protected:
  using Ids = std::vector<std::string>;

  static GroupServiceClient Groups() { return GroupServiceClient(owner()); }

  static absl::StatusOr<Group> Create(const Group& group,
                                      const std::string& request_id = "") {
    CreateGroupRequest request;
    *request.mutable_group() = group;
    request.set_request_id(request_id);
    const auto response = Groups().CreateGroup(request);
    if (!response.ok()) return response.status();
    return response->group();
  }
  static Group Named(const std::string& display_name) {
    Group group;
    group.set_display_name(display_name);
    return group;
  }
  static std::string New(const std::string& display_name) {
    const auto created = Create(Named(display_name));
    EXPECT_TRUE(created.ok()) << created.status();
    return created->id();
  }

  static std::string NewCustomer(const std::string& given_name) {
    CreateCustomerRequest request;
    request.mutable_customer()->set_given_name(given_name);
    request.mutable_customer()->set_email_address("somebody@example.com");
    return CustomerServiceClient(owner())
        .CreateCustomer(request)
        ->customer()
        .id();
  }

  static absl::StatusOr<AddGroupMembersResponse> Add(
      const GroupServiceClient& groups, const std::string& group_id,
      const Ids& ids, const std::string& request_id = "") {
    AddGroupMembersRequest request;
    request.set_group_id(group_id);
    for (const std::string& id : ids) request.add_customer_ids(id);
    request.set_request_id(request_id);
    return groups.AddGroupMembers(request);
  }
  static absl::StatusOr<RemoveGroupMembersResponse> Remove(
      const std::string& group_id, const Ids& ids) {
    RemoveGroupMembersRequest request;
    request.set_group_id(group_id);
    for (const std::string& id : ids) request.add_customer_ids(id);
    return Groups().RemoveGroupMembers(request);
  }

  static absl::StatusOr<Group> Get(const ChannelPtr& channel,
                                   const std::string& id) {
    GetGroupRequest request;
    request.set_group_id(id);
    const auto response = GroupServiceClient(channel).GetGroup(request);
    if (!response.ok()) return response.status();
    return response->group();
  }

  static std::vector<Customer> Members(const ChannelPtr& channel,
                                       const std::string& group_id,
                                       int page_size = 0) {
    ListGroupMembersRequest request;
    request.set_group_id(group_id);
    request.set_page_size(page_size);
    std::vector<Customer> members;
    for (const auto& customer :
         GroupServiceClient(channel).ListGroupMembersAll(request)) {
      EXPECT_TRUE(customer.ok()) << customer.status();
      if (!customer.ok()) break;
      members.push_back(*customer);
    }
    return members;
  }

  static ChannelPtr KeyFor(Permission permission) {
    merchants::v1::CreateApiKeyRequest request;
    request.mutable_api_key()->set_display_name("Key");
    request.mutable_api_key()->add_permissions(permission);
    const auto key =
        merchants::v1::ApiKeyServiceClient(owner()).CreateApiKey(request);
    EXPECT_TRUE(key.ok()) << key.status();
    return With(key->api_key_token());
  }
};

TEST_F(GroupsTest, AreReadAtOnceByEveryMethod) {
  const std::string anna = NewCustomer("Anna");
  const std::string zoe = NewCustomer("Zoé");
  Group group = *Create(Named("Regulars"));
  const auto added = Add(Groups(), group.id(), {zoe, kUnknown, anna});
  ASSERT_TRUE(added.ok()) << added.status();
  group.set_display_name("Friends");
  UpdateGroupRequest update;
  *update.mutable_group() = group;
  const auto updated = Groups().UpdateGroup(update);
  ASSERT_TRUE(updated.ok()) << updated.status();

  EXPECT_EQ(added->results(1).outcome(), GROUP_MEMBER_OUTCOME_UNKNOWN_CUSTOMER);
  EXPECT_EQ(updated->group().member_count(), 2);
  const std::vector<Customer> members = Members(owner(), group.id(), 1);
  ASSERT_THAT(members, SizeIs(2));
  EXPECT_EQ(members[0].id(), anna);
  EXPECT_EQ(members[1].id(), zoe);
  ListCustomerGroupsRequest of_anna;
  of_anna.set_customer_id(anna);
  const auto groups = Groups().ListCustomerGroups(of_anna);
  ASSERT_TRUE(groups.ok()) << groups.status();
  ASSERT_THAT(groups->memberships(), SizeIs(1));
  EXPECT_EQ(groups->memberships(0).group().display_name(), "Friends");
  std::vector<std::string> names;
  for (const auto& listed : Groups().ListGroupsAll({})) {
    names.push_back(listed->display_name());
  }
  EXPECT_THAT(names, Contains("Friends"));

  EXPECT_EQ(Remove(group.id(), {anna})->group().member_count(), 1);
  DeleteGroupRequest drop;
  drop.set_group_id(group.id());
  ASSERT_TRUE(Groups().DeleteGroup(drop).ok());
  EXPECT_EQ(Summary(Get(owner(), group.id()).status()), "NOT_FOUND");
}

TEST_F(GroupsTest, AreChangedOnceUnderOneRequestId) {
  const auto first = Create(Named("Once"), "group-once");
  const auto again = Create(Named("Once"), "group-once");
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(first->id(), again->id());
  EXPECT_EQ(Summary(Create(Named("Twice"), "group-once").status()),
            "ALREADY_EXISTS REQUEST_ID_REUSED");

  const Ids anna = {NewCustomer("Anna")};
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(
        Add(Groups(), first->id(), anna, "members-once")->results(0).outcome(),
        GROUP_MEMBER_OUTCOME_ADDED);
  }
  EXPECT_EQ(Get(owner(), first->id())->member_count(), 1);
}

TEST_F(GroupsTest, TellWhoWatchesACustomer) {
  const std::string anna = NewCustomer("Anna");
  const std::string group = New("Told");
  ASSERT_TRUE(Add(Groups(), group, {anna}).ok());
  ASSERT_TRUE(Remove(group, {anna}).ok());

  events::v1::ListActivityRequest request;
  request.set_subject_id(anna);
  std::vector<std::string> kinds;
  for (const auto& event :
       events::v1::EventServiceClient(owner()).ListActivityAll(request)) {
    ASSERT_TRUE(event.ok()) << event.status();
    const std::string& url = event->data().type_url();
    kinds.push_back(url.substr(url.rfind('.') + 1));
  }

  EXPECT_THAT(kinds, ElementsAre("GroupMembersRemoved", "GroupMembersAdded",
                                 "CustomerCreated"));
}

TEST_F(GroupsTest, ShowMembersAsTheirCallerMaySeeThem) {
  const std::string group = New("Seen");
  ASSERT_TRUE(Add(Groups(), group, {NewCustomer("Gaston")}).ok());

  const std::vector<Customer> seen = Members(staff(), group);

  ASSERT_THAT(seen, SizeIs(1));
  EXPECT_EQ(seen[0].given_name(), "Gaston");
  EXPECT_EQ(seen[0].email_address(), "");
  EXPECT_THAT(seen[0].redacted_fields().paths(), Contains("email_address"));
}

TEST_F(GroupsTest, ShowTheirIdsToWhoMayOnlyChangeThem) {
  const std::string group = New("Blind");
  const ChannelPtr blind = KeyFor(PERMISSION_GROUPS_MANAGE);

  const auto added =
      Add(GroupServiceClient(blind), group, {NewCustomer("Gaston")});

  ASSERT_TRUE(added.ok()) << added.status();
  EXPECT_EQ(added->group().id(), group);
  EXPECT_EQ(added->group().display_name(), "");
  EXPECT_EQ(added->group().member_count(), 0);
  EXPECT_EQ(added->results(0).outcome(), GROUP_MEMBER_OUTCOME_ADDED);
  EXPECT_EQ(Summary(Get(blind, group).status()), "PERMISSION_DENIED");
}

TEST_F(GroupsTest, AreNotChangedByWhoMayOnlySeeThem) {
  CreateGroupRequest request;
  *request.mutable_group() = Named("Mine");
  EXPECT_EQ(Summary(GroupServiceClient(staff()).CreateGroup(request).status()),
            "PERMISSION_DENIED");
}

TEST_F(GroupsTest, AreUnknownToAnotherMerchant) {
  const std::string group = New("Ours");
  const std::string anna = NewCustomer("Anna");

  EXPECT_EQ(Summary(Get(stranger(), group).status()), "NOT_FOUND");
  EXPECT_EQ(
      Summary(Add(GroupServiceClient(stranger()), group, {anna}).status()),
      "NOT_FOUND");
  CreateGroupRequest request;
  *request.mutable_group() = Named("Ours");
  const auto theirs = GroupServiceClient(stranger()).CreateGroup(request);
  ASSERT_TRUE(theirs.ok()) << theirs.status();
  EXPECT_EQ(Add(GroupServiceClient(stranger()), theirs->group().id(), {anna})
                ->results(0)
                .outcome(),
            GROUP_MEMBER_OUTCOME_UNKNOWN_CUSTOMER);
}

TEST_F(GroupsTest, TakeWhatTheLimitsSayAndNoMore) {
  Group group = Named(std::string(100, 'n'));
  group.set_description(std::string(1000, 'd'));
  const auto created = Create(group);
  ASSERT_TRUE(created.ok()) << created.status();

  group.set_display_name(std::string(101, 'n'));
  EXPECT_EQ(Summary(Create(group).status()),
            "INVALID_ARGUMENT INVALID_FIELDS group.display_name");
  group.set_display_name("Long");
  group.set_description(std::string(1001, 'd'));
  EXPECT_EQ(Summary(Create(group).status()),
            "INVALID_ARGUMENT INVALID_FIELDS group.description");

  Ids ids(kIdsMax, kUnknown);
  EXPECT_TRUE(Add(Groups(), created->id(), ids).ok());
  EXPECT_TRUE(Remove(created->id(), ids).ok());
  ids.emplace_back(kUnknown);
  EXPECT_EQ(Summary(Add(Groups(), created->id(), ids).status()),
            "INVALID_ARGUMENT INVALID_FIELDS customer_ids");
  EXPECT_EQ(Summary(Remove(created->id(), ids).status()),
            "INVALID_ARGUMENT INVALID_FIELDS customer_ids");
}

TEST_F(GroupsTest, RefuseWhatMakesNoSense) {
  const std::string group = New("Sense");

  EXPECT_EQ(Summary(Create(Named("")).status()),
            "INVALID_ARGUMENT INVALID_FIELDS group.display_name");
  EXPECT_EQ(Summary(Create(Named("4111 1111 1111 1111")).status()),
            "INVALID_ARGUMENT CARD_NUMBER_REFUSED group.display_name");
  EXPECT_EQ(Summary(Create(Named("SENSE")).status()),
            "ALREADY_EXISTS GROUP_NAME_TAKEN");
  EXPECT_EQ(Summary(Add(Groups(), group, {}).status()),
            "INVALID_ARGUMENT INVALID_FIELDS customer_ids");
  EXPECT_EQ(Summary(Add(Groups(), group, {"sal_1"}).status()),
            "INVALID_ARGUMENT INVALID_FIELDS customer_ids[0]");
  EXPECT_EQ(Summary(Add(Groups(), "", {kUnknown}).status()),
            "INVALID_ARGUMENT INVALID_FIELDS group_id");
  EXPECT_EQ(
      Summary(
          Add(Groups(), "grp_00000000000000000000000000", {kUnknown}).status()),
      "NOT_FOUND");
  ListCustomerGroupsRequest of_nobody;
  of_nobody.set_customer_id(kUnknown);
  EXPECT_EQ(Summary(Groups().ListCustomerGroups(of_nobody).status()),
            "NOT_FOUND");
  ListGroupMembersRequest page;
  page.set_group_id(group);
  page.set_page_size(-1);
  EXPECT_EQ(Summary(Groups().ListGroupMembers(page).status()),
            "INVALID_ARGUMENT INVALID_FIELDS page_size");
}

TEST_F(GroupsTest, RefuseThePageTokenOfAnotherGroup) {
  const Ids people = {NewCustomer("Anna"), NewCustomer("Bob")};
  ListGroupMembersRequest request;
  request.set_page_size(1);
  for (const char* name : {"Token one", "Token two"}) {
    request.set_group_id(New(name));
    ASSERT_TRUE(Add(Groups(), request.group_id(), people).ok());
    const auto page = Groups().ListGroupMembers(request);
    if (request.page_token().empty()) {
      ASSERT_TRUE(page.ok()) << page.status();
      request.set_page_token(page->next_page_token());
    } else {
      EXPECT_EQ(Summary(page.status()), "INVALID_ARGUMENT PAGE_TOKEN_MISMATCH");
    }
  }
}

TEST_F(GroupsTest, CountAMergedProfileOnce) {
  const std::string anna = NewCustomer("Anna");
  const std::string zoe = NewCustomer("Zoé");
  const std::string group = New("Merged");
  ASSERT_TRUE(Add(Groups(), group, {anna, zoe}).ok());
  MergeCustomersRequest merge;
  merge.set_survivor_customer_id(zoe);
  merge.add_customer_ids(anna);
  const auto merged = MergeServiceClient(owner()).MergeCustomers(merge);
  ASSERT_TRUE(merged.ok()) << merged.status();

  ASSERT_THAT(Members(owner(), group), SizeIs(1));
  EXPECT_EQ(Members(owner(), group)[0].id(), zoe);
  EXPECT_EQ(Get(owner(), group)->member_count(), 1);
  ListCustomerGroupsRequest of_either;
  of_either.set_customer_id(anna);
  const auto groups = Groups().ListCustomerGroups(of_either);
  ASSERT_TRUE(groups.ok()) << groups.status();
  EXPECT_THAT(groups->memberships(0).customer_ids(),
              UnorderedElementsAre(anna, zoe));

  UnmergeCustomerRequest unmerge;
  unmerge.set_customer_id(anna);
  ASSERT_TRUE(MergeServiceClient(owner()).UnmergeCustomer(unmerge).ok());

  EXPECT_THAT(Members(owner(), group), SizeIs(2));
  EXPECT_EQ(Get(owner(), group)->member_count(), 2);
}

// Each customer is added by one of the two alone, and counted once.
TEST_F(GroupsTest, AreExactWhenTwoTillsChangeThemAtOnce) {
  constexpr int kCustomers = 40;
  const std::string group = New("Race");
  Ids ids;
  for (int i = 0; i < kCustomers; ++i) {
    ids.push_back(NewCustomer(fmt::format("Racer {}", i)));
  }
  int added[2] = {};
  const auto run = [&](int till, Ids order) {
    const GroupServiceClient groups(owner());
    for (const std::string& id : order) {
      const auto response = Add(groups, group, {id});
      ASSERT_TRUE(response.ok()) << response.status();
      added[till] +=
          response->results(0).outcome() == GROUP_MEMBER_OUTCOME_ADDED;
    }
  };

  std::thread first(run, 0, ids);
  std::thread second(run, 1, Ids(ids.rbegin(), ids.rend()));
  first.join();
  second.join();

  EXPECT_EQ(added[0] + added[1], kCustomers);
  EXPECT_EQ(Get(owner(), group)->member_count(), kCustomers);
  EXPECT_THAT(Members(owner(), group), SizeIs(kCustomers));
}

// One name, two tills: one of them has it.
TEST_F(GroupsTest, HaveANameOnceWhenTwoTillsGiveIt) {
  std::string results[2];
  const auto run = [&](int till) {
    results[till] = Summary(Create(Named("Same for both")).status());
  };
  std::thread first(run, 0);
  std::thread second(run, 1);
  first.join();
  second.join();

  std::sort(std::begin(results), std::end(results));
  EXPECT_THAT(results, ElementsAre("ALREADY_EXISTS GROUP_NAME_TAKEN", "OK"));
}

}  // namespace
}  // namespace comptoir::customers::v1
