#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "comptoir/annotations.pb.h"
#include "gtest/gtest.h"
#include "server/rpc/streams/live_streams.h"
#include "server/rpc/streams/stream_core.h"
#include "server/rpc/testing/guest_server.h"

namespace comptoir::rpc {
namespace {

using rpctest::v1::EchoRequest;
using rpctest::v1::EchoResponse;
using rpctest::v1::GuestService;
using rpctest::v1::WatchGuestsRequest;
using rpctest::v1::WatchGuestsResponse;

// Gives other threads time until `is_so`; false when it never is.
bool Eventually(const std::function<bool()>& is_so) {
  constexpr int kTurns = 20'000'000;
  for (int i = 0; i < kTurns; ++i) {
    if (is_so()) return true;
    std::this_thread::yield();
  }
  return false;
}

class StreamTest : public testing::Test {
 protected:
  // One that is open; count -1 has nothing to say.
  struct Watch {
    std::unique_ptr<grpc::ClientContext> context;
    std::unique_ptr<grpc::ClientReader<WatchGuestsResponse>> reader;
  };
  Watch Open(const std::string& token, int count) {
    Watch watch{.context = ContextFor(token)};
    WatchGuestsRequest request;
    request.set_count(count);
    watch.reader = stub_->WatchGuests(watch.context.get(), request);
    return watch;
  }
  // Waits until the server has it.
  Watch OpenQuiet(const std::string& token) {
    const size_t before = server_.handler().wakes().size();
    Watch watch = Open(token, -1);
    EXPECT_TRUE(
        Eventually([&] { return server_.handler().wakes().size() > before; }));
    return watch;
  }
  // Messages of all watches so far.
  uint64_t Sent() {
    for (const Method* method : server_.runtime().methods()) {
      if (method->name().ends_with("/WatchGuests")) {
        return method->metrics().sent;
      }
    }
    return 0;
  }
  // Its client reads nothing. Waits until the server writes what no client
  // takes so.
  Watch OpenStalled(const std::string& token) {
    Watch watch = Open(token, kManyGuests);
    EXPECT_TRUE(Eventually([&] { return Sent() > 0; }));
    return watch;
  }
  static uint64_t CountRest(Watch& watch) {
    WatchGuestsResponse message;
    uint64_t count = 0;
    while (watch.reader->Read(&message)) ++count;
    return count;
  }
  bool AllClosed() {
    return Eventually([&] { return server_.handler().open() == 0; });
  }

