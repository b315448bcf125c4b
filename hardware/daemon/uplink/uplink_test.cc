#include "hardware/daemon/uplink/uplink.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <fstream>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "comptoir/readers/v1/reader_service.mock.h"
#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace comptoir::hardware {
namespace {

using comptoir::readers::v1::EventBatch;
using comptoir::readers::v1::MockReaderServiceConnection;
using comptoir::readers::v1::ReaderEvent;
using comptoir::readers::v1::ReaderServiceClient;
using comptoir::readers::v1::StreamReaderRequest;
using comptoir::readers::v1::StreamReaderResponse;
using Stream = sdk::BidiStream<StreamReaderRequest, StreamReaderResponse>;

// Only a failing test waits this long.
constexpr std::chrono::seconds kPatience(20);

// A server that refuses some events and takes in the others. Thread-safe.
class PickyServer {
 public:
  using Refuses = std::function<bool(const ReaderEvent&)>;
  explicit PickyServer(Refuses refuses) : refuses_(std::move(refuses)) {}

  // OK, or why the stream ends.
  absl::Status Take(const EventBatch& batch) {
    const std::lock_guard<std::mutex> lock(mutex_);
    for (const ReaderEvent& event : batch.events()) {
      if (refuses_(event)) return absl::InvalidArgumentError("refused");
    }
    for (const ReaderEvent& event : batch.events()) taken_.push_back(event);
    changed_.notify_all();
    return absl::OkStatus();
  }

  // Waits until so many events were taken in.
  std::vector<ReaderEvent> Await(size_t count) {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait_for(lock, kPatience, [&] { return taken_.size() >= count; });
    return taken_;
  }

 private:
  const Refuses refuses_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<ReaderEvent> taken_;
};

// One connection to it.
class PickyStream final : public Stream {
 public:
  explicit PickyStream(PickyServer& server) : server_(server) {}

  bool Write(const StreamReaderRequest& request) override {
    StreamReaderResponse response;
    absl::Status status;
    if (request.has_hello()) {
      response.mutable_welcome()->set_events_per_batch_max(100);
      response.mutable_welcome()->set_batch_bytes_max(100'000);
      response.mutable_welcome()->set_batches_in_flight_max(4);
    } else if (request.has_events()) {
      const EventBatch& batch = request.events();
      status = server_.Take(batch);
      response.mutable_acknowledgement()->set_epoch(batch.epoch());
      response.mutable_acknowledgement()->set_seq(batch.first_seq() +
                                                  batch.events_size() - 1);
    }
    const std::lock_guard<std::mutex> lock(mutex_);
    if (end_.has_value()) return false;
    if (!status.ok()) end_ = status;
    if (status.ok() && !request.has_heartbeat()) responses_.push_back(response);
    changed_.notify_all();
    return status.ok();
  }
  bool Read(StreamReaderResponse* message) override {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock,
                  [this] { return end_.has_value() || !responses_.empty(); });
    if (responses_.empty()) return false;
    *message = std::move(responses_.front());
    responses_.pop_front();
    return true;
  }
  absl::Status Finish() override {
    const std::lock_guard<std::mutex> lock(mutex_);
    return end_.value_or(absl::CancelledError());
  }
  void Cancel() override {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!end_.has_value()) end_ = absl::CancelledError();
    changed_.notify_all();
  }
  void WritesDone() override {}

 private:
  PickyServer& server_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<StreamReaderResponse> responses_;
  std::optional<absl::Status> end_;
};

// A connection to a server that says often that it is alive.
class ChattyStream final : public Stream {
 public:
  // How much sooner its heartbeats come than the daemon's own may: those are a
  // second apart, the least there is.
  static constexpr std::chrono::milliseconds kInterval{100};

  explicit ChattyStream(std::shared_ptr<std::promise<void>> heard)
      : heard_(std::move(heard)) {}

  bool Write(const StreamReaderRequest& request) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (request.has_heartbeat() && !std::exchange(has_heard_, true)) {
      heard_->set_value();
    }
    return !has_ended_;
  }
  bool Read(StreamReaderResponse* message) override {
    std::unique_lock<std::mutex> lock(mutex_);
    message->Clear();
    if (!std::exchange(is_welcome_, true)) {
      message->mutable_welcome()->set_events_per_batch_max(100);
      return true;
    }
    changed_.wait_for(lock, kInterval, [this] { return has_ended_; });
    message->mutable_heartbeat();
    return !has_ended_;
  }
  absl::Status Finish() override { return absl::CancelledError(); }
  void Cancel() override {
    const std::lock_guard<std::mutex> lock(mutex_);
    has_ended_ = true;
    changed_.notify_all();
  }
  void WritesDone() override {}

 private:
  const std::shared_ptr<std::promise<void>> heard_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_welcome_ = false;
  bool has_heard_ = false;
  bool has_ended_ = false;
};

