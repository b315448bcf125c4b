// Commands of a service that has one method of each shape, against a transport
// that answers as it is told.
#include "tools/cli/api/call_command.h"

#include <google/protobuf/descriptor.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "comptoir/kitchen/v1/kitchen_service.pb.h"
#include "comptoir/merchants/v1/merchant_service.pb.h"
#include "comptoir/merchants/v1/operation_service.pb.h"
#include "comptoir/merchants/v1/team_member_service.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/cli/command/command.h"
#include "tools/cli/command/parse.h"
#include "tools/cli/core/context.h"
#include "tools/cli/core/exit_code.h"
#include "tools/cli/testing/fixed_transport.h"

namespace comptoir::cli {
namespace {

using kitchen::v1::CreateDishRequest;
using kitchen::v1::CreateDishResponse;
using kitchen::v1::ListDishesRequest;
using kitchen::v1::ListDishesResponse;
using kitchen::v1::SmellResponse;
using kitchen::v1::WatchOrdersRequest;
using kitchen::v1::WatchOrdersResponse;
using merchants::v1::UpdateTeamMemberResponse;
using merchants::v1::VerifyMerchantResponse;
using merchants::v1::WatchOperationRequest;
using merchants::v1::WatchOperationResponse;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class CallCommandTest : public testing::Test {
 protected:
  CallCommandTest() {
    context_.UseChannel(ChannelOver(transport_));
    const auto* file = CreateDishRequest::descriptor()->file();
    program_.root.name = "comptoir";
    AddApiCommands(context_,
                   {file->FindServiceByName("KitchenService"),
                    file->FindServiceByName("SinkService"),
                    UpdateTeamMemberResponse::descriptor()->file()->service(0),
                    VerifyMerchantResponse::descriptor()->file()->service(0)},
                   program_.root);
    program_.globals = context_.Globals();
  }

  // Parses and runs; what goes to standard output is in out_.
  absl::Status Run(const std::vector<std::string>& words) {
    const Parsed parsed = Parse(program_, words);
    EXPECT_EQ(parsed.error, "");
    if (!parsed.run) return absl::InvalidArgumentError(parsed.error);
    testing::internal::CaptureStdout();
    const absl::Status status = parsed.run();
    out_ = testing::internal::GetCapturedStdout();
    return status;
  }

  static std::string Page(const std::string& id, const std::string& next) {
    ListDishesResponse page;
    page.add_dishes()->set_id(id);
    page.set_next_page_token(next);
    return page.SerializeAsString();
  }

  static std::string Order(int revision) {
    WatchOrdersResponse order;
    order.set_revision(revision);
    order.set_text("soup");
    return order.SerializeAsString();
  }

  const std::shared_ptr<FixedTransport> transport_ =
      std::make_shared<FixedTransport>();
  Context context_;
  Program program_;
  std::string out_;
};

TEST_F(CallCommandTest, IsThereForEveryMethodButStreamsOfClients) {
  const Command* kitchens = program_.root.Find("kitchens");
  ASSERT_NE(kitchens, nullptr);
  std::vector<std::string> names;
  for (const Command& command : kitchens->commands) {
    names.push_back(command.name);
  }

  EXPECT_THAT(names, AllOf(Contains("get-dish"), Contains("watch-orders"),
                           Contains("smell"), Not(Contains("chat"))));
  EXPECT_NE(program_.root.Find("sinks"), nullptr);
}

TEST_F(CallCommandTest, SendsWhatIsGivenAndShowsTheAnswer) {
  CreateDishResponse answer;
  answer.mutable_dish()->set_id("dish_1");
  transport_->answers = {answer.SerializeAsString()};

  ASSERT_TRUE(Run({"kitchens", "create-dish", "--display-name", "Soup"}).ok());

  CreateDishRequest sent;
  ASSERT_THAT(transport_->requests, SizeIs(1));
  ASSERT_TRUE(sent.ParseFromString(transport_->requests[0]));
  EXPECT_EQ(sent.dish().display_name(), "Soup");
  EXPECT_THAT(sent.request_id(), SizeIs(36));
  EXPECT_EQ(out_, "id  dish_1\n");
}

TEST_F(CallCommandTest, WarnsOfWhatGoesOn) {
  UpdateTeamMemberResponse answer;
  answer.mutable_team_member()->set_id("mem_1");
  const std::vector<std::string> words = {"team",    "update",   "mem_1",
                                          "--state", "inactive", "--quiet"};
  const auto warning_of = [&] {
    transport_->answers = {answer.SerializeAsString()};
    testing::internal::CaptureStderr();
    EXPECT_TRUE(Run(words).ok());
    return testing::internal::GetCapturedStderr();
  };

  EXPECT_EQ(warning_of(), "");
  answer.add_working_api_key_ids("key_1");
  answer.add_working_api_key_ids("key_2");
  EXPECT_EQ(warning_of(),
            "comptoir: warning: working api key ids: key_1 key_2\n");
}

TEST_F(CallCommandTest, ShowsOnePageUnlessAllAreAskedFor) {
  transport_->answers = {Page("dish_1", "2"), Page("dish_2", "")};

  ASSERT_TRUE(Run({"kitchens", "list-dishes", "--quiet"}).ok());

  EXPECT_THAT(transport_->requests, SizeIs(1));
  EXPECT_THAT(out_, AllOf(HasSubstr("dish_1"), Not(HasSubstr("dish_2"))));
}

TEST_F(CallCommandTest, FollowsEveryPage) {
  transport_->answers = {Page("dish_1", "2"), Page("dish_2", "3"),
                         Page("dish_3", "")};

  ASSERT_TRUE(Run({"kitchens", "list-dishes", "--all"}).ok());

  ASSERT_THAT(transport_->requests, SizeIs(3));
  ListDishesRequest last;
  ASSERT_TRUE(last.ParseFromString(transport_->requests[2]));
  EXPECT_EQ(last.page_token(), "3");
  for (const char* id : {"dish_1", "dish_2", "dish_3"}) {
    EXPECT_THAT(out_, HasSubstr(id));
  }
}

TEST_F(CallCommandTest, ShowsEachMessageOfAStreamAsALine) {
  transport_->messages = {Order(8), Order(9)};

  ASSERT_TRUE(Run({"kitchens", "watch-orders", "--after-revision", "7"}).ok());

  EXPECT_EQ(out_, "revision=8 text=soup\nrevision=9 text=soup\n");
  WatchOrdersRequest sent;
  ASSERT_TRUE(sent.ParseFromString(transport_->requests.at(0)));
  EXPECT_EQ(sent.after_revision(), 7);
}

TEST_F(CallCommandTest, ShowsAStreamAsLinesOfJson) {
  transport_->messages = {Order(8)};

  ASSERT_TRUE(Run({"kitchens", "watch-orders", "--json"}).ok());

  EXPECT_EQ(out_, "{\"revision\":\"8\",\"text\":\"soup\"}\n");
}

TEST_F(CallCommandTest, StopsAStreamAfterACount) {
  transport_->messages = {Order(8), Order(9), Order(10)};
  // Not reached.
  transport_->status = absl::AbortedError("gone");

  ASSERT_TRUE(Run({"kitchens", "watch-orders", "--count", "2"}).ok());

  EXPECT_EQ(out_, "revision=8 text=soup\nrevision=9 text=soup\n");
}

TEST_F(CallCommandTest, EndsAsTheStreamEnds) {
  SmellResponse smell;
  smell.set_text("leek");
  transport_->messages = {smell.SerializeAsString()};
  transport_->status = absl::AbortedError("gone");

  EXPECT_TRUE(absl::IsAborted(Run({"kitchens", "smell"})));

  EXPECT_EQ(out_, "text=leek\n");
}

TEST_F(CallCommandTest, FollowsAnOperationWhenAskedTo) {
  VerifyMerchantResponse answer;
  answer.mutable_operation()->set_id("ope_1");
  WatchOperationResponse end;
  end.mutable_operation()->set_state(merchants::v1::OPERATION_STATE_SUCCEEDED);
  transport_->answers = {answer.SerializeAsString(),
                         answer.SerializeAsString()};
  transport_->messages = {end.SerializeAsString()};

  ASSERT_TRUE(Run({"merchants", "verify"}).ok());
  EXPECT_EQ(out_, "id  ope_1\n");
  EXPECT_THAT(transport_->requests, SizeIs(1));
  ASSERT_TRUE(Run({"merchants", "verify", "--wait"}).ok());

  ASSERT_THAT(transport_->requests, SizeIs(3));
  WatchOperationRequest sent;
  ASSERT_TRUE(sent.ParseFromString(transport_->requests[2]));
  EXPECT_EQ(sent.operation_id(), "ope_1");
}

TEST_F(CallCommandTest, KeepsTheRequestIdOfAWriteThatMayHaveBeenDone) {
  transport_->status = absl::DeadlineExceededError("late");

  const absl::Status status =
      Run({"kitchens", "throw-dish", "--request-id", "throw-1"});

  EXPECT_THAT(DescribeError(status), HasSubstr("--request-id throw-1"));
  EXPECT_THAT(out_, IsEmpty());
}

TEST_F(CallCommandTest, SendsNothingThatIsNotConfirmed) {
  MethodWords words = WordsOf(*CreateDishRequest::descriptor()
                                   ->file()
                                   ->FindServiceByName("KitchenService")
                                   ->FindMethodByName("ThrowDish"));
  words.question = "Throw it?";
  Program program = {.globals = context_.Globals()};
  program.root.commands = {
      CallCommand(context_,
                  *CreateDishRequest::descriptor()
                       ->file()
                       ->FindServiceByName("KitchenService")
                       ->FindMethodByName("ThrowDish"),
                  words)};

  const Parsed parsed = Parse(program, {words.verb, "--no-input"});
  EXPECT_TRUE(absl::IsInvalidArgument(parsed.run()));
  EXPECT_THAT(transport_->requests, IsEmpty());

  const Parsed confirmed = Parse(program, {words.verb, "--yes"});
  EXPECT_TRUE(confirmed.run().ok());
  EXPECT_THAT(transport_->requests, SizeIs(1));
}

}  // namespace
}  // namespace comptoir::cli
