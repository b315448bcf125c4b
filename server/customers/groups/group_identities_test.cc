// Groups of profiles that several customers were merged into.
#include <string>
#include <vector>

#include "comptoir/customers/v1/customer_summary.pb.h"
#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/customers/groups/testing/groups_fixture.h"

namespace comptoir::customers {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

class GroupIdentitiesTest : public GroupsFixture {
 protected:
  void TearDown() override { EXPECT_THAT(Problems(), IsEmpty()); }

  const std::string group_ = New("VIP");
  const std::string anna_ = NewCustomer("Anna");
  const std::string bob_ = NewCustomer("Bob");
  const std::string zoe_ = NewCustomer("Zoé");
};

TEST_F(GroupIdentitiesTest, AreShownInTheSummaryOfTheProfile) {
  Add(group_, {zoe_});
  const auto summarize = [this](const Ids& identities) {
    v1::CustomerSummary summary;
    const absl::Status status = groups_.participant().Fold(
        NewCall(), *store().Read(), identities, &summary);
    EXPECT_TRUE(status.ok()) << status;
    return summary;
  };
  EXPECT_EQ(summarize({anna_}).groups_size(), 0);
  const v1::CustomerSummary both = summarize({anna_, zoe_});
  ASSERT_EQ(both.groups_size(), 1);
  EXPECT_EQ(both.groups(0).group().id(), group_);
  EXPECT_THAT(both.groups(0).customer_ids(), ElementsAre(zoe_));

  for (size_t i = 1; i < kGroupsShownMax; ++i) {
    Add(New(fmt::format("Group {}", i)), {anna_});
  }
  const v1::CustomerSummary full = summarize({anna_, zoe_});
  EXPECT_EQ(full.groups_size(), static_cast<int>(kGroupsShownMax));
  EXPECT_FALSE(full.has_more_groups());

  Add(New("One more"), {anna_});

  const v1::CustomerSummary more = summarize({anna_, zoe_});
  EXPECT_EQ(more.groups_size(), static_cast<int>(kGroupsShownMax));
  EXPECT_TRUE(more.has_more_groups());
}

TEST_F(GroupIdentitiesTest, CountAProfileOnce) {
  Add(group_, {anna_, zoe_});

  ASSERT_TRUE(Merge(zoe_, anna_).ok());

  EXPECT_EQ(Count(group_), 1);
  EXPECT_THAT(Members(group_), ElementsAre(anna_));

  ASSERT_TRUE(Merge(zoe_, "").ok());

  EXPECT_EQ(Count(group_), 2);
  EXPECT_THAT(Members(group_), ElementsAre(anna_, zoe_));
}

TEST_F(GroupIdentitiesTest, AreThoseOfAnyOfThem) {
  Add(group_, {anna_, bob_});

  ASSERT_TRUE(Merge(anna_, zoe_).ok());

  EXPECT_THAT(Members(group_), ElementsAre(bob_, zoe_));
  EXPECT_EQ(Count(group_), 2);
  EXPECT_THAT(GroupsOf(anna_)->memberships(), SizeIs(1));
  EXPECT_THAT(GroupsOf(zoe_)->memberships(), SizeIs(1));

  ASSERT_TRUE(Merge(anna_, "").ok());

  EXPECT_THAT(Members(group_), ElementsAre(anna_, bob_));
  EXPECT_THAT(GroupsOf(zoe_)->memberships(), IsEmpty());
}

TEST_F(GroupIdentitiesTest, GoThroughMergesOfMerges) {
  Add(group_, {zoe_});
  ASSERT_TRUE(Merge(zoe_, bob_).ok());
  ASSERT_TRUE(Merge(bob_, anna_).ok());
  EXPECT_THAT(Members(group_), ElementsAre(anna_));

  // Flat, as the middle one leaves.
  ASSERT_TRUE(Merge(zoe_, anna_).ok());
  EXPECT_THAT(Members(group_), ElementsAre(anna_));
  EXPECT_EQ(Count(group_), 1);
  ASSERT_TRUE(Merge(zoe_, bob_).ok());

  ASSERT_TRUE(Merge(bob_, "").ok());
  EXPECT_THAT(Members(group_), ElementsAre(bob_));
  EXPECT_EQ(Count(group_), 1);
  ASSERT_TRUE(Merge(zoe_, "").ok());
  EXPECT_THAT(Members(group_), ElementsAre(zoe_));
}

TEST_F(GroupIdentitiesTest, KeepWhoWasNamed) {
  ASSERT_TRUE(Merge(zoe_, anna_).ok());

  EXPECT_THAT(Add(group_, {zoe_, anna_}),
              ElementsAre(v1::GROUP_MEMBER_OUTCOME_ADDED,
                          v1::GROUP_MEMBER_OUTCOME_ALREADY_MEMBER));

  EXPECT_THAT(Members(group_), ElementsAre(anna_));
  EXPECT_EQ(Count(group_), 1);
  EXPECT_THAT(GroupsOf(anna_)->memberships(0).customer_ids(),
              UnorderedElementsAre(anna_, zoe_));
  ASSERT_TRUE(Merge(zoe_, "").ok());
  EXPECT_THAT(Members(group_), ElementsAre(anna_, zoe_));
  EXPECT_EQ(Count(group_), 2);
}

TEST_F(GroupIdentitiesTest, AreNotInWhenNobodyNamedThem) {
  ASSERT_TRUE(Merge(zoe_, anna_).ok());

  Add(group_, {zoe_});

  ASSERT_TRUE(Merge(zoe_, "").ok());
  EXPECT_THAT(Members(group_), ElementsAre(zoe_));
}

TEST_F(GroupIdentitiesTest, KeepTheTimeOfTheFirstCall) {
  Add(group_, {zoe_});
  const std::string first =
      GroupsOf(zoe_)->memberships(0).add_time().DebugString();
  ASSERT_TRUE(Merge(zoe_, anna_).ok());

  EXPECT_THAT(Add(group_, {zoe_, anna_}),
              Each(v1::GROUP_MEMBER_OUTCOME_ALREADY_MEMBER));

  ASSERT_TRUE(Merge(zoe_, "").ok());
  EXPECT_EQ(GroupsOf(zoe_)->memberships(0).add_time().DebugString(), first);
  EXPECT_NE(GroupsOf(anna_)->memberships(0).add_time().DebugString(), first);
}

TEST_F(GroupIdentitiesTest, TellWhoWasAddedFirst) {
  Add(group_, {zoe_});
  Add(group_, {anna_});
  ASSERT_TRUE(Merge(zoe_, anna_).ok());

  const auto groups = GroupsOf(anna_);

  ASSERT_THAT(groups->memberships(), SizeIs(1));
  EXPECT_THAT(groups->memberships(0).customer_ids(), ElementsAre(zoe_, anna_));
  ASSERT_TRUE(Merge(zoe_, "").ok());
  EXPECT_EQ(GroupsOf(zoe_)->memberships(0).add_time().DebugString(),
            groups->memberships(0).add_time().DebugString());
}

TEST_F(GroupIdentitiesTest, LeaveTogether) {
  Add(group_, {anna_, bob_, zoe_});
  ASSERT_TRUE(Merge(zoe_, anna_).ok());

  EXPECT_THAT(Remove(group_, {zoe_, anna_}),
              ElementsAre(v1::GROUP_MEMBER_OUTCOME_REMOVED,
                          v1::GROUP_MEMBER_OUTCOME_NOT_A_MEMBER));

  EXPECT_THAT(Members(group_), ElementsAre(bob_));
  ASSERT_TRUE(Merge(zoe_, "").ok());
  EXPECT_THAT(Members(group_), ElementsAre(bob_));
  EXPECT_EQ(Count(group_), 1);
}

TEST_F(GroupIdentitiesTest, AreListedByTheNameOfTheSurvivor) {
  Add(group_, {anna_, bob_});
  ASSERT_TRUE(Merge(anna_, zoe_).ok());

  Rename(zoe_, "Abel");

  EXPECT_THAT(Members(group_), ElementsAre(zoe_, bob_));
}

TEST_F(GroupIdentitiesTest, ComeBackTogether) {
  const std::string other = New("Friends");
  Add(group_, {zoe_, bob_});
  Add(other, {anna_, zoe_});
  ASSERT_TRUE(Merge(zoe_, anna_).ok());
  ASSERT_TRUE(customers_.Delete(anna_).ok());

  ASSERT_TRUE(customers_.Undelete(zoe_).ok());

  EXPECT_THAT(Members(group_), ElementsAre(anna_, bob_));
  EXPECT_THAT(Members(other), ElementsAre(anna_));
  EXPECT_EQ(Count(other), 1);
  ASSERT_TRUE(Merge(zoe_, "").ok());
  EXPECT_THAT(Members(group_), ElementsAre(bob_, zoe_));
  EXPECT_THAT(Members(other), ElementsAre(anna_, zoe_));
  EXPECT_THAT(Problems(), IsEmpty());
}

TEST_F(GroupIdentitiesTest, AreForgottenTogether) {
  const std::string other = New("Friends");
  Add(group_, {zoe_, bob_});
  Add(other, {anna_, zoe_});
  ASSERT_TRUE(Merge(zoe_, anna_).ok());

  ASSERT_TRUE(customers_.Delete(anna_).ok());

  EXPECT_THAT(Members(group_), ElementsAre(bob_));
  EXPECT_EQ(Count(group_), 1);
  EXPECT_EQ(Count(other), 0);
  store().clock().Advance(kRecoveryWindow);
  store().RunDueJobs();
  EXPECT_EQ(MemberRows(), 2);
  EXPECT_THAT(Problems(), IsEmpty());
}

TEST_F(GroupIdentitiesTest, ComeAlongWithAMerge) {
  const std::string other = New("Friends");
  Add(group_, {anna_});
  Add(other, {anna_, bob_});
  const auto groups_of_anna = [this] {
    const auto parts =
        groups_.participant().PartsOf(*store().Read(), merchant_, anna_);
    EXPECT_THAT(*parts, SizeIs(1));
    EXPECT_EQ(parts->at(0).kind, "groups");
    return parts->at(0).count;
  };

  EXPECT_EQ(groups_of_anna(), 2);

  ASSERT_TRUE(Delete(other).ok());
  EXPECT_EQ(groups_of_anna(), 1);
}

TEST_F(GroupIdentitiesTest, MayBeAsManyAsThereAre) {
  Ids identities;
  for (int i = 1; i < kIdentitiesMax; ++i) {
    identities.push_back(NewCustomer(fmt::format("Ann {}", i)));
  }
  Add(group_, identities);
  for (const std::string& identity : identities) {
    ASSERT_TRUE(Merge(identity, anna_).ok());
  }

  EXPECT_THAT(Members(group_), ElementsAre(anna_));
  EXPECT_THAT(GroupsOf(anna_)->memberships(0).customer_ids(),
              SizeIs(kIdentitiesMax - 1));
  ASSERT_TRUE(Delete(group_).ok());
  EXPECT_EQ(MemberRows(), 0);
}

}  // namespace
}  // namespace comptoir::customers
