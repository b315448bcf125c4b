#include "hardware/daemon/checkouts/checkout_keeper.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace comptoir::hardware {
namespace {

using comptoir::readers::v1::CheckoutRequested;
using comptoir::readers::v1::ReaderEvent;
using testing::ElementsAre;
using testing::IsEmpty;

// Notes what it is asked.
class NotingReader final : public Reader {
 public:
  DeviceInfo info() const override { return {}; }
  absl::Status Start(ReaderListener&) override { return absl::OkStatus(); }
  void Stop() override {}
  void Collect(const CheckoutRequested& prompt) override {
    asked.push_back("collect " + prompt.checkout_id());
  }
  void Cancel(const std::string& checkout_id) override {
    asked.push_back("cancel " + checkout_id);
  }

  std::vector<std::string> asked;
};

class CheckoutKeeperTest : public testing::Test {
 protected:
  CheckoutKeeperTest()
      : folder_(fmt::format(
            "{}/keeper_{}", testing::TempDir(),
            testing::UnitTest::GetInstance()->current_test_info()->name())) {
    std::filesystem::remove_all(folder_);
    spool_ = Spool::Open(folder_, {.bytes_max = 1 << 20}).value();
    keeper_ = std::make_unique<CheckoutKeeper>(
        reader_, *spool_, [this] { return uptime_; },
        [this](const std::string& checkout_id, const absl::Status& why) {
          EXPECT_EQ(checkout_id, "chk_1");
          EXPECT_FALSE(why.ok());
          ++told_;
        });
  }

  static CheckoutRequested Prompt(absl::Duration time_left) {
    CheckoutRequested prompt;
    prompt.set_checkout_id("chk_1");
    prompt.mutable_time_left()->set_seconds(absl::ToInt64Seconds(time_left));
    // Long past, or far ahead: the daemon's clock and the server's differ.
    prompt.mutable_deadline_time()->set_seconds(1);
    return prompt;
  }

  static ReaderEvent Canceled() {
    ReaderEvent event;
    event.mutable_payment_canceled()->set_checkout_id("chk_1");
    return event;
  }

