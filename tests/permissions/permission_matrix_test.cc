// Every method, called by whoever holds one permission and no other.
//
// The rows come from descriptors: a new method and a new permission have theirs
// at once. A method may be called with the permission that its annotation names
// and with no other; one that may be called shows no more than that permission
// shows (sights.h), in its first answer and in the same one once more; and the
// request id of somebody else opens nothing.
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "comptoir/annotations.pb.h"
#include "comptoir/events/v1/event_service.pb.h"
#include "comptoir/merchants/v1/api_key_service.pb.h"
#include "comptoir/sdk/testing/in_process_server.h"
#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/permissions/any_caller.h"
#include "tests/permissions/sights.h"
#include "tests/permissions/world.h"

namespace comptoir::testing {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using sdk::testing::InProcessServer;
using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Pair;

// What whoever holds the permission of the method, and the owner, are told
// instead of an answer: requests cannot make what these are about.
const std::map<std::string_view, std::string_view>& Unmade() {
  static const auto& unmade = *new std::map<std::string_view, std::string_view>{
      {"DeleteLogo", "NOT_FOUND"},
      {"DownloadLogo", "NOT_FOUND"},
      {"DropFailedTask", "NOT_FOUND"},
      {"GetFailedTask", "NOT_FOUND"},
      {"GetLogoUpload", "NOT_FOUND"},
      {"GetUnmatchedPayment", "NOT_FOUND"},
      {"MatchUnmatchedPayment", "NOT_FOUND"},
      {"PairDevice", "PAIRING_CODE_INVALID"},
      {"PairReader", "PAIRING_CODE_INVALID"},
      {"RetryFailedTask", "NOT_FOUND"},
      {"RetryWebhookDelivery", "NOT_FOUND"},
      {"SettleUnmatchedPayment", "NOT_FOUND"},
      {"UndoMergeAllDuplicates", "NOT_A_MERGE_OF_ALL"},
      {"UploadLogo", "INVALID_FIELDS"},
  };
  return unmade;
}

// Methods for which their permission is not enough by itself, and the reason
// that is given: who makes a till, or a webhook, can do what it can do; who is
// told of duplicates sees what they are found by; who keeps a filter could ask
// it.
const std::map<std::string_view, std::string_view>& NeedMore() {
  static const auto& more = *new std::map<std::string_view, std::string_view>{
      {"CreateDevice", "GRANT_EXCEEDS_CALLER"},
      {"CreateReader", "GRANT_EXCEEDS_CALLER"},
      {"CreateReaderPairingCode", "GRANT_EXCEEDS_CALLER"},
      {"CreateSegment", "PERMISSION_DENIED"},
      {"CreateWebhook", "PERMISSION_DENIED"},
      {"ListDuplicates", "PERMISSION_DENIED"},
      {"MergeAllDuplicates", "PERMISSION_DENIED"},
      {"RotateWebhookSecret", "PERMISSION_DENIED"},
      {"UpdateWebhook", "PERMISSION_DENIED"},
  };
  return more;
}

std::string ReasonIn(const std::map<std::string_view, std::string_view>& list,
                     const MethodDescriptor& method) {
  const auto found = list.find(method.name());
  return found == list.end() ? "" : std::string(found->second);
}

bool IsGrantable(Permission permission) { return permission >= 16; }

struct Caller {
  std::string name;
  std::string token;
  PermissionNumbers held;
};

class PermissionMatrix : public ::testing::TestWithParam<int> {
 protected:
  static void SetUpTestSuite() {
    server_ = InProcessServer::Start().value();
    caller_ = std::make_unique<AnyCaller>(server_->address());
    for (const Permission permission : Grantable()) {
      keys_[permission] = {.name = Permission_Name(permission),
                           .token = NewKey(permission),
                           .held = {permission}};
    }
    till_ = {.name = "a till",
             .token = server_->shop().till_token,
             .held = HeldBy(HOLDER_DEVICE)};
  }
  static void TearDownTestSuite() {
    keys_.clear();
    caller_.reset();
    server_.reset();
  }

  static std::string NewKey(Permission permission) {
    const MessagePtr answer = caller_->Do(
        "merchants.v1.ApiKeyService/CreateApiKey", owner(),
        fmt::format("api_key {{ display_name: 'Key' permissions: {} }}",
                    Permission_Name(permission)));
    return static_cast<const merchants::v1::CreateApiKeyResponse&>(*answer)
        .api_key_token();
  }

  static const std::string& owner() { return server_->shop().api_key_token; }

  // Where the shop's log ends.
  static int64_t Revision() {
    const MessagePtr answer = caller_->Do("events.v1.EventService/ListEvents",
                                          owner(), "page_size: 1");
    return static_cast<const events::v1::ListEventsResponse&>(*answer)
        .revision();
  }

  // What somebody did after `revision`. The server goes on by itself, as with
  // who comes into segments.
  static std::vector<std::string> DoneSince(int64_t revision) {
    const MessagePtr answer =
        caller_->Do("events.v1.EventService/ListEvents", owner(),
                    fmt::format("after_revision: {}", revision));
    std::vector<std::string> done;
    for (const events::v1::Event& event :
         static_cast<const events::v1::ListEventsResponse&>(*answer).events()) {
      if (event.actor_id() != "system") done.push_back(event.data().type_url());
    }
    return done;
  }

