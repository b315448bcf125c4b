// Streams of a client that are answered once.
#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "gmock/gmock.h"
#include "google/protobuf/descriptor.h"
#include "server/base/status.h"
#include "server/rpc/stream.h"
#include "server/rpc/streams/live_streams.h"
#include "server/rpc/streams/stream_core.h"
#include "server/rpc/testing/guest_server.h"

namespace comptoir::rpc {
namespace {

using rpctest::v1::GuestService;
using rpctest::v1::SeatGuestsRequest;
using rpctest::v1::SeatGuestsResponse;
using testing::ElementsAre;

// Gives other threads time until `is_so`; false when it never is.
bool Eventually(const std::function<bool()>& is_so) {
  constexpr int kTurns = 20'000'000;
  for (int i = 0; i < kTurns; ++i) {
    if (is_so()) return true;
    std::this_thread::yield();
  }
  return false;
}

class IntakeTest : public testing::Test {
 protected:
  void SetUp() override { Open("owner"); }

  void Open(const std::string& token) {
    response_.Clear();
    context_ = ContextFor(token);
    stream_ = stub_->SeatGuests(context_.get(), &response_);
  }
  bool Say(const std::string& name, bool is_last = false) {
    SeatGuestsRequest request;
    request.set_name(name);
    request.set_is_last(is_last);
    return stream_->Write(request);
  }
  grpc::Status Finish() {
    stream_->WritesDone();
    return stream_->Finish();
  }
  std::vector<std::string> Seated() {
    const std::lock_guard<std::mutex> lock(seating().mutex);
    return seating().names;
  }
  bool SomebodyWaits() {
    return Eventually([this] {
      const std::lock_guard<std::mutex> lock(seating().mutex);
      return seating().waiting != nullptr;
    });
  }
  GuestHandler::Seating& seating() { return server_.handler().seating(); }
  bool AllClosed() {
    return Eventually([&] { return server_.handler().open() == 0; });
  }

  GuestServer server_;
  std::unique_ptr<GuestService::Stub> stub_ = server_.NewStub();
  std::unique_ptr<grpc::ClientContext> context_;
  SeatGuestsResponse response_;
  std::unique_ptr<grpc::ClientWriter<SeatGuestsRequest>> stream_;
};

TEST_F(IntakeTest, TakesEverythingAndAnswersOnce) {
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(Say(std::to_string(i)));
  ASSERT_TRUE(Say("last", /*is_last=*/true));

  const grpc::Status status = Finish();

  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(response_.count(), 101);
  EXPECT_EQ(response_.guest().email(), "anna@example.com");
  EXPECT_TRUE(AllClosed());
}

TEST_F(IntakeTest, RedactsTheAnswer) {
  EXPECT_EQ(WireReason(Finish()), "INCOMPLETE");
  Open("staff");
  ASSERT_TRUE(Say("anna", /*is_last=*/true));

  ASSERT_TRUE(Finish().ok());

  EXPECT_EQ(response_.guest().name(), "anna");
  EXPECT_TRUE(response_.guest().email().empty());
  EXPECT_EQ(response_.guest().redacted_fields().paths_size(), 1);
}

TEST_F(IntakeTest, RefusesCallsWithoutAGoodToken) {
  EXPECT_EQ(WireReason(Finish()), "INCOMPLETE");
  Open("made-up");

  EXPECT_EQ(WireReason(Finish()), "TOKEN_INVALID");
}

TEST_F(IntakeTest, TakesTheNextOnlyWhenReady) {
  ASSERT_TRUE(Say("wait"));
  ASSERT_TRUE(Say("b", /*is_last=*/true));
  ASSERT_TRUE(SomebodyWaits());
  EXPECT_THAT(Seated(), ElementsAre("wait"));

  server_.handler().Seat();

  EXPECT_TRUE(Finish().ok());
  EXPECT_THAT(Seated(), ElementsAre("wait", "b"));
}

TEST_F(IntakeTest, ChecksEveryMessage) {
  ASSERT_TRUE(Say("good"));
  Say("longer than ten");

  EXPECT_EQ(WireReason(Finish()), "INVALID_FIELDS");
  EXPECT_THAT(Seated(), ElementsAre("good"));
  EXPECT_TRUE(AllClosed());
}

TEST_F(IntakeTest, EndsWithTheErrorOfAMessage) {
  Say("fail");

  EXPECT_EQ(WireReason(Finish()), "ASKED");
  EXPECT_TRUE(AllClosed());
}

TEST_F(IntakeTest, EndsWithTheErrorOfTheAnswer) {
  ASSERT_TRUE(Say("good"));

  EXPECT_EQ(WireReason(Finish()), "INCOMPLETE");
}

TEST_F(IntakeTest, EndsWithItsClient) {
  ASSERT_TRUE(Say("wait"));
  ASSERT_TRUE(SomebodyWaits());

  context_->TryCancel();

  EXPECT_EQ(stream_->Finish().error_code(), grpc::StatusCode::CANCELLED);
  EXPECT_TRUE(AllClosed());
  server_.handler().Seat();
}

TEST_F(IntakeTest, EndsWithItsDeadline) {
  stream_->WritesDone();
  stream_->Finish();
  context_ = std::make_unique<grpc::ClientContext>();
  context_->AddMetadata("authorization", "Bearer owner");
  context_->set_deadline(gpr_time_from_millis(50, GPR_TIMESPAN));
  stream_ = stub_->SeatGuests(context_.get(), &response_);
  Say("wait");

  EXPECT_EQ(stream_->Finish().error_code(),
            grpc::StatusCode::DEADLINE_EXCEEDED);
  EXPECT_TRUE(AllClosed());
}

TEST_F(IntakeTest, EndsWithItsCredential) {
  ASSERT_TRUE(Say("wait"));
  ASSERT_TRUE(SomebodyWaits());

  server_.authenticator().Revoke("owner");
  server_.runtime().streams().Sweep();

  EXPECT_EQ(WireReason(Finish()), "TOKEN_INVALID");
  server_.handler().Seat();
}

TEST_F(IntakeTest, EndsWhenTheServerDrains) {
  ASSERT_TRUE(Say("wait"));
  ASSERT_TRUE(SomebodyWaits());

  server_.runtime().Drain();

  EXPECT_EQ(WireReason(Finish()), "DRAINING");
  server_.handler().Seat();
}

// A stream of SeatGuests without gRPC, on this thread.
class FakeStream final : public StreamCore {
 public:
  explicit FakeStream(const StreamHandler& handler) : StreamCore(handler) {}

