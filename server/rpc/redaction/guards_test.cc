#include "server/rpc/redaction/guards.h"

#include "comptoir/annotations.pb.h"
#include "comptoir/rpctest/v1/guest.pb.h"
#include "comptoir/rpctest/v1/guest_events.pb.h"
#include "comptoir/rpctest/v1/guest_service.pb.h"
#include "gtest/gtest.h"

namespace comptoir::rpc {
namespace {

using rpctest::v1::Guest;
using rpctest::v1::GuestsSeated;

TEST(GuardOf, ANounIsWhatGettingItNeeds) {
  EXPECT_EQ(GuardOf(Guest::descriptor()), PERMISSION_CUSTOMERS_VIEW);
  EXPECT_EQ(GuardOf(rpctest::v1::EchoResponse::descriptor()),
            PERMISSION_UNSPECIFIED);
}

TEST(GuardOf, AnEventIsThatOfTheNounItNames) {
  EXPECT_EQ(GuardOf(GuestsSeated::descriptor()), PERMISSION_CUSTOMERS_VIEW);
}

TEST(GuardOf, AnEventThatNamesNoneIsThatOfTheNounOfItsFile) {
  EXPECT_EQ(GuardOf(rpctest::v1::BookClosed::descriptor()),
            PERMISSION_CUSTOMERS_VIEW);
}

TEST(GuardOf, WhatSaysNoMoreThanIdsIsNothing) {
  EXPECT_EQ(GuardOf(rpctest::v1::GuestLeft::descriptor()),
            PERMISSION_UNSPECIFIED);
}

TEST(GuardOf, APartOfAnEventIsNothing) {
  EXPECT_EQ(GuardOf(GuestsSeated::Origin::descriptor()),
            PERMISSION_UNSPECIFIED);
}

TEST(LeaveIds, LeavesOfANounItsIdAndSaysSo) {
  Guest guest;
  guest.set_id("gst_1");
  guest.set_name("Anna");
  guest.add_tags("old");

  LeaveIds(guest);

  Guest expected;
  expected.set_id("gst_1");
  expected.mutable_redacted_fields()->add_paths("*");
  EXPECT_EQ(guest.ShortDebugString(), expected.ShortDebugString());
}

TEST(LeaveIds, SaysNothingWhereNothingWas) {
  Guest guest;
  guest.set_id("gst_1");

  LeaveIds(guest);

  EXPECT_FALSE(guest.has_redacted_fields());
}

TEST(LeaveIds, LeavesIdsOfWhatIsNoNounAtAnyDepth) {
  GuestsSeated event;
  event.add_guest_ids("gst_1");
  event.add_guest_ids("gst_2");
  event.set_table_id("tab_1");
  event.set_table_name("By the window");
  event.set_count(2);
  event.mutable_origin()->set_bell_id("bel_1");
  event.mutable_origin()->set_ring(7);
  event.mutable_card()->set_brand("visa");

  LeaveIds(event);

  GuestsSeated expected;
  expected.add_guest_ids("gst_1");
  expected.add_guest_ids("gst_2");
  expected.set_table_id("tab_1");
  expected.mutable_origin()->set_bell_id("bel_1");
  EXPECT_EQ(event.ShortDebugString(), expected.ShortDebugString());
}

}  // namespace
}  // namespace comptoir::rpc
