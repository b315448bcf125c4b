#include "server/rpc/sealing/idempotency.h"

#include <string>

#include "comptoir/rpctest/v1/guest_service.pb.h"
#include "gtest/gtest.h"

namespace comptoir::rpc {
namespace {

using rpctest::v1::CreateGuestRequest;

std::string HashOf(CreateGuestRequest request,
                   std::string_view method = "method",
                   std::string_view secret = "secret") {
  return RequestHash(
      secret, method, request,
      *CreateGuestRequest::descriptor()->FindFieldByName("request_id"));
}

CreateGuestRequest RequestFor(const std::string& name) {
  CreateGuestRequest request;
  request.mutable_guest()->set_name(name);
  return request;
}

TEST(RequestKey, IsOfOneCaller) {
  EXPECT_EQ(RequestKey("mem_1", "id").size(), 16u);
  EXPECT_EQ(RequestKey("mem_1", "id"), RequestKey("mem_1", "id"));
  EXPECT_NE(RequestKey("mem_1", "id"), RequestKey("mem_2", "id"));
  EXPECT_NE(RequestKey("mem_1", "2id"), RequestKey("mem_12", "id"));
}

TEST(RequestHash, LeavesTheRequestAsItWas) {
  CreateGuestRequest request = RequestFor("Anna");
  request.set_request_id("id");

  RequestHash("secret", "method", request,
              *CreateGuestRequest::descriptor()->FindFieldByName("request_id"));

  EXPECT_EQ(request.request_id(), "id");
}

TEST(RequestHash, DoesNotDependOnTheRequestId) {
  CreateGuestRequest request = RequestFor("Anna");
  const std::string hash = HashOf(request);
  request.set_request_id("id");

  EXPECT_EQ(HashOf(request), hash);
}

TEST(RequestHash, TellsRequestsMethodsAndInstallationsApart) {
  const std::string hash = HashOf(RequestFor("Anna"));

  EXPECT_NE(HashOf(RequestFor("Bert")), hash);
  EXPECT_NE(HashOf(RequestFor("Anna"), "other"), hash);
  EXPECT_NE(HashOf(RequestFor("Anna"), "method", "other"), hash);
}

TEST(SealAnswer, OpensOnlyForWhoAsked) {
  const std::string sealed = SealAnswer("secret", "mem_1", "id", "answer");

  EXPECT_EQ(sealed.find("answer"), std::string::npos);
  EXPECT_EQ(UnsealAnswer("secret", "mem_1", "id", sealed), "answer");
  EXPECT_EQ(UnsealAnswer("secret", "mem_1", "id2", sealed), std::nullopt);
  EXPECT_EQ(UnsealAnswer("secret", "mem_2", "id", sealed), std::nullopt);
  EXPECT_EQ(UnsealAnswer("other", "mem_1", "id", sealed), std::nullopt);
}

}  // namespace
}  // namespace comptoir::rpc