class NoPrompts final : public PromptListener {
 public:
  void OnCheckoutRequested(
      const comptoir::readers::v1::CheckoutRequested&) override {}
  void OnCheckoutCancelRequested(const std::string&) override {}
};

ReaderEvent Payment(int64_t amount, const std::string& name) {
  ReaderEvent event;
  event.mutable_payment_approved()->mutable_amount()->set_minor_units(amount);
  event.mutable_payment_approved()->set_cardholder_name(name);
  return event;
}

class UplinkTest : public testing::Test {
 protected:
  UplinkTest()
      : folder_(fmt::format(
            "{}/uplink_{}", testing::TempDir(),
            testing::UnitTest::GetInstance()->current_test_info()->name())) {
    std::filesystem::remove_all(folder_);
    spool_ = Spool::Open(folder_).value();
  }
  ~UplinkTest() override {
    uplink_->Stop();
    line_.join();
  }

  void Connect(PickyServer& server) {
    Connect([&server] { return std::make_unique<PickyStream>(server); });
  }

  void Connect(std::function<std::unique_ptr<Stream>()> stream) {
    const auto connection = std::make_shared<MockReaderServiceConnection>();
    EXPECT_CALL(*connection, StreamReader)
        .WillRepeatedly([stream = std::move(stream)](const sdk::CallOptions&) {
          return stream();
        });
    uplink_ = std::make_unique<Uplink>(
        ReaderServiceClient(connection), *spool_, prompts_,
        UplinkOptions{
            .backoff = {.initial = absl::Milliseconds(1),
                        .max = absl::Milliseconds(2)},
            .on_set_aside = [this](Position, const absl::Status& status) {
              ++(status.ok() ? set_aside_ : not_set_aside_);
              // What was in the way goes with the first error.
              if (!status.ok()) std::filesystem::remove(Obstacle());
            }});
    line_ = std::thread([this] { EXPECT_TRUE(uplink_->Run().ok()); });
  }

  // Where the spool sets events aside.
  std::string Obstacle() const { return folder_ + "/set_aside"; }

  const std::string folder_;
  std::unique_ptr<Spool> spool_;
  NoPrompts prompts_;
  std::unique_ptr<Uplink> uplink_;
  std::thread line_;
  std::atomic<int> set_aside_ = 0;
  std::atomic<int> not_set_aside_ = 0;
};

TEST_F(UplinkTest, SetsAsideTheOneEventThatIsRefusedAndKeepsItsMoney) {
  for (int i = 1; i <= 5; ++i) {
    ASSERT_TRUE(spool_->Append(Payment(i, i == 3 ? "bad" : "good")).ok());
  }
  PickyServer server([](const ReaderEvent& event) {
    return event.payment_approved().cardholder_name() == "bad";
  });

  Connect(server);
  const std::vector<ReaderEvent> taken = server.Await(5);

  ASSERT_EQ(taken.size(), 5u);
  for (int i = 1; i <= 5; ++i) {
    const auto& payment = taken[i - 1].payment_approved();
    EXPECT_EQ(payment.amount().minor_units(), i);
    EXPECT_EQ(payment.cardholder_name(), i == 3 ? "" : "good");
  }
  EXPECT_EQ(set_aside_, 1);
}

TEST_F(UplinkTest, SetsAsideWhatIsRefusedWhateverIsLeftOfIt) {
  for (int i = 1; i <= 3; ++i) {
    ASSERT_TRUE(spool_->Append(Payment(i, "good")).ok());
  }
  PickyServer server([](const ReaderEvent& event) {
    return event.payment_approved().amount().minor_units() == 2;
  });

  Connect(server);
  const std::vector<ReaderEvent> taken = server.Await(3);

  ASSERT_EQ(taken.size(), 3u);
  EXPECT_EQ(taken[1].set_aside().kind(), "payment_approved");
  EXPECT_EQ(set_aside_, 2);
}

TEST_F(UplinkTest, SaysThatAnEventCannotBeSetAsideAndTriesAgain) {
  ASSERT_TRUE(spool_->Append(Payment(1, "bad")).ok());
  std::ofstream(Obstacle()) << "a file where a folder should be";
  PickyServer server([](const ReaderEvent& event) {
    return event.payment_approved().cardholder_name() == "bad";
  });

  Connect(server);
  const std::vector<ReaderEvent> taken = server.Await(1);

  ASSERT_EQ(taken.size(), 1u);
  EXPECT_EQ(taken[0].payment_approved().amount().minor_units(), 1);
  EXPECT_EQ(not_set_aside_, 1);
  EXPECT_EQ(set_aside_, 1);
}

TEST_F(UplinkTest, IsHeardOfWhileTheServerIsHeardOf) {
  const auto heard = std::make_shared<std::promise<void>>();

  Connect([heard] { return std::make_unique<ChattyStream>(heard); });

  EXPECT_EQ(heard->get_future().wait_for(kPatience), std::future_status::ready);
}

}  // namespace
}  // namespace comptoir::hardware