  void Read(const std::string& name) {
    next_ = name;
    Post(kReadDone);
  }
  void Done() { Post(kDone); }
  int reads() const { return reads_; }
  const std::optional<absl::Status>& end() const { return end_; }

 private:
  absl::Status ParseRequest(google::protobuf::Message&) override {
    return absl::OkStatus();
  }
  void StartWriting(const google::protobuf::Message&) override {}
  void StartReading() override { ++reads_; }
  absl::Status ParseIncoming(google::protobuf::Message& message) override {
    static_cast<SeatGuestsRequest&>(message).set_name(next_);
    return absl::OkStatus();
  }
  void StartFinishing(const absl::Status& status) override { end_ = status; }
  void BreakOff(const absl::Status&) override {}

  std::string next_;
  std::atomic<int> reads_ = 0;
  std::optional<absl::Status> end_;
};

class IdleIntakeTest : public testing::Test {
 protected:
  void SetUp() override { stream_->Begin("Bearer owner"); }
  void TearDown() override { stream_->Done(); }

  void Pass(absl::Duration time) {
    server_.store().clock().Advance(time);
    stream_->Check(server_.store().clock().Now());
  }

  GuestServer server_;
  const StreamHandler handler_{
      .runtime = server_.runtime(),
      .method = server_.runtime().Bind(
          google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(
              "comptoir.rpctest.v1.GuestService.SeatGuests")),
      .request = nullptr,
      .open = [this](std::shared_ptr<const Call> call,
                     const google::protobuf::Message*,
                     Wake wake) -> absl::StatusOr<std::unique_ptr<AnySession>> {
        auto intake = server_.handler().SeatGuests(std::move(call));
        if (!intake.ok()) return intake.status();
        return std::make_unique<
            AnyIntake<SeatGuestsRequest, SeatGuestsResponse>>(
            *std::move(intake), std::move(wake));
      },
      .idle_max = kIntakeIdleMax};
  const std::shared_ptr<FakeStream> stream_ =
      std::make_shared<FakeStream>(handler_);
};

TEST_F(IdleIntakeTest, EndsWhenNoMessageComesForTheLimit) {
  Pass(kIntakeIdleMax - absl::Microseconds(1));
  EXPECT_EQ(stream_->end(), std::nullopt);

  Pass(absl::Microseconds(1));

  ASSERT_TRUE(stream_->end().has_value());
  EXPECT_EQ(ReasonOf(*stream_->end()), "CLIENT_IDLE");
}

TEST_F(IdleIntakeTest, EveryMessageStartsTheTimeAnew) {
  Pass(kIntakeIdleMax - absl::Microseconds(1));
  stream_->Read("anna");
  ASSERT_TRUE(Eventually([this] { return stream_->reads() == 2; }));

  Pass(kIntakeIdleMax - absl::Microseconds(1));
  EXPECT_EQ(stream_->end(), std::nullopt);
  Pass(absl::Microseconds(1));
  EXPECT_TRUE(stream_->end().has_value());
}

TEST_F(IdleIntakeTest, IsNotIdleWhileTheServerTakesItsTime) {
  stream_->Read("wait");

  Pass(kIntakeIdleMax);

  EXPECT_EQ(stream_->end(), std::nullopt);
  server_.handler().Seat();
  ASSERT_TRUE(Eventually([this] { return stream_->reads() == 2; }));
  stream_->End(absl::CancelledError());
}

}  // namespace
}  // namespace comptoir::rpc
