#include "server/customers/groups/group_service.h"

#include <string>
#include <vector>

#include "comptoir/customers/v1/group_events.pb.h"
#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/status.h"
#include "server/customers/groups/testing/groups_fixture.h"

namespace comptoir::customers {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;
using v1::Group;

class GroupServiceTest : public GroupsFixture {
 protected:
  absl::StatusOr<v1::ListGroupsResponse> List(
      int page_size = 0, const std::string& page_token = "") {
    v1::ListGroupsRequest request;
    request.set_page_size(page_size);
    request.set_page_token(page_token);
    return groups_.service().ListGroups(NewCall(), *store().Read(), request);
  }

  static std::vector<std::string> NamesIn(
      const v1::ListGroupsResponse& response) {
    std::vector<std::string> names;
    for (const Group& group : response.groups()) {
      names.push_back(group.display_name());
    }
    return names;
  }

  // The only event of the newest log entry.
  template <typename Event>
  Event LastEvent() {
    const auto log = customers_.Log();
    Event event;
    EXPECT_THAT(log.back().events(), SizeIs(1));
    EXPECT_TRUE(log.back().events(0).data().UnpackTo(&event));
    EXPECT_THAT(log.back().events(0).subjects(), ElementsAre(event.group_id()));
    return event;
  }
};

TEST_F(GroupServiceTest, KeepsWhatIsGivenAndFillsTheRest) {
  v1::CreateGroupRequest request;
  request.mutable_group()->set_display_name(" Tasting ");
  request.mutable_group()->set_description(" In May ");
  request.mutable_group()->set_id("grp_00000000000000000000000000");
  request.mutable_group()->set_member_count(7);

  const Group created = Do(&GroupService::CreateGroup, request)->group();

  EXPECT_THAT(created.id(), StartsWith("grp_"));
  EXPECT_NE(created.id(), request.group().id());
  EXPECT_THAT(created.etag(), Not(IsEmpty()));
  EXPECT_TRUE(created.has_create_time());
  EXPECT_TRUE(created.has_update_time());
  EXPECT_EQ(created.display_name(), "Tasting");
  EXPECT_EQ(created.description(), "In May");
  EXPECT_EQ(created.member_count(), 0);
  EXPECT_EQ(LastEvent<v1::GroupCreated>().group_id(), created.id());
  EXPECT_EQ(Get(created.id())->DebugString(), created.DebugString());
}

TEST_F(GroupServiceTest, RefusesANameThatAnotherGroupHas) {
  const std::string first = New("Été à Lyon");

  for (const char* same : {"Été à Lyon", "ETE  a lyon", "été-à-lyon!"}) {
    const absl::Status status = Create(same).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kAlreadyExists) << same;
    EXPECT_EQ(ReasonOf(status), "GROUP_NAME_TAKEN");
    EXPECT_EQ(MetadataOf(status, "group_id"), first);
  }
  Group other;
  other.set_id(New("Hiver"));
  other.set_display_name("été à lyon");
  EXPECT_EQ(ReasonOf(Update(other, {}).status()), "GROUP_NAME_TAKEN");
  EXPECT_EQ(Get(other.id())->display_name(), "Hiver");
}

TEST_F(GroupServiceTest, TellsNamesOfOtherWordsApart) {
  New("VIP");
  New("V.I.P.");
  New("Wine club");
  New("L'Étoile");

  for (const char* same : {"v-i-p", "vip!", "WINE-CLUB", "Letoile"}) {
    EXPECT_EQ(ReasonOf(Create(same).status()), "GROUP_NAME_TAKEN") << same;
  }
  EXPECT_TRUE(Create("Wineclub").ok());
}

TEST_F(GroupServiceTest, TellsNamesOfSignsApart) {
  New("★");
  New("★★");
  New("🎂");

  EXPECT_EQ(ReasonOf(Create("🎂").status()), "GROUP_NAME_TAKEN");
}

TEST_F(GroupServiceTest, RefusesANameThatCannotBeSeen) {
  Group group;
  group.set_id(New("VIP"));

  for (const char* name : {"", "  ", "\u200b"}) {
    EXPECT_EQ(ReasonOf(Create(name).status()), "INVALID_FIELDS");
    group.set_display_name(name);
    EXPECT_EQ(ReasonOf(Update(group, {"display_name"}).status()),
              "INVALID_FIELDS");
  }
  EXPECT_EQ(Get(group.id())->display_name(), "VIP");
}

