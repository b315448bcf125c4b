#include "server/rpc/preparation.h"

#include <atomic>
#include <string>
#include <utility>

#include "google/rpc/status.pb.h"
#include "gtest/gtest.h"
#include "server/base/status.h"
#include "server/rpc/testing/guest_server.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::rpc {
namespace {

using rpctest::v1::CreateGuestRequest;
using rpctest::v1::CreateGuestResponse;
using rpctest::v1::ListGuestsRequest;
using rpctest::v1::ListGuestsResponse;

class PreparationTest : public testing::Test {
 protected:
  // Prepares what the handler asks for, 0 at first.
  RuntimeOptions CountingOptions() {
    RuntimeOptions options;
    options.preparations["comptoir.rpctest.v1.GuestService/CreateGuest"] =
        [this](const PreparationInput& input, PreparedCallback done) {
          ++preparations_;
          const int number =
              input.missing.empty() ? 0 : std::stoi(std::string(input.missing));
          done(Prepared{.principal = input.caller, .data = number});
        };
    return options;
  }

  // A guest of this name; `response_` is the answer.
  grpc::Status Create(const GuestServer& server, const std::string& name,
                      const std::string& request_id = "") {
    CreateGuestRequest request;
    request.mutable_guest()->set_name(name);
    request.set_request_id(request_id);
    const auto context = ContextFor("owner");
    return server.NewStub()->CreateGuest(context.get(), request, &response_);
  }

  static int GuestsIn(GuestServer& server) {
    const auto snapshot = server.store().Read();
    const auto rows = snapshot->Scan(store::AllOf(store::Space::kCustomers));
    int count = 0;
    for (; rows->Valid(); rows->Next()) ++count;
    return count;
  }

  std::atomic<int> preparations_ = 0;
  CreateGuestResponse response_;
};

TEST_F(PreparationTest, IsMadeOnceWhenNothingIsMissing) {
  const GuestServer server(CountingOptions());

  ASSERT_TRUE(Create(server, "At 0").ok());

  EXPECT_EQ(preparations_, 1);
}

TEST_F(PreparationTest, IsMadeAgainForWhatIsMissing) {
  GuestServer server(CountingOptions());

  const grpc::Status status = Create(server, "At 3");

  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(preparations_, kPreparationsMax);
  // Of the transactions that asked, nothing is left.
  EXPECT_EQ(GuestsIn(server), 1);
}

TEST_F(PreparationTest, IsGivenUpAfterSoManyTimes) {
  GuestServer server(CountingOptions());

  const grpc::Status status = Create(server, "At 4");

  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(WireReason(status), "CHANGED_MEANWHILE");
  EXPECT_EQ(preparations_, kPreparationsMax);
  // The caller is not told what was missing: it may be somebody's.
  google::rpc::Status details;
  ASSERT_TRUE(details.ParseFromString(status.error_details()));
  EXPECT_EQ(details.details_size(), 1);
  EXPECT_EQ(GuestsIn(server), 0);
}

TEST_F(PreparationTest, LeavesTheRequestIdAsItIs) {
  const GuestServer server(CountingOptions());
  ASSERT_TRUE(Create(server, "At 1", "guest-1").ok());
  const std::string id = response_.guest().id();

  const grpc::Status status = Create(server, "At 1", "guest-1");

  ASSERT_TRUE(status.ok()) << WireReason(status);
  EXPECT_EQ(response_.guest().id(), id);
}

TEST_F(PreparationTest, MustBeTheMethods) {
  const GuestServer server;

  EXPECT_EQ(WireReason(Create(server, "At 1")), "CHANGED_MEANWHILE");
}

grpc::Status List(const GuestServer& server, ListGuestsResponse* response) {
  const auto context = ContextFor("owner");
  return server.NewStub()->ListGuests(context.get(), ListGuestsRequest(),
                                      response);
}

RuntimeOptions OptionsForList(absl::StatusOr<std::string> answer) {
  RuntimeOptions options;
  options.preparations["comptoir.rpctest.v1.GuestService/ListGuests"] =
      [answer](const PreparationInput& input, PreparedCallback done) {
        if (!answer.ok()) return done(answer.status());
        done(Prepared{.principal = input.caller, .data = *answer});
      };
  return options;
}

TEST(ReadPreparation, IsGivenToTheHandler) {
  const GuestServer server(OptionsForList("prepared"));
  ListGuestsResponse response;

  ASSERT_TRUE(List(server, &response).ok());

  ASSERT_EQ(response.guests_size(), 2);
  EXPECT_EQ(response.guests(1).name(), "prepared");
}

TEST(ReadPreparation, AnswersTheCallWhenItFails) {
  const GuestServer server(OptionsForList(
      Error(absl::StatusCode::kInvalidArgument, "ASKED", "asked to")));
  ListGuestsResponse response;

  EXPECT_EQ(WireReason(List(server, &response)), "ASKED");
}

TEST(MissingIn, KnowsItsOwnStatusAlone) {
  EXPECT_EQ(MissingIn(PrepareAgain("a number")), "a number");
  EXPECT_EQ(MissingIn(PrepareAgain("")), "");
  EXPECT_EQ(MissingIn(ChangedMeanwhile()), std::nullopt);
  EXPECT_EQ(MissingIn(absl::OkStatus()), std::nullopt);
}

}  // namespace
}  // namespace comptoir::rpc
