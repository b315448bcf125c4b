// Who is put into groups and taken out of them, and what is told of it.
#include <set>
#include <string>
#include <vector>

#include "comptoir/customers/v1/group_events.pb.h"
#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/ids.h"
#include "server/customers/groups/testing/groups_fixture.h"

namespace comptoir::customers {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr auto kAdded = v1::GROUP_MEMBER_OUTCOME_ADDED;
constexpr auto kAlready = v1::GROUP_MEMBER_OUTCOME_ALREADY_MEMBER;
constexpr auto kRemoved = v1::GROUP_MEMBER_OUTCOME_REMOVED;
constexpr auto kNotAMember = v1::GROUP_MEMBER_OUTCOME_NOT_A_MEMBER;
constexpr auto kUnknown = v1::GROUP_MEMBER_OUTCOME_UNKNOWN_CUSTOMER;

// As the API says of one call.
constexpr int kIdsMax = 1000;

class GroupMembersTest : public GroupsFixture {
 protected:
  Ids NewCustomers(int count) {
    Ids ids;
    for (int i = 0; i < count; ++i) {
      ids.push_back(NewCustomer(fmt::format("name {:04}", i)));
    }
    return ids;
  }
  // Puts all of them in, call by call.
  void AddAll(const Ids& ids) {
    for (size_t at = 0; at < ids.size(); at += kIdsMax) {
      const size_t end = std::min(ids.size(), at + kIdsMax);
      Add(group_, Ids(ids.begin() + static_cast<ptrdiff_t>(at),
                      ids.begin() + static_cast<ptrdiff_t>(end)));
    }
  }

  const std::string nobody_ = FormatId("cus", "nobody-000000001");
  const std::string group_ = New("VIP");
};

TEST_F(GroupMembersTest, SaysOfEachWhatBecameOfIt) {
  const std::string anna = NewCustomer("Anna");
  const std::string bob = NewCustomer("Bob");

  EXPECT_THAT(Add(group_, {anna, nobody_}), ElementsAre(kAdded, kUnknown));
  EXPECT_THAT(Add(group_, {anna, bob, bob}),
              ElementsAre(kAlready, kAdded, kAlready));
  EXPECT_THAT(Members(group_), ElementsAre(anna, bob));
  EXPECT_EQ(Count(group_), 2);

  EXPECT_THAT(Remove(group_, {bob, nobody_, bob}),
              ElementsAre(kRemoved, kUnknown, kNotAMember));
  EXPECT_THAT(Remove(group_, {bob}), ElementsAre(kNotAMember));
  EXPECT_THAT(Members(group_), ElementsAre(anna));
  EXPECT_EQ(Count(group_), 1);
  EXPECT_THAT(Problems(), IsEmpty());
}

TEST_F(GroupMembersTest, NamesTheCustomerOfEachResult) {
  const std::string anna = NewCustomer("Anna");
  v1::AddGroupMembersRequest request;
  request.set_group_id(group_);
  request.add_customer_ids(nobody_);
  request.add_customer_ids(anna);

  const auto response = Do(&GroupService::AddGroupMembers, request);

  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->group().member_count(), 1);
  EXPECT_EQ(response->results(0).customer_id(), nobody_);
  EXPECT_EQ(response->results(1).customer_id(), anna);
}

TEST_F(GroupMembersTest, TellsOnceACallWhoCameAndWhoLeft) {
  const std::string anna = NewCustomer("Anna");
  const std::string bob = NewCustomer("Bob");
  Add(group_, {anna});
  Add(group_, {anna, bob, nobody_});
  const auto added = customers_.Log().back();
  Remove(group_, {anna, bob, nobody_});
  const auto removed = customers_.Log().back();
  const size_t entries = customers_.Log().size();

  v1::GroupMembersAdded came;
  ASSERT_THAT(added.events(), SizeIs(1));
  ASSERT_TRUE(added.events(0).data().UnpackTo(&came));
  EXPECT_EQ(came.group_id(), group_);
  EXPECT_THAT(came.customer_ids(), ElementsAre(bob));
  EXPECT_THAT(added.events(0).subjects(), ElementsAre(group_, bob));
  EXPECT_THAT(added.events(0).feed(), ElementsAre(group_, bob));
  v1::GroupMembersRemoved left;
  ASSERT_TRUE(removed.events(0).data().UnpackTo(&left));
  EXPECT_THAT(left.customer_ids(), ElementsAre(anna, bob));

  Remove(group_, {anna, nobody_});
  Add(group_, {nobody_});
  EXPECT_THAT(customers_.Log(), SizeIs(entries));
}