TEST_F(GroupServiceTest, HasRoomForSoManyGroups) {
  std::string last;
  for (int i = 0; i < kGroupsMax; ++i) last = New(fmt::format("group {}", i));

  const absl::Status status = Create("one more").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(status), "TOO_MANY_GROUPS");

  ASSERT_TRUE(Delete(last).ok());
  EXPECT_TRUE(Create("one more").ok());
  EXPECT_EQ(ReasonOf(Create("another").status()), "TOO_MANY_GROUPS");
}

TEST_F(GroupServiceTest, ChangesWhatTheMaskNames) {
  Group group = *Create("VIP");
  const std::string etag = group.etag();
  group.set_display_name("vip");
  group.set_description("Those who come every day");

  const Group changed = *Update(group, {"display_name"});

  EXPECT_EQ(changed.display_name(), "vip");
  EXPECT_EQ(changed.description(), "");
  EXPECT_NE(changed.etag(), etag);
  EXPECT_THAT(LastEvent<v1::GroupUpdated>().changed_fields().paths(),
              ElementsAre("display_name"));
  EXPECT_EQ(Get(group.id())->DebugString(), changed.DebugString());
}

TEST_F(GroupServiceTest, RefusesAnUpdateOfWhatHasChanged) {
  const Group before = *Create("VIP");
  Group group = before;
  group.set_display_name("Friends");
  ASSERT_TRUE(Update(group, {}).ok());

  group.set_display_name("Family");
  const absl::Status status = Update(group, {}).status();

  EXPECT_EQ(ReasonOf(status), "ETAG_MISMATCH");
  EXPECT_EQ(ReasonOf(Delete(group.id(), before.etag())), "ETAG_MISMATCH");
  EXPECT_EQ(Get(group.id())->display_name(), "Friends");
}

TEST_F(GroupServiceTest, SaysNothingOfAnUpdateThatChangesNothing) {
  const Group before = *Create("VIP");
  const size_t entries = customers_.Log().size();
  Group group;
  group.set_id(before.id());
  group.set_display_name(" VIP ");

  EXPECT_EQ(Update(group, {})->etag(), before.etag());
  EXPECT_THAT(customers_.Log(), SizeIs(entries));
}

TEST_F(GroupServiceTest, DoesNotLetItsCountBeChanged) {
  Group group;
  group.set_id(New("VIP"));
  group.set_member_count(5);

  EXPECT_EQ(Update(group, {"member_count"}).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Count(group.id()), 0);
}

TEST_F(GroupServiceTest, ListsByName) {
  for (const char* name : {"zoo", "Été", "École", "★", "abc"}) New(name);

  const auto first = List(3);
  const auto second = List(3, first->next_page_token());

  EXPECT_THAT(NamesIn(*first), ElementsAre("abc", "École", "Été"));
  EXPECT_THAT(NamesIn(*second), ElementsAre("zoo", "★"));
  EXPECT_EQ(second->next_page_token(), "");
}

TEST_F(GroupServiceTest, IsGoneOnceDeleted) {
  const std::string id = New("VIP");

  ASSERT_TRUE(Delete(id).ok());

  EXPECT_EQ(LastEvent<v1::GroupDeleted>().group_id(), id);
  EXPECT_TRUE(absl::IsNotFound(Get(id).status()));
  EXPECT_TRUE(absl::IsNotFound(Delete(id)));
  EXPECT_THAT(List()->groups(), IsEmpty());
  EXPECT_TRUE(Create("VIP").ok());
  EXPECT_THAT(Problems(), IsEmpty());
}

TEST_F(GroupServiceTest, IsOfItsMerchantAlone) {
  v1::GetGroupRequest request;
  request.set_group_id(New("VIP"));
  const Call stranger =
      Call::ForTest(std::string(kOtherMerchant), store().clock().Now());

  EXPECT_TRUE(absl::IsNotFound(
      groups_.service().GetGroup(stranger, *store().Read(), request).status()));
}

}  // namespace
}  // namespace comptoir::customers
