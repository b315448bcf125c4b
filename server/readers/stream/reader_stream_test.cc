#include "server/readers/stream/reader_stream.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/status.h"
#include "server/readers/testing/readers_fixture.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::readers {
namespace {

using testing::Contains;

class ReaderStreamTest : public ReadersFixture {
 protected:
  static std::vector<v1::ReaderEvent> Removed(int64_t first, int count) {
    std::vector<v1::ReaderEvent> events;
    for (int i = 0; i < count; ++i) events.push_back(CardRemovedAt(first + i));
    return events;
  }
};

TEST_F(ReaderStreamTest, WelcomesWithTheLimits) {
  auto daemon = Connect(reader_);

  ASSERT_TRUE(daemon->Hello(1).ok());

  const auto welcome = daemon->Read();
  ASSERT_TRUE(welcome.has_value());
  EXPECT_EQ(welcome->welcome().events_per_batch_max(), kEventsPerBatchMax);
  EXPECT_EQ(welcome->welcome().acknowledged(0).epoch(), 1u);
  EXPECT_EQ(welcome->welcome().acknowledged(0).seq(), 0u);
  EXPECT_TRUE(GetReader(reader_).connected());
  EXPECT_EQ(CountEvents("ReaderOnline"), 1);
}

TEST_F(ReaderStreamTest, AcknowledgesWhatIsInTheLog) {
  auto daemon = Online(1);

  ASSERT_TRUE(daemon->Events(1, 1, Removed(100, 3)).ok());

  EXPECT_TRUE(daemon->AwaitAcknowledgement(1, 3));
  EXPECT_EQ(CountEvents("CardRemoved"), 3);
  EXPECT_TRUE(GetReader(reader_).has_last_event_time());
}

TEST_F(ReaderStreamTest, OneLogRowCarriesABatch) {
  auto daemon = Online(1);
  const size_t before = store_.Log(merchant_).size();

  ASSERT_TRUE(daemon->Events(1, 1, Removed(100, 200)).ok());
  ASSERT_TRUE(daemon->AwaitAcknowledgement(1, 200));

  EXPECT_EQ(store_.Log(merchant_).size(), before + 1);
}

TEST_F(ReaderStreamTest, DropsARepeat) {
  auto daemon = Online(1);
  ASSERT_TRUE(daemon->Events(1, 1, Removed(100, 3)).ok());
  ASSERT_TRUE(daemon->AwaitAcknowledgement(1, 3));

  ASSERT_TRUE(daemon->Events(1, 2, Removed(101, 4)).ok());

  EXPECT_TRUE(daemon->AwaitAcknowledgement(1, 5));
  EXPECT_EQ(CountEvents("CardRemoved"), 5);
}

// Two daemons share one identity, or one was restored from an older copy: what
// was charged is recorded, once, and the stream goes on.
TEST_F(ReaderStreamTest, TakesTheMoneyOfAnotherEventUnderASeenNumber) {
  auto daemon = Online(1);
  const sales::v1::Sale sale = Open();
  ASSERT_TRUE(daemon->Events(1, 1, Removed(100, 3)).ok());
  ASSERT_TRUE(daemon->AwaitAcknowledgement(1, 3));
  v1::Checkout begun_at_device;
  begun_at_device.set_sale_id(sale.id());
  begun_at_device.mutable_amount()->set_minor_units(1000);
  begun_at_device.mutable_amount()->set_currency("EUR");
  const std::vector<v1::ReaderEvent> other = {Approved(begun_at_device),
                                              CardRemovedAt(999)};

  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(daemon->Events(1, 2, other).ok());
    EXPECT_TRUE(daemon->AwaitAcknowledgement(1, 3)) << daemon->end();
  }
  ASSERT_TRUE(daemon->Events(1, 4, Removed(103, 1)).ok());
  EXPECT_TRUE(daemon->AwaitAcknowledgement(1, 4)) << daemon->end();

  EXPECT_EQ(Get(sale.id()).sale().totals().paid().minor_units(), 1000);
  EXPECT_EQ(CountEvents("CardRemoved"), 4);
  for (const auto& alarm : EventsOf<v1::ReaderAlarm>()) {
    EXPECT_EQ(alarm.reason(), v1::READER_ALARM_REASON_PAYLOAD_MISMATCH);
    EXPECT_EQ(alarm.origin().seq(), 2u);
  }
  EXPECT_EQ(CountEvents("ReaderAlarm"), 2);
}

