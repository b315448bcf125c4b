#include "server/rpc/unary.h"

#include <future>
#include <optional>
#include <string>

#include "comptoir/annotations.pb.h"
#include "grpcpp/generic/generic_stub.h"
#include "gtest/gtest.h"
#include "server/base/ids.h"
#include "server/rpc/testing/guest_server.h"

namespace comptoir::rpc {
namespace {

using rpctest::v1::CloseBookRequest;
using rpctest::v1::CloseBookResponse;
using rpctest::v1::CreateGuestRequest;
using rpctest::v1::CreateGuestResponse;
using rpctest::v1::CreateKeyRequest;
using rpctest::v1::CreateKeyResponse;
using rpctest::v1::GetGuestRequest;
using rpctest::v1::GetGuestResponse;
using rpctest::v1::GuestService;
using rpctest::v1::KnockRequest;
using rpctest::v1::KnockResponse;
using rpctest::v1::ListGuestsRequest;
using rpctest::v1::ListGuestsResponse;

constexpr char kNobody[] = "gst_00000000000000000000000000";

class UnaryTest : public testing::Test {
 protected:
  grpc::Status Create(const std::string& token, const std::string& name,
                      const std::string& request_id = "") {
    CreateGuestRequest request;
    request.mutable_guest()->set_name(name);
    request.mutable_guest()->set_email("anna@example.com");
    request.set_request_id(request_id);
    context_ = ContextFor(token);
    return stub_->CreateGuest(context_.get(), request, &created_);
  }
  grpc::Status Get(const std::string& token, const std::string& id) {
    GetGuestRequest request;
    request.set_id(id);
    context_ = ContextFor(token);
    return stub_->GetGuest(context_.get(), request, &got_);
  }
  bool WasReplayed() const {
    const auto& trailers = context_->GetServerTrailingMetadata();
    return trailers.find("comptoir-replayed") != trailers.end();
  }
  // A call with these very bytes as its request.
  grpc::Status CallRaw(const std::string& method, const std::string& token,
                       const std::string& bytes) {
    grpc::GenericStub stub(server_.NewChannel());
    context_ = ContextFor(token);
    grpc::Slice slice(bytes);
    grpc::ByteBuffer request(&slice, 1);
    grpc::ByteBuffer response;
    std::promise<grpc::Status> done;
    stub.UnaryCall(context_.get(),
                   "/comptoir.rpctest.v1.GuestService/" + method,
                   grpc::StubOptions(), &request, &response,
                   [&](grpc::Status status) { done.set_value(status); });
    return done.get_future().get();
  }