  Reply Call(const std::string& token, const Message& request) {
    return caller_->Call(method_, token, request);
  }

  // Nobody who holds something else may call it, whatever the request says.
  void ExpectRefused(const Caller& caller, const Message& request) {
    SCOPED_TRACE(caller.name);
    const Reply reply = Call(caller.token, request);
    EXPECT_EQ(reply.code, grpc::StatusCode::PERMISSION_DENIED);
    EXPECT_EQ(reply.reason, "PERMISSION_DENIED");
    EXPECT_THAT(reply.metadata,
                Contains(Pair("permission", Permission_Name(needed_))));
    EXPECT_EQ(reply.answer, nullptr);
    EXPECT_FALSE(reply.is_replayed);
  }

  void ExpectRefusedToOthers(const Message& request) {
    for (const auto& [permission, caller] : keys_) {
      if (permission != needed_) ExpectRefused(caller, request);
    }
    if (!till_.held.count(needed_)) ExpectRefused(till_, request);
  }

  // With an id of its own for `whose`, where it can have one.
  MessagePtr RequestIn(World& world, const std::string& whose) {
    MessagePtr request = world.RequestFor(method_);
    if (const FieldDescriptor* field = RequestId()) {
      request->GetReflection()->SetString(
          request.get(), field, fmt::format("{}-{}", method_.name(), whose));
    }
    return request;
  }
  const FieldDescriptor* RequestId() const {
    return method_.input_type()->FindFieldByName("request_id");
  }

  static std::unique_ptr<InProcessServer> server_;
  static std::unique_ptr<AnyCaller> caller_;
  static std::map<int, Caller> keys_;  // By their permission.
  static Caller till_;

  const MethodDescriptor& method_ = *AllMethods()[GetParam()];
  const Permission needed_ = NeededBy(method_);
};

std::unique_ptr<InProcessServer> PermissionMatrix::server_;
std::unique_ptr<AnyCaller> PermissionMatrix::caller_;
std::map<int, Caller> PermissionMatrix::keys_;
Caller PermissionMatrix::till_;

TEST_P(PermissionMatrix, LetsNobodyElseDoIt) {
  if (needed_ == PERMISSION_PUBLIC || needed_ == PERMISSION_SIGNED_IN) {
    GTEST_SKIP() << "needs none";
  }
  World world(*caller_, server_->shop());
  const MessagePtr request = RequestIn(world, "others");
  const int64_t before = Revision();

  if (needed_ == PERMISSION_DEVICE) {
    for (const auto& [permission, caller] : keys_) {
      ExpectRefused(caller, *request);
    }
  } else {
    ExpectRefusedToOthers(*request);
  }

  EXPECT_THAT(DoneSince(before), IsEmpty());
}

TEST_P(PermissionMatrix, ShowsWhoMayDoItWhatTheyMaySee) {
  if (!IsGrantable(needed_)) GTEST_SKIP() << "is no permission's";
  World world(*caller_, server_->shop());
  const MessagePtr request = RequestIn(world, "mine");
  const Caller& caller = keys_.at(needed_);

  const Reply reply = Call(caller.token, *request);

  const std::string more = ReasonIn(NeedMore(), method_);
  EXPECT_EQ(reply.reason, more.empty() ? ReasonIn(Unmade(), method_) : more)
      << reply.message;
  if (!reply.ok()) return;
  EXPECT_THAT(Excess(*reply.answer, caller.held), IsEmpty())
      << reply.answer->DebugString();
  if (RequestId() == nullptr) return;

  const Reply again = Call(caller.token, *request);

  EXPECT_TRUE(again.is_replayed);
  ASSERT_NE(again.answer, nullptr) << again.message;
  EXPECT_EQ(again.answer->DebugString(), reply.answer->DebugString());
}

// The request that the rows above are about is a good one, and its id opens
// nothing to anybody else.
TEST_P(PermissionMatrix, KnowsNoRequestIdOfTheOwner) {
  if (!IsGrantable(needed_)) GTEST_SKIP() << "is no permission's";
  World world(*caller_, server_->shop());
  const MessagePtr request = RequestIn(world, "owners");
  const Reply owners = Call(owner(), *request);
  ASSERT_EQ(owners.reason, ReasonIn(Unmade(), method_)) << owners.message;
  if (!owners.ok() || RequestId() == nullptr) return;
  ASSERT_TRUE(Call(owner(), *request).is_replayed);

  ExpectRefusedToOthers(*request);

  const Caller& caller = keys_.at(needed_);
  const Reply reply = Call(caller.token, *request);
  EXPECT_FALSE(reply.is_replayed);
  if (reply.ok()) {
    EXPECT_THAT(Excess(*reply.answer, caller.held), IsEmpty());
  }
}

INSTANTIATE_TEST_SUITE_P(
    Methods, PermissionMatrix,
    ::testing::Range(0, static_cast<int>(AllMethods().size())),
    [](const ::testing::TestParamInfo<int>& info) {
      return AllMethods()[info.param]->name();
    });

}  // namespace
}  // namespace comptoir::testing