TEST_F(GroupMembersTest, TakesAsManyAsOneCallMayHold) {
  const Ids ids = NewCustomers(kIdsMax);

  EXPECT_THAT(Add(group_, ids), Each(kAdded));
  v1::GroupMembersAdded event;
  ASSERT_TRUE(customers_.Log().back().events(0).data().UnpackTo(&event));
  EXPECT_THAT(event.customer_ids(), SizeIs(kIdsMax));
  EXPECT_EQ(Count(group_), kIdsMax);
  EXPECT_THAT(Remove(group_, ids), Each(kRemoved));
  EXPECT_EQ(Count(group_), 0);
  EXPECT_EQ(MemberRows(), 0);
  EXPECT_THAT(Problems(), IsEmpty());
}

TEST_F(GroupMembersTest, LeavesTheEtagOfTheGroup) {
  const v1::Group before = *Get(group_);

  Add(group_, {NewCustomer("Anna")});

  EXPECT_EQ(Get(group_)->etag(), before.etag());
  EXPECT_TRUE(Delete(group_, before.etag()).ok());
}

TEST_F(GroupMembersTest, AreInTheOrderOfTheirNames) {
  const std::string zoe = NewCustomer("Zoé");
  const std::string elodie = NewCustomer("Élodie");
  v1::Customer nameless;
  nameless.set_phone_number("06 12 34 56 78");
  const std::string last = customers_.Create(nameless)->id();
  const std::string eric = NewCustomer("eric");
  Add(group_, {last, zoe, eric, elodie});

  EXPECT_THAT(Members(group_), ElementsAre(elodie, eric, zoe, last));
  EXPECT_THAT(Members(group_, 1), ElementsAre(elodie, eric, zoe, last));

  Rename(zoe, "Anna");
  Rename(last, "Émile");

  EXPECT_THAT(Members(group_), ElementsAre(zoe, elodie, last, eric));
  EXPECT_EQ(Count(group_), 4);
  EXPECT_THAT(Problems(), IsEmpty());
}

TEST_F(GroupMembersTest, OfOneGroupAreNotThoseOfAnother) {
  const std::string anna = NewCustomer("Anna");
  const std::string other = New("Friends");
  Add(group_, {anna});

  EXPECT_THAT(Members(other), IsEmpty());
  EXPECT_THAT(Remove(other, {anna}), ElementsAre(kNotAMember));
  EXPECT_THAT(Add(other, {anna}), ElementsAre(kAdded));
  ASSERT_TRUE(Delete(group_).ok());
  EXPECT_THAT(Members(other), ElementsAre(anna));
}

TEST_F(GroupMembersTest, AreForgottenWithTheCustomer) {
  const std::string anna = NewCustomer("Anna");
  const std::string bob = NewCustomer("Bob");
  const std::string other = New("Friends");
  Add(group_, {anna, bob});
  Add(other, {anna});

  ASSERT_TRUE(customers_.Delete(anna).ok());

  EXPECT_THAT(Members(group_), ElementsAre(bob));
  EXPECT_EQ(Count(group_), 1);
  EXPECT_EQ(Count(other), 0);
  EXPECT_THAT(Add(group_, {anna}), ElementsAre(kUnknown));
  EXPECT_THAT(Problems(), IsEmpty());
}

TEST_F(GroupMembersTest, ComeBackWithTheCustomer) {
  const std::string anna = NewCustomer("Anna");
  const std::string bob = NewCustomer("Bob");
  Add(group_, {bob, anna});
  ASSERT_TRUE(customers_.Delete(anna).ok());

  ASSERT_TRUE(customers_.Undelete(anna).ok());

  EXPECT_THAT(Members(group_), ElementsAre(anna, bob));
  EXPECT_EQ(Count(group_), 2);
  EXPECT_THAT(GroupsOf(anna)->memberships(), SizeIs(1));
  EXPECT_THAT(Add(group_, {anna}), ElementsAre(kAlready));
  EXPECT_THAT(Problems(), IsEmpty());
}

