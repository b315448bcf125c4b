#include "server/rpc/rules/redaction.h"

#include "comptoir/annotations.pb.h"
#include "comptoir/rpctest/v1/guest_service.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace comptoir::rpc {
namespace {

using rpctest::v1::Guest;
using rpctest::v1::ListGuestsResponse;
using testing::ElementsAre;

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
  RedactionPlan::Of(message.GetDescriptor()).Apply(caller, message);
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

  EXPECT_FALSE(plan.IsNeeded(Staff()));
}

TEST(HoldsSecret, FindsSecretsOnly) {
  EXPECT_TRUE(HoldsSecret(rpctest::v1::CreateKeyResponse::descriptor()));
  EXPECT_FALSE(HoldsSecret(rpctest::v1::CreateGuestResponse::descriptor()));
}

}  // namespace
}  // namespace comptoir::rpc