  GuestServer server_;
  std::unique_ptr<GuestService::Stub> stub_ = server_.NewStub();
  std::unique_ptr<grpc::ClientContext> context_;
  CreateGuestResponse created_;
  GetGuestResponse got_;
};

TEST_F(UnaryTest, ReadsWhatWasWritten) {
  ASSERT_TRUE(Create("owner", "Anna").ok());

  const grpc::Status status = Get("owner", created_.guest().id());

  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(got_.guest().name(), "Anna");
  EXPECT_EQ(got_.guest().email(), "anna@example.com");
}

TEST_F(UnaryTest, RefusesCallsWithoutAGoodToken) {
  EXPECT_EQ(WireReason(Get("", kNobody)), "TOKEN_MISSING");
  EXPECT_EQ(WireReason(Get("made-up", kNobody)), "TOKEN_INVALID");
  const grpc::Status status = Get("expired", kNobody);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(WireReason(status), "TOKEN_EXPIRED");
}

TEST_F(UnaryTest, LetsAnybodyKnock) {
  KnockResponse response;
  const auto context = ContextFor("");

  EXPECT_TRUE(stub_->Knock(context.get(), KnockRequest(), &response).ok());
}

TEST_F(UnaryTest, KeepsOperatorAndMerchantsApart) {
  CloseBookResponse response;
  const auto as_operator = ContextFor("operator");
  const auto as_owner = ContextFor("owner");

  EXPECT_TRUE(
      stub_->CloseBook(as_operator.get(), CloseBookRequest(), &response).ok());
  EXPECT_EQ(WireReason(stub_->CloseBook(as_owner.get(), CloseBookRequest(),
                                        &response)),
            "PERMISSION_DENIED");
  EXPECT_EQ(WireReason(Get("operator", kNobody)), "PERMISSION_DENIED");
}

TEST_F(UnaryTest, LooksAtTheCallerBeforeTheRequest) {
  EXPECT_EQ(WireReason(CallRaw("CloseBook", "owner", "\xff\xff")),
            "PERMISSION_DENIED");
  EXPECT_EQ(WireReason(CallRaw("GetGuest", "", "\xff\xff")), "TOKEN_MISSING");
}

TEST_F(UnaryTest, RefusesWhatIsNoMessage) {
  const grpc::Status status = CallRaw("GetGuest", "owner", "\xff\xff");

  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(WireReason(status), "MALFORMED_REQUEST");
}

TEST_F(UnaryTest, RefusesTextThatIsNotUtf8) {
  // id = "\xc3\x28"
  const grpc::Status status =
      CallRaw("GetGuest", "owner", std::string("\x0a\x02\xc3\x28", 4));

  EXPECT_EQ(WireReason(status), "MALFORMED_REQUEST");
}

TEST_F(UnaryTest, IgnoresFieldsItDoesNotKnow) {
  CreateGuestRequest request;
  request.mutable_guest()->set_name("Anna");
  request.mutable_guest()
      ->GetReflection()
      ->MutableUnknownFields(request.mutable_guest())
      ->AddVarint(4711, 1);

  const grpc::Status status =
      CallRaw("CreateGuest", "owner", request.SerializeAsString());

  EXPECT_TRUE(status.ok()) << status.error_message();
}

TEST_F(UnaryTest, ReportsViolations) {
  const grpc::Status status = Create("owner", "");

  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(WireReason(status), "INVALID_FIELDS");
  EXPECT_EQ(status.error_message(), "guest.name: must be set");
}

// The rules of the fields first, then what the method says.
TEST(RequestChecks, AreReportedWithTheRulesOfFields) {
  RuntimeOptions options;
  options.checks.emplace("comptoir.rpctest.v1.GuestService/CreateGuest",
                         MakeRequestCheck(+[](const CreateGuestRequest& request,
                                              FieldViolations& violations) {
                           if (request.guest().email().empty()) {
                             violations.Add("guest.email", "is wanted here");
                           }
                         }));
  GuestServer server(std::move(options));
  const auto stub = server.NewStub();
  const auto create = [&](const CreateGuestRequest& request) {
    CreateGuestResponse response;
    return stub->CreateGuest(ContextFor("owner").get(), request, &response);
  };
  CreateGuestRequest request;
  request.mutable_guest();

  EXPECT_EQ(create(request).error_message(),
            "guest.name: must be set (and 1 more)");
  request.mutable_guest()->set_name("Anna");
  const grpc::Status status = create(request);
  EXPECT_EQ(WireReason(status), "INVALID_FIELDS");
  EXPECT_EQ(status.error_message(), "guest.email: is wanted here");
  request.mutable_guest()->set_email("anna@example.com");
  EXPECT_TRUE(create(request).ok());
}

TEST_F(UnaryTest, RedactsAnswersOfReadsAndWrites) {
  ASSERT_TRUE(Create("staff", "Anna").ok());
  ASSERT_TRUE(Get("staff", created_.guest().id()).ok());

  EXPECT_TRUE(created_.guest().email().empty());
  EXPECT_EQ(created_.guest().redacted_fields().paths(0), "email");
  EXPECT_TRUE(got_.guest().email().empty());
  ASSERT_TRUE(Get("owner", created_.guest().id()).ok());
  EXPECT_EQ(got_.guest().email(), "anna@example.com");
}

TEST_F(UnaryTest, AnswersAWriteWithIdsAloneToWhoMayNotSeeWhatItMade) {
  Permissions blind;
  blind.Add(PERMISSION_CUSTOMERS_CREATE);
  server_.authenticator().Grant("staff", blind);

  ASSERT_TRUE(Create("staff", "Anna").ok());

  EXPECT_FALSE(created_.guest().id().empty());
  EXPECT_EQ(created_.guest().name(), "");
  EXPECT_EQ(created_.guest().redacted_fields().paths(0), "*");
}

TEST_F(UnaryTest, ShowsARepeatedRequestAsItsCallerMaySeeNow) {
  ASSERT_TRUE(Create("staff", "Anna", "id-1").ok());
  EXPECT_EQ(created_.guest().name(), "Anna");
  Permissions blind;
  blind.Add(PERMISSION_CUSTOMERS_CREATE);
  server_.authenticator().Grant("staff", blind);

  ASSERT_TRUE(Create("staff", "Anna", "id-1").ok());

  EXPECT_TRUE(WasReplayed());
  EXPECT_EQ(created_.guest().name(), "");
}

TEST_F(UnaryTest, AnswersARepeatedRequestAsTheFirstTime) {
  ASSERT_TRUE(Create("owner", "Anna", "id-1").ok());
  const std::string id = created_.guest().id();
  EXPECT_FALSE(WasReplayed());

  ASSERT_TRUE(Create("owner", "Anna", "id-1").ok());

  EXPECT_EQ(created_.guest().id(), id);
  EXPECT_EQ(created_.guest().email(), "anna@example.com");
  EXPECT_TRUE(WasReplayed());
}

TEST_F(UnaryTest, RedactsRepeatedAnswersToo) {
  ASSERT_TRUE(Create("staff", "Anna", "id-1").ok());

  ASSERT_TRUE(Create("staff", "Anna", "id-1").ok());

  EXPECT_TRUE(WasReplayed());
  EXPECT_TRUE(created_.guest().email().empty());
}

TEST_F(UnaryTest, RefusesAnotherRequestWithTheSameId) {
  ASSERT_TRUE(Create("owner", "Anna", "id-1").ok());

  EXPECT_EQ(WireReason(Create("owner", "Bert", "id-1")), "REQUEST_ID_REUSED");
}

TEST_F(UnaryTest, KeepsCallersRequestIdsApart) {
  ASSERT_TRUE(Create("owner", "Anna", "id-1").ok());

  EXPECT_TRUE(Create("staff", "Bert", "id-1").ok());
  EXPECT_FALSE(WasReplayed());
}

TEST_F(UnaryTest, KeepsNothingOfWhatItOnlyChecks) {
  CreateGuestRequest request;
  request.mutable_guest()->set_name("Anna");
  request.set_validate_only(true);
  request.set_request_id("once");
  context_ = ContextFor("owner");
  ASSERT_TRUE(stub_->CreateGuest(context_.get(), request, &created_).ok());
  EXPECT_EQ(created_.guest().name(), "Anna");
  EXPECT_EQ(Get("owner", created_.guest().id()).error_code(),
            grpc::StatusCode::NOT_FOUND);

  // Nor is the request id used up.
  EXPECT_TRUE(Create("owner", "Berta", "once").ok());
  EXPECT_FALSE(WasReplayed());
}

TEST_F(UnaryTest, RefusesWhatItChecksAsItWouldRefuseIt) {
  CreateGuestRequest request;
  request.mutable_guest()->set_name(std::string(1000, 'a'));
  request.set_validate_only(true);
  context_ = ContextFor("owner");

  EXPECT_EQ(stub_->CreateGuest(context_.get(), request, &created_).error_code(),
            grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_F(UnaryTest, RepeatsSecretsThatItDoesNotStore) {
  CreateKeyRequest request;
  request.set_request_id("id-1");
  CreateKeyResponse first;
  CreateKeyResponse second;

  ASSERT_TRUE(
      stub_->CreateKey(ContextFor("owner").get(), request, &first).ok());
  ASSERT_TRUE(
      stub_->CreateKey(ContextFor("owner").get(), request, &second).ok());

  EXPECT_EQ(first.key(), second.key());
  const auto all = server_.store().Read()->Scan(kv::Range{});
  for (; all->Valid(); all->Next()) {
    EXPECT_EQ(all->value().find(first.key()), std::string_view::npos);
  }
}

TEST_F(UnaryTest, NoIdOfACallIsOneOfItsTransaction) {
  CreateKeyResponse made;

  ASSERT_TRUE(
      stub_->CreateKey(ContextFor("owner").get(), CreateKeyRequest(), &made)
          .ok());

  // Each is the first one of its maker.
  const std::optional<IdBytes> of_call =
      ParseId("key", made.key().substr(std::string("key-").size()));
  ASSERT_TRUE(of_call.has_value());
  const std::string_view bytes(of_call->data(), of_call->size());
  const auto all = server_.store().Read()->Scan(kv::Range{});
  for (; all->Valid(); all->Next()) {
    EXPECT_EQ(all->key().find(bytes), std::string_view::npos);
  }
}

TEST_F(UnaryTest, SaysNothingOfItsInsides) {
  const grpc::Status status = Create("owner", "Boom");

  EXPECT_EQ(status.error_code(), grpc::StatusCode::INTERNAL);
  EXPECT_EQ(WireReason(status), "INTERNAL");
  EXPECT_EQ(status.error_message().find("swordfish"), std::string::npos);
}

TEST_F(UnaryTest, LeadsFromPageToPage) {
  ListGuestsRequest request;
  ListGuestsResponse response;
  ASSERT_TRUE(
      stub_->ListGuests(ContextFor("owner").get(), request, &response).ok());
  request.set_page_token(response.next_page_token());

  ASSERT_TRUE(
      stub_->ListGuests(ContextFor("owner").get(), request, &response).ok());

  EXPECT_EQ(response.guests(0).name(), "second");
}

TEST_F(UnaryTest, CountsCalls) {
  ASSERT_TRUE(Create("owner", "Anna", "id-1").ok());
  ASSERT_TRUE(Create("owner", "Anna", "id-1").ok());
  ASSERT_FALSE(Create("owner", "").ok());

  const Method& method = server_.runtime().Bind(
      google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(
          "comptoir.rpctest.v1.GuestService.CreateGuest"));
  EXPECT_EQ(method.metrics().handled(0), 2u);
  EXPECT_EQ(method.metrics().handled(3), 1u);
  EXPECT_EQ(method.metrics().replayed, 1u);
}

TEST_F(UnaryTest, SaysWhenStorageFails) {
  server_.store().engine().FailCommit(1, absl::UnavailableError("no disk"));

  const grpc::Status status = Create("owner", "Anna");

  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(WireReason(status), "STORAGE_FAILED");
}

}  // namespace
}  // namespace comptoir::rpc