TEST_F(ReaderStreamTest, GoesOnBehindARecordThatIsDamaged) {
  auto daemon = Online(1);
  const sales::v1::Sale sale = Open();
  v1::Checkout checkout;
  checkout.set_sale_id(sale.id());
  checkout.set_payment_id(FormatId("pay", "payment-00000001"));
  checkout.mutable_amount()->set_minor_units(1000);
  checkout.mutable_amount()->set_currency("EUR");
  ASSERT_TRUE(store_
                  .Write(merchant_,
                         [&](store::Transaction& txn) {
                           txn.Put(store::Key(store::Space::kSales, merchant_)
                                       .Id(sale.id())
                                       .Take(),
                                   "\xff");
                           return absl::OkStatus();
                         })
                  .ok());

  ASSERT_TRUE(
      daemon
          ->Events(1, 1,
                   {CardRemovedAt(1), Approved(checkout), CardRemovedAt(3)})
          .ok());
  EXPECT_TRUE(daemon->AwaitAcknowledgement(1, 2)) << daemon->end();
  // What was on its way behind it is asked for again.
  ASSERT_TRUE(daemon->Events(1, 3, {CardRemovedAt(3)}).ok());
  EXPECT_TRUE(daemon->AwaitAcknowledgement(1, 3)) << daemon->end();

  const auto unmatched = area_.reader_tables().unmatched_payments.Get(
      *store_.Read(), merchant_, checkout.payment_id());
  ASSERT_TRUE(unmatched.ok()) << unmatched.status();
  EXPECT_EQ(unmatched->amount().minor_units(), 1000);
  EXPECT_EQ(unmatched->refusal(), "CORRUPT_RECORD");
  EXPECT_EQ(CountEvents("CardRemoved"), 2);
}

TEST_F(ReaderStreamTest, AsksForMissingEventsAndKeepsNothingAfterThem) {
  auto daemon = Online(1);
  ASSERT_TRUE(daemon->Events(1, 1, Removed(100, 2)).ok());
  ASSERT_TRUE(daemon->AwaitAcknowledgement(1, 2));

  ASSERT_TRUE(daemon->Events(1, 5, Removed(104, 2)).ok());
  const auto response = daemon->Read();
  ASSERT_TRUE(response.has_value());
  EXPECT_EQ(response->gap_request().epoch(), 1u);
  EXPECT_EQ(response->gap_request().from_seq(), 3u);
  EXPECT_EQ(response->gap_request().to_seq(), 4u);
  EXPECT_EQ(CountEvents("CardRemoved"), 2);

  ASSERT_TRUE(daemon->Events(1, 3, Removed(102, 4)).ok());
  EXPECT_TRUE(daemon->AwaitAcknowledgement(1, 6));
  EXPECT_EQ(CountEvents("CardRemoved"), 6);
}

TEST_F(ReaderStreamTest, EndsWhenMissingEventsDoNotCome) {
  auto daemon = Online(1);
  ASSERT_TRUE(daemon->Events(1, 5, Removed(104, 2)).ok());
  ASSERT_TRUE(daemon->Read()->has_gap_request());

  store_.clock().Advance(kGapPatience + absl::Seconds(1));
  area_.live().Tick();

  EXPECT_EQ(ReasonOf(daemon->AwaitEnd()), "EVENT_GAP");
}

TEST_F(ReaderStreamTest, GoesOnAfterEventsThatNobodyHolds) {
  auto daemon = Online(1, /*first_seq=*/10);

  ASSERT_TRUE(daemon->Events(1, 10, Removed(109, 1)).ok());

  EXPECT_TRUE(daemon->AwaitAcknowledgement(1, 10));
  EXPECT_EQ(CountEvents("ReaderAlarm"), 1);
}

TEST_F(ReaderStreamTest, TakesUpEarlierEpochs) {
  {
    auto daemon = Online(1);
    ASSERT_TRUE(daemon->Events(1, 1, Removed(100, 2)).ok());
    ASSERT_TRUE(daemon->AwaitAcknowledgement(1, 2));
  }
  auto daemon = Connect(reader_);
  v1::StreamReaderRequest request;
  request.mutable_hello()->set_epoch(2);
  request.mutable_hello()->set_first_unacknowledged_seq(1);
  auto* held = request.mutable_hello()->add_earlier_epochs();
  held->set_epoch(1);
  held->set_seq(2);
  ASSERT_TRUE(daemon->Send(request).ok());
  ASSERT_EQ(daemon->Read()->welcome().acknowledged(0).seq(), 2u);

  ASSERT_TRUE(daemon->Events(1, 2, Removed(101, 2)).ok());
  ASSERT_TRUE(daemon->Events(2, 1, Removed(200, 1)).ok());

  EXPECT_TRUE(daemon->AwaitAcknowledgement(2, 1));
  EXPECT_EQ(CountEvents("CardRemoved"), 4);
}

