#include "server/customers/groups/verify_groups.h"

#include <optional>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/ids.h"
#include "server/customers/groups/testing/groups_fixture.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::customers {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class VerifyGroupsTest : public GroupsFixture {
 protected:
  VerifyGroupsTest() { Add(group_, {anna_}); }

  // Writes past the rules.
  void Write(const std::string& key, std::optional<std::string> value) {
    ASSERT_TRUE(store()
                    .Write(merchant_,
                           [&](store::Transaction& txn) {
                             value ? txn.Put(key, *value) : txn.Delete(key);
                             return absl::OkStatus();
                           })
                    .ok());
  }
  v1::Customer CustomerOf(const std::string& id) {
    return *customers_.directory().Get(*store().Read(), merchant_, id);
  }

  const std::string anna_ = NewCustomer("Anna");
  const std::string bob_ = NewCustomer("Bob");
  const std::string group_ = New("VIP");
  const std::string absent_ = FormatId("grp", "nothing-of-kind1");
};

TEST_F(VerifyGroupsTest, FindsNothingWrong) {
  EXPECT_THAT(Problems(), IsEmpty());
}

TEST_F(VerifyGroupsTest, FindsAWrongCount) {
  storage::v1::StoredGroup stored =
      *groups_.tables().groups.Get(*store().Read(), merchant_, group_);
  stored.mutable_group()->set_member_count(2);
  ASSERT_TRUE(store()
                  .Write(merchant_,
                         [&](store::Transaction& txn) {
                           return groups_.tables().groups.Put(txn, stored);
                         })
                  .ok());

  EXPECT_THAT(Problems(), ElementsAre("groups: " + group_ +
                                      ": counts 2 members and lists 1"));
}

TEST_F(VerifyGroupsTest, FindsAMemberWhoIsNotListed) {
  Write(MemberNameKey(merchant_, group_, CustomerOf(anna_)), std::nullopt);

  EXPECT_THAT(Problems(),
              UnorderedElementsAre(HasSubstr("counts 1 members and lists 0"),
                                   AllOf(HasSubstr("group_memberships: "),
                                         HasSubstr("is not listed"))));
}

TEST_F(VerifyGroupsTest, FindsOneWhoWasNeverAdded) {
  Write(MemberNameKey(merchant_, group_, CustomerOf(bob_)), "");

  EXPECT_THAT(Problems(),
              Contains(AllOf(HasSubstr("group_members_by_name: " + bob_),
                             HasSubstr("without having been added"))));
}

TEST_F(VerifyGroupsTest, FindsOneUnderAnotherName) {
  v1::Customer other = CustomerOf(anna_);
  Write(MemberNameKey(merchant_, group_, other), std::nullopt);
  other.set_given_name("Zoé");
  Write(MemberNameKey(merchant_, group_, other), "");

  EXPECT_THAT(Problems(),
              UnorderedElementsAre(HasSubstr("is listed under another name"),
                                   HasSubstr("is not listed")));
}

TEST_F(VerifyGroupsTest, FindsRowsOfNoGroupAndOfNoCustomer) {
  Write(MembershipKey(merchant_, anna_, absent_), "");
  v1::Customer nobody;
  nobody.set_id(FormatId("cus", "nobody-000000001"));
  Write(MembershipKey(merchant_, nobody.id(), group_), "");
  Write(MemberNameKey(merchant_, group_, nobody), "");

  EXPECT_THAT(Problems(),
              UnorderedElementsAre(HasSubstr("which there is not"),
                                   HasSubstr("counts 1 members and lists 2"),
                                   HasSubstr("is no customer"),
                                   HasSubstr("is no customer")));
}

TEST_F(VerifyGroupsTest, FindsDamagedRows) {
  Write(store::Key(store::Space::kGroupMemberships, merchant_).Id(bob_).Take(),
        "");
  Write(MembershipKey(merchant_, bob_, group_), "\xff");
  Write(MemberNameKey(merchant_, group_, CustomerOf(anna_)), "something");

  EXPECT_THAT(
      Problems(),
      ElementsAre(HasSubstr("group_memberships: a row is damaged"),
                  HasSubstr("group_memberships: a row is damaged"),
                  HasSubstr("group_members_by_name: a row is damaged")));
}

}  // namespace
}  // namespace comptoir::customers
