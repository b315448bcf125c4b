#include "server/rpc/redaction/redaction.h"

#include "comptoir/annotations.pb.h"
#include "comptoir/rpctest/v1/guest_events.pb.h"
#include "comptoir/rpctest/v1/guest_service.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace comptoir::rpc {
namespace {

using rpctest::v1::Guest;
using rpctest::v1::GuestNews;
using rpctest::v1::GuestsSeated;
using rpctest::v1::ListGuestsResponse;
using testing::ElementsAre;
using testing::IsEmpty;

Principal Staff() {
  Principal staff;
  staff.kind = Principal::Kind::kMember;
  staff.permissions.Add(PERMISSION_CUSTOMERS_VIEW);
  return staff;
}

Principal Owner() {
  Principal owner = Staff();
  owner.permissions = Permissions::All();
  return owner;
}

void Apply(const Principal& caller, google::protobuf::Message& message) {
  RedactionPlan::Of(message.GetDescriptor())
      .Apply({.held = caller.permissions}, message);
}

// One who may do nothing but what the method at hand needs.
Principal Somebody() {
  Principal somebody;
  somebody.kind = Principal::Kind::kApiKey;
  return somebody;
}

Guest AGuest() {
  Guest guest;
  guest.set_name("Anna");
  guest.set_email("anna@example.com");
  guest.add_addresses()->set_street("Rue 1");
  guest.mutable_addresses(0)->set_country("FR");
  guest.add_addresses()->set_street("Rue 2");
  return guest;
}

TEST(Redaction, ClearsContactDataAndSaysSo) {
  Guest guest = AGuest();

  Apply(Staff(), guest);

  EXPECT_EQ(guest.name(), "Anna");
  EXPECT_TRUE(guest.email().empty());
  EXPECT_TRUE(guest.addresses(0).street().empty());
  EXPECT_EQ(guest.addresses(0).country(), "FR");
  EXPECT_THAT(guest.redacted_fields().paths(),
              ElementsAre("email", "addresses.street"));
}

TEST(Redaction, LeavesAllToWhoMaySeeIt) {
  Guest guest = AGuest();

  Apply(Owner(), guest);

  EXPECT_EQ(guest.SerializeAsString(), AGuest().SerializeAsString());
}

TEST(Redaction, ReachesIntoLists) {
  ListGuestsResponse response;
  *response.add_guests() = AGuest();
  *response.add_guests() = AGuest();

  Apply(Staff(), response);

  EXPECT_TRUE(response.guests(1).email().empty());
  EXPECT_EQ(response.guests(1).redacted_fields().paths_size(), 2);
}

TEST(Redaction, MarksTheNearestMessage) {
  Guest guest;
  guest.add_party()->set_email("party@example.com");

  Apply(Staff(), guest);

  EXPECT_FALSE(guest.has_redacted_fields());
  EXPECT_THAT(guest.party(0).redacted_fields().paths(), ElementsAre("email"));
}

TEST(Redaction, MarksNothingWhereNothingWas) {
  Guest guest;
  guest.set_name("Anna");

  Apply(Staff(), guest);

  EXPECT_FALSE(guest.has_redacted_fields());
}

TEST(Redaction, IsNotNeededWithoutContactData) {
  const auto& plan = RedactionPlan::Of(rpctest::v1::EchoResponse::descriptor());

  EXPECT_FALSE(plan.IsNeeded({.held = Staff().permissions}));
}

TEST(Redaction, LeavesOfANounWhatNamesIt) {
  ListGuestsResponse response;
  *response.add_guests() = AGuest();
  response.mutable_guests(0)->set_id("gst_1");
  response.set_next_page_token("more");

  Apply(Somebody(), response);

  Guest expected;
  expected.set_id("gst_1");
  expected.mutable_redacted_fields()->add_paths("*");
  EXPECT_EQ(response.guests(0).ShortDebugString(), expected.ShortDebugString());
  EXPECT_EQ(response.next_page_token(), "more");
}

TEST(Redaction, LeavesNounsWholeWhereNoPermissionGuardsTheMethod) {
  Guest guest = AGuest();

  RedactionPlan::Of(Guest::descriptor())
      .Apply({.held = Permissions(), .is_guarded = false}, guest);

  // Contact data is contact data all the same.
  EXPECT_EQ(guest.name(), "Anna");
  EXPECT_EQ(guest.email(), "");
}

GuestsSeated Seated() {
  GuestsSeated event;
  event.add_guest_ids("gst_1");
  event.set_table_name("By the window");
  event.mutable_card()->set_brand("visa");
  return event;
}

TEST(Redaction, LooksIntoAny) {
  GuestNews news;
  news.mutable_data()->PackFrom(Seated());

  Apply(Somebody(), news);

  GuestsSeated left;
  ASSERT_TRUE(news.data().UnpackTo(&left));
  EXPECT_THAT(left.guest_ids(), ElementsAre("gst_1"));
  EXPECT_EQ(left.table_name(), "");
  EXPECT_FALSE(left.has_card());
}

TEST(Redaction, HidesCardsFromWhoSeesNoSales) {
  GuestNews news;
  news.mutable_data()->PackFrom(Seated());

  Apply(Staff(), news);

  GuestsSeated left;
  ASSERT_TRUE(news.data().UnpackTo(&left));
  EXPECT_EQ(left.table_name(), "By the window");
  EXPECT_EQ(left.card().brand(), "");
}

TEST(Redaction, ShowsAllThatAnAnyHoldsToWhoMaySeeIt) {
  GuestNews news;
  news.mutable_data()->PackFrom(Seated());
  const std::string before = news.SerializeAsString();

  Apply(Owner(), news);
  EXPECT_EQ(news.SerializeAsString(), before);

  Principal teller = Staff();
  teller.permissions.Add(PERMISSION_SALES_VIEW);
  Apply(teller, news);
  EXPECT_EQ(news.SerializeAsString(), before);
}

TEST(Redaction, EmptiesAnAnyOfAnUnknownKind) {
  for (const char* url :
       {"type.googleapis.com/comptoir.rpctest.v9.Unheard", "", "/"}) {
    GuestNews news;
    news.mutable_data()->set_type_url(url);
    news.mutable_data()->set_value("who knows");

    Apply(Staff(), news);

    EXPECT_EQ(news.data().value(), "");
    EXPECT_EQ(news.data().type_url(), url);
  }
}

TEST(Redaction, EmptiesAnAnyThatCannotBeRead) {
  GuestNews news;
  news.mutable_data()->PackFrom(Seated());
  news.mutable_data()->set_value("\xff\xff");

  Apply(Staff(), news);

  EXPECT_EQ(news.data().value(), "");
}

TEST(NeededToSee, IsAllThatGuardsWhatATypeHolds) {
  EXPECT_THAT(NeededToSee(Guest::descriptor()),
              ElementsAre(PERMISSION_CUSTOMERS_VIEW,
                          PERMISSION_CUSTOMERS_VIEW_CONTACT));
  EXPECT_THAT(NeededToSee(GuestsSeated::descriptor()),
              ElementsAre(PERMISSION_CUSTOMERS_VIEW, PERMISSION_SALES_VIEW));
  EXPECT_THAT(NeededToSee(rpctest::v1::EchoResponse::descriptor()), IsEmpty());
}

TEST(HoldsSecret, FindsSecretsOnly) {
  EXPECT_TRUE(HoldsSecret(rpctest::v1::CreateKeyResponse::descriptor()));
  EXPECT_FALSE(HoldsSecret(rpctest::v1::CreateGuestResponse::descriptor()));
}

}  // namespace
}  // namespace comptoir::rpc