TEST_F(ReaderStreamTest, RefusesASecondStreamOfTheSameEpoch) {
  auto first = Online(1);
  auto second = Connect(reader_);

  const absl::Status refused = second->Hello(1);

  EXPECT_EQ(ReasonOf(refused), "READER_ALREADY_CONNECTED");
  ASSERT_TRUE(first->Events(1, 1, Removed(100, 1)).ok());
  EXPECT_TRUE(first->AwaitAcknowledgement(1, 1));
}

TEST_F(ReaderStreamTest, ALaterBootTakesOver) {
  auto first = Online(1);

  auto second = Online(2);

  EXPECT_EQ(ReasonOf(first->AwaitEnd()), "READER_SUPERSEDED");
  first.reset();
  EXPECT_TRUE(GetReader(reader_).connected());
  EXPECT_EQ(CountEvents("ReaderOffline"), 0);
}

TEST_F(ReaderStreamTest, ASilentStreamIsReplaced) {
  auto first = Online(1);
  store_.clock().Advance(kSilenceMax + absl::Seconds(1));

  auto second = Online(1);

  EXPECT_EQ(ReasonOf(first->AwaitEnd()), "READER_SUPERSEDED");
}

TEST_F(ReaderStreamTest, RefusesAnEpochFromThePast) {
  Online(5).reset();

  EXPECT_EQ(ReasonOf(Connect(reader_)->Hello(4)), "READER_EPOCH_STALE");
}

TEST_F(ReaderStreamTest, SendsHeartbeatsAndEndsSilentStreams) {
  auto daemon = Online(1);
  store_.clock().Advance(kHeartbeatInterval);
  area_.live().Tick();
  EXPECT_TRUE(daemon->Read()->has_heartbeat());

  store_.clock().Advance(kSilenceMax);
  area_.live().Tick();

  EXPECT_EQ(ReasonOf(daemon->AwaitEnd()), "READER_SILENT");
}

TEST_F(ReaderStreamTest, HelloComesFirstAndOnce) {
  EXPECT_EQ(ReasonOf(Connect(reader_)->Events(1, 1, Removed(100, 1))),
            "INVALID_FIELDS");
  EXPECT_EQ(ReasonOf(Online(1)->Hello(1)), "INVALID_FIELDS");
}

TEST_F(ReaderStreamTest, RefusesBatchesThatMakeNoSense) {
  EXPECT_EQ(ReasonOf(Online(1)->Events(1, 1, {})), "INVALID_FIELDS");
  EXPECT_EQ(ReasonOf(Online(2)->Events(3, 1, Removed(100, 1))),
            "INVALID_FIELDS");
  EXPECT_EQ(ReasonOf(Online(3)->Events(3, 0, Removed(100, 1))),
            "INVALID_FIELDS");
}

TEST_F(ReaderStreamTest, ARevokedReaderIsSentAway) {
  auto daemon = Online(1);
  auto late = Connect(reader_);  // With the credential of before.

  ASSERT_TRUE(Revoke(reader_).ok());

  const absl::Status end = daemon->AwaitEnd();
  EXPECT_EQ(end.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(ReasonOf(end), "READER_NOT_PAIRED");
  EXPECT_EQ(ReasonOf(late->Hello(2)), "READER_NOT_PAIRED");
}

TEST_F(ReaderStreamTest, AnUnpairedReaderIsRefused) {
  const std::string unpaired = CreateReader()->reader().id();

  const absl::Status refused = Connect(unpaired)->Hello(1);

  EXPECT_EQ(refused.code(), absl::StatusCode::kPermissionDenied);
}

TEST_F(ReaderStreamTest, SaysWhenAReaderGoesOffline) {
  Online(1).reset();

  EXPECT_FALSE(GetReader(reader_).connected());
  // A transaction behind it in the lane.
  ASSERT_TRUE(CreateReader().ok());
  EXPECT_THAT(EventNames(), Contains("ReaderOffline"));
}

TEST_F(ReaderStreamTest, EndsWhenTheDiskFails) {
  auto daemon = Online(1);
  store_.engine().FailCommit(1, absl::InternalError("disk"));

  ASSERT_TRUE(daemon->Events(1, 1, Removed(100, 1)).ok());

  const absl::Status end = daemon->AwaitEnd();
  EXPECT_EQ(end.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(ReasonOf(end), "EVENTS_NOT_STORED");
}

}  // namespace
}  // namespace comptoir::readers
