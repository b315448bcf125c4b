#include "hardware/daemon/uplink/send_window.h"

#include <filesystem>

#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace comptoir::hardware {
namespace {

using comptoir::readers::v1::Acknowledgement;
using comptoir::readers::v1::EventBatch;
using comptoir::readers::v1::GapRequest;
using comptoir::readers::v1::Hello;
using comptoir::readers::v1::ReaderEvent;
using comptoir::readers::v1::Welcome;

class SendWindowTest : public testing::Test {
 protected:
  SendWindowTest()
      : folder_(fmt::format(
            "{}/window_{}", testing::TempDir(),
            testing::UnitTest::GetInstance()->current_test_info()->name())) {
    std::filesystem::remove_all(folder_);
    Boot();
  }

  void Boot() {
    spool_.reset();
    spool_ = Spool::Open(folder_).value();
    window_ = std::make_unique<SendWindow>(*spool_);
  }

  void Append(int count) {
    for (int i = 0; i < count; ++i) {
      ReaderEvent event;
      event.mutable_card_removed();
      event.mutable_local_time()->set_seconds(1);
      ASSERT_TRUE(spool_->Append(event).ok());
    }
  }

  static Welcome Limits(int events, int in_flight) {
    Welcome welcome;
    welcome.set_events_per_batch_max(events);
    welcome.set_batch_bytes_max(100'000);
    welcome.set_batches_in_flight_max(in_flight);
    return welcome;
  }

  Acknowledgement Ack(uint64_t seq) const {
    Acknowledgement acknowledgement;
    acknowledgement.set_epoch(spool_->epoch());
    acknowledgement.set_seq(seq);
    return acknowledgement;
  }

  GapRequest Gap(uint64_t from) const {
    GapRequest gap;
    gap.set_epoch(spool_->epoch());
    gap.set_from_seq(from);
    gap.set_to_seq(from);
    return gap;
  }

  // The first event of the next batch; 0 when there is none.
  uint64_t NextSeq() {
    const std::optional<EventBatch> batch = window_->Next();
    return batch.has_value() ? batch->first_seq() : 0;
  }

  const std::string folder_;
  std::unique_ptr<Spool> spool_;
  std::unique_ptr<SendWindow> window_;
};

TEST_F(SendWindowTest, SendsNothingBeforeTheWelcome) {
  Append(1);

  EXPECT_EQ(NextSeq(), 0u);
}

TEST_F(SendWindowTest, SendsAheadUpToTheLimit) {
  Append(10);
  window_->OnWelcome(Limits(2, 3));

  EXPECT_EQ(NextSeq(), 1u);
  EXPECT_EQ(NextSeq(), 3u);
  EXPECT_EQ(NextSeq(), 5u);
  EXPECT_EQ(NextSeq(), 0u);
  ASSERT_TRUE(window_->OnAcknowledgement(Ack(4)).ok());
  EXPECT_EQ(NextSeq(), 7u);
  EXPECT_EQ(spool_->size(), 6u);
}

// Another daemon of this identity may have made them.
TEST_F(SendWindowTest, SendsWhatItHoldsHoweverFarTheServerIs) {
  Append(10);
  Welcome welcome = Limits(100, 3);
  auto* position = welcome.add_acknowledged();
  position->set_epoch(spool_->epoch());
  position->set_seq(7);

  window_->OnWelcome(welcome);

  EXPECT_EQ(NextSeq(), 1u);
  EXPECT_EQ(spool_->size(), 10u);
}

TEST_F(SendWindowTest, GoesBackToAGap) {
  Append(10);
  window_->OnWelcome(Limits(2, 5));
  for (int i = 0; i < 5; ++i) NextSeq();
  ASSERT_TRUE(window_->OnAcknowledgement(Ack(2)).ok());

  ASSERT_TRUE(window_->OnGap(Gap(3)).ok());

  EXPECT_EQ(NextSeq(), 3u);
}

TEST_F(SendWindowTest, SaysWhenTheServerLostWhatItHadAcknowledged) {
  Append(5);
  window_->OnWelcome(Limits(5, 5));
  ASSERT_TRUE(window_->OnAcknowledgement(Ack(4)).ok());

  EXPECT_EQ(window_->OnGap(Gap(2)).code(), absl::StatusCode::kDataLoss);
}

TEST_F(SendWindowTest, SendsOneByOneWhereSomethingWasRefused) {
  Append(5);
  window_ = std::make_unique<SendWindow>(
      *spool_, Position{.epoch = spool_->epoch(), .seq = 2});
  window_->OnWelcome(Limits(10, 5));
  EXPECT_EQ(window_->OnItsWayAlone(), std::nullopt);

  EXPECT_EQ(window_->Next()->events_size(), 1);
  EXPECT_EQ(NextSeq(), 0u);
  EXPECT_EQ(window_->OnItsWayAlone(),
            (Position{.epoch = spool_->epoch(), .seq = 1}));
  ASSERT_TRUE(window_->OnAcknowledgement(Ack(1)).ok());
  EXPECT_EQ(NextSeq(), 2u);
  EXPECT_EQ(window_->OnItsWayAlone(),
            (Position{.epoch = spool_->epoch(), .seq = 2}));
  ASSERT_TRUE(window_->OnAcknowledgement(Ack(2)).ok());

  // Behind it all is as usual.
  EXPECT_EQ(window_->Next()->events_size(), 3);
  EXPECT_EQ(window_->OnItsWayAlone(), std::nullopt);
}

TEST_F(SendWindowTest, HelloNamesEveryEpochThatIsHeld) {
  Append(3);
  const uint64_t first = spool_->epoch();
  Boot();
  Append(1);

  const Hello hello = MakeHello(*spool_);

  EXPECT_EQ(hello.epoch(), spool_->epoch());
  EXPECT_EQ(hello.first_unacknowledged_seq(), 1u);
  ASSERT_EQ(hello.earlier_epochs_size(), 1);
  EXPECT_EQ(hello.earlier_epochs(0).epoch(), first);
  EXPECT_EQ(hello.earlier_epochs(0).seq(), 1u);
}

}  // namespace
}  // namespace comptoir::hardware
