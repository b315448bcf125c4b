#include "server/customers/recovery/deleted_customers.h"

#include <string>
#include <vector>

#include "comptoir/customers/v1/customer_events.pb.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "server/base/status.h"
#include "server/base/timestamps.h"
#include "server/customers/recovery/recovery_fixture.h"

namespace comptoir::customers {
namespace {

using google::protobuf::util::MessageDifferencer;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using v1::Customer;

class DeletedCustomersTest : public RecoveryFixture {};

TEST_F(DeletedCustomersTest, AreGoneAndComeBackWhole) {
  Customer wanted;
  wanted.set_given_name("Hélène");
  wanted.set_family_name("Roux");
  wanted.set_email_address("helene@example.com");
  wanted.set_phone_number("06 12 34 56 78");
  wanted.set_note("Comes on Mondays");
  wanted.set_creation_source(v1::CREATION_SOURCE_APPOINTMENTS);
  const Customer before = *customers_.Create(wanted);

  ASSERT_TRUE(customers_.Delete(before.id()).ok());

  EXPECT_EQ(ReasonOf(customers_.Get(before.id()).status()), "NOT_FOUND");
  EXPECT_THAT(customers_.BatchGet({before.id()})->missing_customer_ids(),
              SizeIs(1));
  EXPECT_THAT(customers_.List({})->customers(), IsEmpty());
  for (const char* text : {"helene", "helene@example.com", "0612345678"}) {
    EXPECT_THAT(Suggested(text), IsEmpty()) << text;
  }
  EXPECT_THAT(witness_.TakeSeen(), IsEmpty());
  EXPECT_THAT(Problems(), IsEmpty());

  const auto back = customers_.Undelete(before.id());

  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_NE(back->etag(), before.etag());
  Customer same = *back;
  same.set_etag(before.etag());
  *same.mutable_update_time() = before.update_time();
  EXPECT_TRUE(MessageDifferencer::Equals(same, before)) << same.DebugString();
  EXPECT_TRUE(MessageDifferencer::Equals(Stored(before.id()), *back));
  for (const char* text : {"helene", "helene@example.com", "0612345678"}) {
    EXPECT_THAT(Suggested(text), ElementsAre(before.id())) << text;
  }
  EXPECT_THAT(Listed(), IsEmpty());
  EXPECT_THAT(witness_.TakeSeen(), ElementsAre("back " + before.id()));
  EXPECT_THAT(Problems(), IsEmpty());
}

TEST_F(DeletedCustomersTest, SayWhenTheyWereDeletedAndWillBePurged) {
  const std::string anna = Create("Anna");
  WriteAt(Now() + absl::Hours(1));

  ASSERT_TRUE(customers_.Delete(anna).ok());

  const absl::Time deleted = Now();
  const auto listed = customers_.ListDeleted();
  ASSERT_THAT(listed->customers(), SizeIs(1));
  EXPECT_EQ(ToTime(listed->customers(0).delete_time()), deleted);
  EXPECT_EQ(ToTime(listed->customers(0).purge_time()),
            deleted + kRecoveryWindow);
  const auto event = EventIn<v1::CustomerDeleted>(customers_.Log().back());
  EXPECT_EQ(event.customer_id(), anna);
  EXPECT_EQ(ToTime(event.purge_time()), deleted + kRecoveryWindow);
}

// To whoever may bring them back, for as long as that can be done.
TEST_F(DeletedCustomersTest, AreNotUnknownToWhoMayBringThemBack) {
  const std::string anna = Create("Anna");
  const std::string ann = Create("Ann");
  ASSERT_TRUE(customers_.Merge(anna, {ann}).ok());
  ASSERT_TRUE(customers_.Delete(anna).ok());
  const absl::Time purge_time = Now() + kRecoveryWindow;
  Customer changes;
  changes.set_id(ann);
  changes.set_note("Tea");
  v1::BatchUpdateCustomersRequest batch;
  *batch.add_requests()->mutable_customer() = changes;
  const auto reasons = [&] {
    return std::vector<std::string>{
        ReasonOf(customers_.Get(anna).status()),
        ReasonOf(customers_.Update(changes).status()),
        customers_.BatchUpdate(batch)->results(0).failure().reason()};
  };
  const std::vector<std::string> unknown(3, "NOT_FOUND");
  EXPECT_EQ(reasons(), unknown);
  customers_.MayDelete(true);

  const absl::Status status = customers_.Get(ann).status();

  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(
      MetadataOf(status, "purge_time"),
      absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", purge_time, absl::UTCTimeZone()));
  EXPECT_EQ(reasons(), std::vector<std::string>(3, "CUSTOMER_DELETED"));
  customers_.MaySeeCustomers(false);
  EXPECT_EQ(ReasonOf(customers_.Update(changes).status()), "NOT_FOUND");
  customers_.MaySeeCustomers(true);
  WriteAt(purge_time);
  EXPECT_EQ(reasons(), unknown);
}

TEST_F(DeletedCustomersTest, AreToldOfToWhoFollowsThem) {
  const std::string anna = Create("Anna");
  const std::string ann = Create("Ann");
  ASSERT_TRUE(customers_.Merge(anna, {ann}).ok());
  ASSERT_TRUE(customers_.Delete(anna).ok());

  ASSERT_TRUE(customers_.Undelete(anna).ok());

  const auto log = customers_.Log();
  EXPECT_EQ(EventIn<v1::CustomerUndeleted>(log.back()).customer_id(), anna);
  for (const auto& entry : {log[log.size() - 2], log.back()}) {
    EXPECT_THAT(entry.events(0).subjects(), ElementsAre(anna, ann));
    EXPECT_THAT(entry.events(0).feed(), ElementsAre(anna, ann));
  }
}

TEST_F(DeletedCustomersTest, ComeBackUntilTheLastMoment) {
  const std::string anna = Create("Anna");
  ASSERT_TRUE(customers_.Delete(anna).ok());
  const absl::Time purge_time = Now() + kRecoveryWindow;
  customers_.store().clock().Set(purge_time - absl::Microseconds(1));
  customers_.store().RunDueJobs();

  WriteAt(purge_time - absl::Microseconds(1));
  EXPECT_TRUE(customers_.Undelete(anna).ok());

  EXPECT_TRUE(customers_.Get(anna).ok());
}

TEST_F(DeletedCustomersTest, ComeBackNoMoreOnceTheyAreDue) {
  const std::string anna = Create("Anna");
  ASSERT_TRUE(customers_.Delete(anna).ok());
  const absl::Time purge_time = Now() + kRecoveryWindow;

  // Whether or not the job has run.
  WriteAt(purge_time);
  const absl::Status due = customers_.Undelete(anna).status();
  EXPECT_EQ(due.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(ReasonOf(due), "CUSTOMER_PURGED");
  EXPECT_THAT(Listed(), IsEmpty());
  EXPECT_EQ(CountOf("CustomerPurged"), 0);

  customers_.store().RunDueJobs();

  EXPECT_EQ(ReasonToUndelete(anna), "CUSTOMER_PURGED");
  EXPECT_EQ(ReasonOf(customers_.Get(anna).status()), "NOT_FOUND");
  EXPECT_EQ(EventIn<v1::CustomerPurged>(customers_.Log().back()).customer_id(),
            anna);
  EXPECT_THAT(witness_.TakeSeen(), ElementsAre("forget " + anna));
  EXPECT_FALSE(customers_.tables()
                   .deleted.Find(*customers_.store().Read(), kMerchant, anna)
                   ->has_value());
  EXPECT_THAT(Problems(), IsEmpty());
}

TEST_F(DeletedCustomersTest, ArePurgedLateAfterADowntimeAndOnce) {
  const std::string anna = Create("Anna");
  const std::string bob = Create("Bob");
  ASSERT_TRUE(customers_.Delete(anna).ok());
  ASSERT_TRUE(customers_.Delete(bob).ok());
  customers_.store().clock().Advance(3 * kRecoveryWindow);

  customers_.store().RunDueJobs();
  customers_.store().RunDueJobs();

  EXPECT_EQ(CountOf("CustomerPurged"), 2);
  EXPECT_THAT(Problems(), IsEmpty());
}

TEST_F(DeletedCustomersTest, ArePurgedByTheirLastDeletion) {
  const std::string anna = Create("Anna");
  ASSERT_TRUE(customers_.Delete(anna).ok());
  const absl::Time first = Now() + kRecoveryWindow;
  WriteAt(Now() + absl::Hours(24));
  ASSERT_TRUE(customers_.Undelete(anna).ok());
  customers_.store().clock().Advance(absl::Hours(24));
  ASSERT_TRUE(customers_.Delete(anna).ok());
  const absl::Time second = Now() + kRecoveryWindow;

  customers_.store().clock().Set(first);
  customers_.store().RunDueJobs();
  EXPECT_THAT(Listed(), ElementsAre(anna));

  customers_.store().clock().Set(second);
  customers_.store().RunDueJobs();
  EXPECT_EQ(CountOf("CustomerPurged"), 1);
}

TEST_F(DeletedCustomersTest, AreLeftAloneOnceTheyAreBack) {
  const std::string anna = Create("Anna");
  ASSERT_TRUE(customers_.Delete(anna).ok());
  ASSERT_TRUE(customers_.Undelete(anna).ok());
  customers_.store().clock().Advance(kRecoveryWindow);

  customers_.store().RunDueJobs();

  EXPECT_TRUE(customers_.Get(anna).ok());
  EXPECT_EQ(CountOf("CustomerPurged"), 0);
}

TEST_F(DeletedCustomersTest, WaitWhenTheClockIsSetBack) {
  const std::string anna = Create("Anna");
  ASSERT_TRUE(customers_.Delete(anna).ok());
  const absl::Time purge_time = Now() + kRecoveryWindow;
  customers_.store().clock().Advance(absl::Hours(-24 * 10));

  customers_.store().RunDueJobs();
  EXPECT_THAT(Listed(), ElementsAre(anna));
  customers_.store().clock().Set(purge_time);
  customers_.store().RunDueJobs();

  EXPECT_EQ(CountOf("CustomerPurged"), 1);
}

TEST_F(DeletedCustomersTest, AreTheOnlyOnesToComeBack) {
  const std::string anna = Create("Anna");
  const std::string nobody = FormatId("cus", "nobody-000000001");

  const absl::Status there = customers_.Undelete(anna).status();
  EXPECT_EQ(there.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(ReasonOf(there), "CUSTOMER_NOT_DELETED");
  EXPECT_EQ(ReasonToUndelete(nobody), "NOT_FOUND");
  ASSERT_TRUE(customers_.Delete(anna).ok());
  EXPECT_EQ(ReasonOf(customers_.Delete(anna)), "NOT_FOUND");
  customers_.ActFor(kOtherMerchant);
  EXPECT_EQ(ReasonToUndelete(anna), "NOT_FOUND");
  EXPECT_THAT(Listed(), IsEmpty());
  customers_.ActFor(kMerchant);
  ASSERT_TRUE(customers_.Undelete(anna).ok());
  EXPECT_EQ(ReasonToUndelete(anna), "CUSTOMER_NOT_DELETED");
}

TEST_F(DeletedCustomersTest, ComeBackByTheEtagThatTheyHave) {
  const std::string anna = Create("Anna");
  const std::string alive = Stored(anna).etag();
  ASSERT_TRUE(customers_.Delete(anna, alive).ok());
  const Customer deleted = customers_.ListDeleted()->customers(0);

  const absl::Status stale = customers_.Undelete(anna, alive).status();

  EXPECT_EQ(ReasonOf(stale), "ETAG_MISMATCH");
  EXPECT_EQ(MetadataOf(stale, "etag"), deleted.etag());
  EXPECT_TRUE(customers_.Undelete(anna, deleted.etag()).ok());
}

TEST_F(DeletedCustomersTest, ComeBackWithAllIdentities) {
  const std::string anna = Create("Anna");
  const std::string ann = Create("Ann", "ann@example.com");
  const std::string annie = Create("Annie");
  ASSERT_TRUE(customers_.Merge(ann, {annie}).ok());
  ASSERT_TRUE(customers_.Merge(anna, {ann}).ok());
  ASSERT_TRUE(customers_.Delete(anna).ok());
  EXPECT_THAT(Listed(), ElementsAre(anna));
  EXPECT_THAT(Suggested("ann@example.com"), IsEmpty());
  EXPECT_THAT(Problems(), IsEmpty());

  const auto back = customers_.Undelete(annie);

  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_EQ(back->id(), anna);
  EXPECT_EQ(Stored(annie).id(), anna);
  EXPECT_THAT(Suggested("ann@example.com"), ElementsAre(anna));
  EXPECT_THAT(witness_.TakeSeen(),
              ElementsAre("back " + anna, "back " + ann, "back " + annie));
  ASSERT_TRUE(customers_.Unmerge(ann).ok());
  EXPECT_EQ(Stored(annie).id(), ann);
  EXPECT_EQ(Stored(ann).email_address(), "ann@example.com");
  EXPECT_EQ(Stored(anna).email_address(), "");
  EXPECT_THAT(Problems(), IsEmpty());
}

TEST_F(DeletedCustomersTest, ArePurgedWithAllIdentities) {
  const std::string anna = Create("Anna");
  const std::string ann = Create("Ann");
  ASSERT_TRUE(customers_.Merge(anna, {ann}).ok());
  ASSERT_TRUE(customers_.Delete(anna).ok());
  customers_.store().clock().Advance(kRecoveryWindow);

  customers_.store().RunDueJobs();

  EXPECT_THAT(witness_.TakeSeen(),
              ElementsAre("forget " + anna, "forget " + ann));
  EXPECT_EQ(ReasonToUndelete(ann), "CUSTOMER_PURGED");
  EXPECT_THAT(customers_.Log().back().events(0).subjects(),
              ElementsAre(anna, ann));
  EXPECT_THAT(Problems(), IsEmpty());
}

TEST_F(DeletedCustomersTest, HideNobodyWhoIsLikeThem) {
  Customer customer;
  customer.set_given_name("Anna");
  customer.set_email_address("anna@example.com");
  const auto first = customers_.Create(customer);
  ASSERT_TRUE(customers_.Delete(first->id()).ok());

  const auto second = customers_.Create(customer, /*unless_known=*/true);

  ASSERT_TRUE(second.ok()) << second.status();
  ASSERT_TRUE(customers_.Undelete(first->id()).ok());
  EXPECT_THAT(Suggested("anna@example.com"), SizeIs(2));
}

TEST_F(DeletedCustomersTest, AreListedByTheirDeletionOnce) {
  std::vector<std::string> ids;
  for (const char* name : {"Anna", "Bob", "Carl", "Dora", "Emma"}) {
    ids.push_back(Create(name));
  }
  for (const size_t i : {2, 0, 4, 1}) {
    ASSERT_TRUE(customers_.Delete(ids[i]).ok());
  }

  for (const int page_size : {0, 1, 3, 4}) {
    EXPECT_THAT(Listed(page_size), ElementsAre(ids[1], ids[4], ids[0], ids[2]));
  }
}

}  // namespace
}  // namespace comptoir::customers