// The group is cleaned without knowing of who was deleted before it.
TEST_F(GroupMembersTest, ComeBackWithoutAGroupThatIsGone) {
  const std::string anna = NewCustomer("Anna");
  const std::string other = New("Friends");
  Add(group_, {anna});
  Add(other, {anna});
  ASSERT_TRUE(customers_.Delete(anna).ok());
  ASSERT_TRUE(Delete(other).ok());
  EXPECT_THAT(Problems(), IsEmpty());

  ASSERT_TRUE(customers_.Undelete(anna).ok());

  EXPECT_THAT(Members(group_), ElementsAre(anna));
  EXPECT_THAT(GroupsOf(anna)->memberships(), SizeIs(1));
  EXPECT_EQ(MemberRows(), 2);
  EXPECT_THAT(Problems(), IsEmpty());
}

TEST_F(GroupMembersTest, AreListedWithTheirGroups) {
  const std::string anna = NewCustomer("Anna");
  Ids groups = {group_, New("Friends"), New("Family")};
  for (const std::string& group : groups) Add(group, {anna});

  const auto first = GroupsOf(anna, 2);
  const auto second = GroupsOf(anna, 2, first->next_page_token());

  ASSERT_THAT(first->memberships(), SizeIs(2));
  EXPECT_EQ(first->memberships(0).group().display_name(), "VIP");
  EXPECT_EQ(first->memberships(0).group().member_count(), 1);
  EXPECT_THAT(first->memberships(0).customer_ids(), ElementsAre(anna));
  EXPECT_TRUE(first->memberships(0).has_add_time());
  EXPECT_EQ(first->memberships(1).group().id(), groups[1]);
  ASSERT_THAT(second->memberships(), SizeIs(1));
  EXPECT_EQ(second->memberships(0).group().id(), groups[2]);
  EXPECT_EQ(second->next_page_token(), "");
  EXPECT_TRUE(absl::IsNotFound(GroupsOf(nobody_).status()));
}

TEST_F(GroupMembersTest, LeaveAtOnceWithASmallGroup) {
  AddAll(NewCustomers(kCleanedAtOnceMax));

  ASSERT_TRUE(Delete(group_).ok());

  EXPECT_EQ(MemberRows(), 0);
  EXPECT_THAT(Problems(), IsEmpty());
}

TEST_F(GroupMembersTest, LeaveStepByStepWithALargeGroup) {
  const Ids ids = NewCustomers(2 * kCleanedAtOnceMax + 1);
  AddAll(ids);
  const std::string other = New("Friends");
  Add(other, {ids[0]});

  ASSERT_TRUE(Delete(group_).ok());

  // Nobody sees it any more, and what is left of it can be gone on with.
  EXPECT_EQ(MemberRows(), 2 * (kCleanedAtOnceMax + 1) + 2);
  EXPECT_TRUE(absl::IsNotFound(Get(group_).status()));
  v1::ListGroupMembersRequest request;
  request.set_group_id(group_);
  EXPECT_TRUE(absl::IsNotFound(PageOfMembers(request).status()));
  v1::AddGroupMembersRequest add;
  add.set_group_id(group_);
  add.add_customer_ids(ids[0]);
  EXPECT_TRUE(
      absl::IsNotFound(Do(&GroupService::AddGroupMembers, add).status()));
  EXPECT_THAT(GroupsOf(ids.back())->memberships(), IsEmpty());
  EXPECT_TRUE(Create("VIP").ok());
  ASSERT_TRUE(customers_.Delete(ids.back()).ok());
  Rename(ids[ids.size() - 2], "Anna");
  EXPECT_THAT(Problems(), IsEmpty());

  store().RunDueJobs();

  // What a deleted customer had goes with their purge or return.
  EXPECT_EQ(MemberRows(), 2 + 1);
  EXPECT_THAT(Members(other), ElementsAre(ids[0]));
  EXPECT_FALSE(groups_.tables()
                   .groups.Find(*store().Read(), merchant_, group_)
                   ->has_value());
  EXPECT_THAT(Problems(), IsEmpty());
}

}  // namespace
}  // namespace comptoir::customers