  GuestServer server_{{.streams_per_principal_max = 2}};
  std::unique_ptr<GuestService::Stub> stub_ = server_.NewStub();
};

TEST_F(StreamTest, SendsUntilTheSourceEnds) {
  Watch watch = Open("owner", 3);
  WatchGuestsResponse message;
  int received = 0;
  while (watch.reader->Read(&message)) ++received;

  EXPECT_TRUE(watch.reader->Finish().ok());
  EXPECT_EQ(received, 3);
  EXPECT_EQ(message.guest().email(), "anna@example.com");
  EXPECT_TRUE(AllClosed());
}

TEST_F(StreamTest, RedactsEveryMessage) {
  Watch watch = Open("staff", 1);
  WatchGuestsResponse message;

  ASSERT_TRUE(watch.reader->Read(&message));

  EXPECT_TRUE(message.guest().email().empty());
  EXPECT_EQ(message.guest().redacted_fields().paths_size(), 1);
}

TEST_F(StreamTest, RefusesCallsWithoutAGoodToken) {
  Watch watch = Open("made-up", 1);

  EXPECT_EQ(WireReason(watch.reader->Finish()), "TOKEN_INVALID");
}

TEST_F(StreamTest, EndsWithItsClient) {
  Watch watch = OpenQuiet("owner");

  watch.context->TryCancel();

  EXPECT_EQ(watch.reader->Finish().error_code(), grpc::StatusCode::CANCELLED);
  EXPECT_TRUE(AllClosed());
}

TEST_F(StreamTest, MayBeWokenAfterItsEnd) {
  Watch watch = Open("owner", 1);
  WatchGuestsResponse message;
  while (watch.reader->Read(&message)) continue;
  ASSERT_TRUE(watch.reader->Finish().ok());
  ASSERT_TRUE(AllClosed());

  for (const Wake& wake : server_.handler().wakes()) wake();
}

TEST_F(StreamTest, EndsWithItsCredential) {
  Watch watch = OpenQuiet("staff");

  server_.authenticator().Revoke("staff");

  const grpc::Status status = watch.reader->Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(WireReason(status), "TOKEN_INVALID");
  EXPECT_TRUE(AllClosed());
}

// A client that reads nothing keeps neither its place nor what was on its way.
TEST_F(StreamTest, EndsWithItsCredentialAlsoWhenItsClientReadsNothing) {
  Watch watch = OpenStalled("staff");

  server_.authenticator().Revoke("staff");
  const uint64_t sent = Sent();

  EXPECT_TRUE(AllClosed());
  EXPECT_EQ(server_.runtime().streams().size(), 0u);
  EXPECT_EQ(Sent(), sent);
  // What was being written is dropped.
  EXPECT_EQ(CountRest(watch), 0u);
  EXPECT_EQ(watch.reader->Finish().error_code(),
            grpc::StatusCode::UNAUTHENTICATED);
}

TEST_F(StreamTest, EndsWhenItsCallerMayDoSomethingElse) {
  Watch watch = OpenQuiet("owner");
  Permissions fewer;
  fewer.Add(PERMISSION_CUSTOMERS_VIEW);

  server_.authenticator().Grant("owner", fewer);

  const grpc::Status status = watch.reader->Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(WireReason(status), "PERMISSIONS_CHANGED");
  Watch again = Open("owner", 1);
  WatchGuestsResponse message;
  ASSERT_TRUE(again.reader->Read(&message));
  EXPECT_TRUE(message.guest().email().empty());
}

TEST_F(StreamTest, WaitsForItsClientToTakeTheEndAndNoLonger) {
  Watch watch = OpenStalled("owner");

  server_.runtime().Drain();
  server_.store().clock().Advance(kUnreadMax - absl::Milliseconds(1));
  server_.runtime().streams().Sweep();
  EXPECT_EQ(server_.handler().open(), 1);
  server_.store().clock().Advance(absl::Milliseconds(1));
  server_.runtime().streams().Sweep();

  EXPECT_TRUE(AllClosed());
  EXPECT_EQ(CountRest(watch), 0u);
  EXPECT_EQ(watch.reader->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST_F(StreamTest, EndsWhenTheServerDrains) {
  Watch watch = OpenQuiet("owner");

  server_.runtime().Drain();

  EXPECT_EQ(WireReason(watch.reader->Finish()), "DRAINING");
  EXPECT_EQ(WireReason(Open("owner", 1).reader->Finish()), "DRAINING");
}

TEST_F(StreamTest, AreLimitedForEachPrincipal) {
  Watch first = OpenQuiet("owner");
  Watch second = OpenQuiet("owner");

  const grpc::Status third = Open("owner", -1).reader->Finish();

  EXPECT_EQ(third.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(WireReason(third), "TOO_MANY_STREAMS");
  OpenQuiet("staff").context->TryCancel();
  first.context->TryCancel();
  EXPECT_FALSE(first.reader->Finish().ok());
  EXPECT_TRUE(
      Eventually([&] { return server_.runtime().streams().size() <= 1; }));
  OpenQuiet("owner").context->TryCancel();
  second.context->TryCancel();
}

class SessionTest : public StreamTest {
 protected:
  void SetUp() override {
    context_ = ContextFor("owner");
    stream_ = stub_->Echo(context_.get());
  }
  bool Say(const std::string& text) {
    EchoRequest request;
    request.set_text(text);
    return stream_->Write(request);
  }
  std::string Hear() {
    EchoResponse response;
    return stream_->Read(&response) ? response.text() : "(end)";
  }

  std::unique_ptr<grpc::ClientContext> context_;
  std::unique_ptr<grpc::ClientReaderWriter<EchoRequest, EchoResponse>> stream_;
};

TEST_F(SessionTest, TakesAndAnswersInTurn) {
  for (int i = 0; i < 100; ++i) {
    ASSERT_TRUE(Say(std::to_string(i)));
    ASSERT_EQ(Hear(), std::to_string(i));
  }
  stream_->WritesDone();

  EXPECT_EQ(Hear(), "(end)");
  EXPECT_TRUE(stream_->Finish().ok());
  EXPECT_TRUE(AllClosed());
}

TEST_F(SessionTest, TakesTheNextOnlyWhenReady) {
  for (int i = 0; i < 50; ++i) ASSERT_TRUE(Say(std::to_string(i)));

  for (int i = 0; i < 50; ++i) ASSERT_EQ(Hear(), std::to_string(i));
  stream_->WritesDone();
  EXPECT_TRUE(stream_->Finish().ok());
}

TEST_F(SessionTest, EndsWithTheErrorOfAMessage) {
  ASSERT_TRUE(Say("fail"));

  EXPECT_EQ(Hear(), "(end)");
  EXPECT_EQ(WireReason(stream_->Finish()), "ASKED");
  EXPECT_TRUE(AllClosed());
}

TEST_F(SessionTest, ChecksEveryMessage) {
  ASSERT_TRUE(Say("good"));
  ASSERT_EQ(Hear(), "good");
  ASSERT_TRUE(Say("longer than ten"));

  EXPECT_EQ(Hear(), "(end)");
  EXPECT_EQ(WireReason(stream_->Finish()), "INVALID_FIELDS");
}

TEST_F(SessionTest, GoesOnAfterWhatADeviceReportsWrongly) {
  EchoRequest request;
  request.set_text("good");
  request.add_seen()->set_name("\xff is not UTF-8, and too long");
  request.add_seen()->mutable_arrive_time()->set_nanos(-1);

  ASSERT_TRUE(stream_->Write(request));

  EXPECT_EQ(Hear(), "good");
  ASSERT_TRUE(Say("next"));
  EXPECT_EQ(Hear(), "next");
}

TEST_F(SessionTest, EndsForTextThatIsNotUtf8WhereNobodyReports) {
  ASSERT_TRUE(Say("good"));
  ASSERT_EQ(Hear(), "good");
  ASSERT_TRUE(Say("\xff"));

  EXPECT_EQ(Hear(), "(end)");
  EXPECT_EQ(WireReason(stream_->Finish()), "MALFORMED_REQUEST");
}

TEST_F(SessionTest, EndsWithItsClient) {
  ASSERT_TRUE(Say("good"));
  ASSERT_EQ(Hear(), "good");

  context_->TryCancel();

  EXPECT_EQ(stream_->Finish().error_code(), grpc::StatusCode::CANCELLED);
  EXPECT_TRUE(AllClosed());
}

}  // namespace
}  // namespace comptoir::rpc