  void FillSpool() {
    ReaderEvent event = Canceled();
    event.mutable_payment_canceled()->set_checkout_id(std::string(60'000, 'x'));
    while (spool_->Append(event).ok()) ++filled_;
  }

  const std::string folder_;
  NotingReader reader_;
  std::unique_ptr<Spool> spool_;
  absl::Duration uptime_ = absl::Hours(1);
  std::unique_ptr<CheckoutKeeper> keeper_;
  uint64_t filled_ = 0;
  int told_ = 0;  // How often a checkout was said to wait.
};

TEST_F(CheckoutKeeperTest, CountsTheTimeThatTheServerLeaves) {
  keeper_->OnCheckoutRequested(Prompt(absl::Minutes(5)));
  uptime_ += absl::Minutes(5) - absl::Seconds(1);
  keeper_->Tick();
  EXPECT_THAT(reader_.asked, ElementsAre("collect chk_1"));
  EXPECT_FALSE(keeper_->HasTimedOut("chk_1"));

  uptime_ += absl::Seconds(1);
  keeper_->Tick();
  keeper_->Tick();

  EXPECT_THAT(reader_.asked, ElementsAre("collect chk_1", "cancel chk_1"));
  EXPECT_TRUE(keeper_->HasTimedOut("chk_1"));
}

TEST_F(CheckoutKeeperTest, GivesUpNothingThatHasEnded) {
  keeper_->OnCheckoutRequested(Prompt(absl::Minutes(5)));
  keeper_->NoteOutcome(Canceled());

  uptime_ += absl::Minutes(6);
  keeper_->Tick();

  EXPECT_THAT(reader_.asked, ElementsAre("collect chk_1"));
  EXPECT_FALSE(keeper_->HasTimedOut("chk_1"));
}

TEST_F(CheckoutKeeperTest, WhatTheServerCancelsHasNotTimedOut) {
  keeper_->OnCheckoutRequested(Prompt(absl::Minutes(5)));

  keeper_->OnCheckoutCancelRequested("chk_1");

  EXPECT_THAT(reader_.asked, ElementsAre("collect chk_1", "cancel chk_1"));
  EXPECT_FALSE(keeper_->HasTimedOut("chk_1"));
}

TEST_F(CheckoutKeeperTest, DoesNotAskTheDeviceForWhatIsOnItsWay) {
  ASSERT_TRUE(spool_->Append(Canceled()).ok());
  keeper_->NoteOutcome(Canceled());

  keeper_->OnCheckoutRequested(Prompt(absl::Minutes(5)));
  keeper_->OnCheckoutCancelRequested("chk_1");
  EXPECT_THAT(reader_.asked, IsEmpty());

  // The server has it, or has lost it.
  ASSERT_TRUE(spool_->Acknowledge({spool_->epoch(), 1}).ok());
  keeper_->OnCheckoutRequested(Prompt(absl::Minutes(5)));
  EXPECT_THAT(reader_.asked, ElementsAre("collect chk_1"));
}

TEST_F(CheckoutKeeperTest, AsksTheDeviceForWhatEndedTooLongAgo) {
  ASSERT_TRUE(spool_->Append(Canceled()).ok());
  keeper_->NoteOutcome(Canceled());
  ReaderEvent other = Canceled();
  for (size_t i = 1; i < kEndedMax; ++i) {
    other.mutable_payment_canceled()->set_checkout_id(
        fmt::format("other_{}", i));
    keeper_->NoteOutcome(other);
  }
  keeper_->OnCheckoutRequested(Prompt(absl::Minutes(5)));
  EXPECT_THAT(reader_.asked, IsEmpty());

  other.mutable_payment_canceled()->set_checkout_id("one more");
  keeper_->NoteOutcome(other);
  keeper_->OnCheckoutRequested(Prompt(absl::Minutes(5)));

  EXPECT_THAT(reader_.asked, ElementsAre("collect chk_1"));
}

TEST_F(CheckoutKeeperTest, CountsFiveMinutesWhereTheServerSaysNothing) {
  CheckoutRequested prompt = Prompt(absl::ZeroDuration());
  prompt.clear_time_left();
  keeper_->OnCheckoutRequested(prompt);
  uptime_ += absl::Minutes(5) - absl::Seconds(1);
  keeper_->Tick();
  EXPECT_FALSE(keeper_->HasTimedOut("chk_1"));

  uptime_ += absl::Seconds(1);
  keeper_->Tick();

  EXPECT_TRUE(keeper_->HasTimedOut("chk_1"));
}

TEST_F(CheckoutKeeperTest, CollectsOnlyWhatFindsRoomInTheSpool) {
  FillSpool();

  keeper_->OnCheckoutRequested(Prompt(absl::Minutes(5)));
  keeper_->Tick();
  EXPECT_THAT(reader_.asked, IsEmpty());
  EXPECT_EQ(told_, 1);

  ASSERT_TRUE(spool_->Acknowledge({spool_->epoch(), filled_}).ok());
  keeper_->Tick();
  keeper_->Tick();
  EXPECT_THAT(reader_.asked, ElementsAre("collect chk_1"));
}

TEST_F(CheckoutKeeperTest, GivesUpWhatWaitsForRoomTooLong) {
  FillSpool();
  keeper_->OnCheckoutRequested(Prompt(absl::Minutes(5)));

  uptime_ += absl::Minutes(5);
  keeper_->Tick();
  ASSERT_TRUE(spool_->Acknowledge({spool_->epoch(), filled_}).ok());
  keeper_->Tick();

  EXPECT_THAT(reader_.asked, ElementsAre("cancel chk_1"));
}

TEST_F(CheckoutKeeperTest, ForgetsWhatIsCanceledWhileItWaits) {
  FillSpool();
  keeper_->OnCheckoutRequested(Prompt(absl::Minutes(5)));

  keeper_->OnCheckoutCancelRequested("chk_1");
  ASSERT_TRUE(spool_->Acknowledge({spool_->epoch(), filled_}).ok());
  keeper_->Tick();

  EXPECT_THAT(reader_.asked, ElementsAre("cancel chk_1"));
}

}  // namespace
}  // namespace comptoir::hardware
