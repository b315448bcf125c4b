#include "server/rpc/page_token.h"

#include <string>

#include "comptoir/rpctest/v1/guest_service.pb.h"
#include "gtest/gtest.h"
#include "server/base/status.h"

namespace comptoir::rpc {
namespace {

using rpctest::v1::ListGuestsRequest;

Call CallOf(char merchant) {
  return Call::ForTest(
      "mer_0000000000000000000000000" + std::string(1, merchant),
      absl::UnixEpoch());
}

// The request with a token of its own for `next_key`.
ListGuestsRequest Continued(const Call& call, ListGuestsRequest request,
                            std::string_view next_key) {
  request.set_page_token(MakePageToken(call, request, next_key));
  return request;
}

TEST(PageToken, LeadsOn) {
  const Call call = CallOf('1');
  const std::string key("\x20\x00\xff key", 7);

  const auto opened = OpenPageToken(call, Continued(call, {}, key));

  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(*opened, key);
}

TEST(PageToken, IsEmptyAtBothEnds) {
  const Call call = CallOf('1');

  EXPECT_EQ(MakePageToken(call, ListGuestsRequest(), ""), "");
  EXPECT_EQ(*OpenPageToken(call, ListGuestsRequest()), "");
}

TEST(PageToken, LetsThePageSizeChange) {
  const Call call = CallOf('1');
  ListGuestsRequest request = Continued(call, {}, "key");
  request.set_page_size(7);

  EXPECT_TRUE(OpenPageToken(call, request).ok());
}

TEST(PageToken, IsOfOneQuery) {
  const Call call = CallOf('1');
  ListGuestsRequest request = Continued(call, {}, "key");
  request.set_mood(rpctest::v1::MOOD_HUNGRY);

  const absl::Status status = OpenPageToken(call, request).status();

  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(status), "PAGE_TOKEN_MISMATCH");
}

TEST(PageToken, IsOfOneMerchant) {
  const ListGuestsRequest request = Continued(CallOf('1'), {}, "key");

  EXPECT_EQ(ReasonOf(OpenPageToken(CallOf('2'), request).status()),
            "PAGE_TOKEN_MISMATCH");
}

TEST(PageToken, IsOfOneInstallation) {
  const ListGuestsRequest request = Continued(CallOf('1'), {}, "key");
  Call elsewhere = CallOf('1');
  elsewhere.set_page_token_secret("another");

  EXPECT_EQ(ReasonOf(OpenPageToken(elsewhere, request).status()),
            "PAGE_TOKEN_MISMATCH");
}

TEST(PageToken, IsNothingMadeUp) {
  const Call call = CallOf('1');
  ListGuestsRequest request;

  for (const std::string& token :
       {std::string("x"), std::string("!!"), std::string(5000, 'A')}) {
    request.set_page_token(token);
    EXPECT_EQ(ReasonOf(OpenPageToken(call, request).status()),
              "PAGE_TOKEN_MISMATCH");
  }
}

TEST(PageSize, HasADefaultAndALimit) {
  EXPECT_EQ(PageSize(0, 50, 200), 50);
  EXPECT_EQ(PageSize(7, 50, 200), 7);
  EXPECT_EQ(PageSize(201, 50, 200), 200);
}

}  // namespace
}  // namespace comptoir::rpc
