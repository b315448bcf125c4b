// Streams of a generated client to the server, over the real gRPC transport.
#include <string>
#include <thread>

#include "comptoir/sdk/errors.h"
#include "gtest/gtest.h"
#include "sdk/cpp/testing/kitchen/kitchen_test.h"

namespace comptoir::kitchen::v1 {
namespace {

using ClientStreamTest = KitchenTest;
using Delivery = sdk::ClientStream<DeliverRequest, DeliverResponse>;

DeliverRequest Crate(const std::string& text) {
  DeliverRequest request;
  request.set_text(text);
  return request;
}

// Writes until the stream ends: to a server that reads no further, as much as
// the connection holds.
void FillUp(Delivery& delivery) {
  const DeliverRequest crate = Crate(std::string(64 << 10, 'a'));
  int written = 0;
  while (delivery.Write(crate)) ++written;
  EXPECT_LT(written, 1000);
}

TEST_F(ClientStreamTest, SendsEverythingAndGetsItsAnswer) {
  constexpr int kCrates = 2000;
  const auto delivery = Client().Deliver();

  for (int i = 0; i < kCrates; ++i) {
    ASSERT_TRUE(delivery->Write(Crate(std::to_string(i))));
  }

  const auto answer = delivery->Finish();
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->crates(), kCrates);
}

TEST_F(ClientStreamTest, MaySendNothing) {
  EXPECT_EQ(Client().Deliver()->Finish()->crates(), 0);
}

TEST_F(ClientStreamTest, WritesNothingAfterItsEnd) {
  const auto delivery = Client().Deliver();
  EXPECT_TRUE(delivery->Finish().ok());

  EXPECT_FALSE(delivery->Write(Crate("apples")));
}

TEST_F(ClientStreamTest, LearnsWhyTheServerEndedIt) {
  const auto delivery = Client().Deliver();
  EXPECT_TRUE(delivery->Write(Crate("rotten")));

  while (delivery->Write(Crate("apples"))) {
  }

  const absl::Status status = delivery->Finish().status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(sdk::ReasonOf(status), "CRATE_REFUSED");
}

TEST_F(ClientStreamTest, TakesAnAnswerThatComesBeforeItsEnd) {
  const auto delivery = Client().Deliver();
  EXPECT_TRUE(delivery->Write(Crate("apples")));
  EXPECT_TRUE(delivery->Write(Crate("enough")));

  while (delivery->Write(Crate("pears"))) {
  }

  EXPECT_EQ(delivery->Finish()->crates(), 1);
}

TEST_F(ClientStreamTest, WaitsForASlowServerUntilItsDeadline) {
  const auto delivery = Client().Deliver({.deadline = absl::Milliseconds(200)});
  // On a slow machine the deadline is over already.
  (void)delivery->Write(Crate("slow"));

  FillUp(*delivery);

  EXPECT_EQ(delivery->Finish().status().code(),
            absl::StatusCode::kDeadlineExceeded);
}

TEST_F(ClientStreamTest, SendsNothingWithADeadlineOfZeroOrLess) {
  for (const absl::Duration deadline :
       {absl::ZeroDuration(), absl::Nanoseconds(1), -absl::Seconds(1)}) {
    const auto delivery = Client().Deliver({.deadline = deadline});

    EXPECT_FALSE(delivery->Write(Crate("apples")));

    const absl::Status status = delivery->Finish().status();
    EXPECT_EQ(status.code(), absl::StatusCode::kDeadlineExceeded);
    EXPECT_EQ(status.message(),
              "the deadline was over before anything was sent");
  }
}

TEST_F(ClientStreamTest, StopsAWriterThatWaitsWhenItIsCancelled) {
  const auto delivery = Client().Deliver();
  EXPECT_TRUE(delivery->Write(Crate("slow")));
  std::thread writer([&] { FillUp(*delivery); });

  delivery->Cancel();
  writer.join();

  EXPECT_EQ(delivery->Finish().status().code(), absl::StatusCode::kCancelled);
}

TEST_F(ClientStreamTest, IsBrokenOffWhenItIsDropped) {
  auto broken_off = kitchen_.broken_off();
  auto delivery = Client().Deliver();
  EXPECT_TRUE(delivery->Write(Crate("slow")));
  kitchen_.slow_delivery().wait();

  delivery.reset();

  broken_off.wait();
}

TEST_F(ClientStreamTest, GivesUpOnAServerThatDoesNotAnswer) {
  const auto delivery = Client().Deliver({.idle_max = absl::ZeroDuration()});
  EXPECT_TRUE(delivery->Write(Crate("slow")));

  EXPECT_EQ(sdk::ReasonOf(delivery->Finish().status()), "STREAM_IDLE");
}

TEST_F(ClientStreamTest, ReportsAServerThatIsNotThere) {
  StopServer();
  const auto delivery = Client().Deliver();

  EXPECT_EQ(delivery->Finish().status().code(), absl::StatusCode::kUnavailable);
}

TEST_F(ClientStreamTest, FailsWithItsCredentials) {
  const auto client = Client(sdk::Credentials::TokenFile("/nowhere"));
  const auto delivery = client.Deliver();

  EXPECT_FALSE(delivery->Write(Crate("apples")));

  EXPECT_EQ(delivery->Finish().status().code(),
            absl::StatusCode::kUnauthenticated);
}

}  // namespace
}  // namespace comptoir::kitchen::v1
