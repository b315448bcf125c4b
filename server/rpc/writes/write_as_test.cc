#include "server/rpc/writes/write_as.h"

#include <future>
#include <memory>
#include <string>

#include "gtest/gtest.h"
#include "server/base/ids.h"
#include "server/store/testing/test_store.h"

namespace comptoir::rpc {
namespace {

class WriteAsTest : public testing::Test {
 protected:
  WriteAsTest() {
    principal_.kind = Principal::Kind::kReader;
    principal_.merchant_id = FormatId("mer", "merchant-number1");
    principal_.id = FormatId("rdr", "reader-000000001");
  }

  store::WriteResult Run(WriteAs as, WriteAsBody body) {
    // Shared: the store's thread may still be in set_value when we return.
    auto result = std::make_shared<std::promise<store::WriteResult>>();
    RunWrite(store_.store(), std::move(as), std::move(body),
             [result](store::WriteResult made) { result->set_value(made); });
    return result->get_future().get();
  }

  WriteAs AsReader() {
    return {.principal = principal_,
            .method = "Service/Method",
            .now = store_.clock().Now()};
  }

  store::TestStore store_;
  Principal principal_;
};

TEST_F(WriteAsTest, CallAndTransactionAgreeOnWhoAndWhen) {
  const WriteAs as = AsReader();
  store_.clock().Advance(absl::Seconds(1));

  const store::WriteResult result =
      Run(as, [&](const Call& call, store::Transaction& txn) {
        EXPECT_EQ(call.principal().id, principal_.id);
        EXPECT_EQ(txn.actor(), principal_.id);
        EXPECT_EQ(txn.merchant_id(), principal_.merchant_id);
        EXPECT_EQ(call.now(), as.now);
        EXPECT_EQ(txn.now(), as.now);
        EXPECT_NE(ParseAnyId(call.NewId("x")), ParseAnyId(txn.NewId("x")));
        txn.AddJob({.kind = "none", .due = txn.now()});
        return absl::OkStatus();
      });

  EXPECT_TRUE(result.status.ok()) << result.status;
  const auto log = store_.Log(principal_.merchant_id);
  ASSERT_EQ(log.size(), 1u);
  EXPECT_EQ(log[0].actor(), principal_.id);
  EXPECT_EQ(log[0].method(), "Service/Method");
}

TEST_F(WriteAsTest, ARepeatedRequestRunsOnce) {
  WriteAs as = AsReader();
  as.request_key = "0123456789abcdef";
  as.request_hash = "hash";
  int runs = 0;
  const WriteAsBody body = [&runs](const Call&, store::Transaction&) {
    ++runs;
    return absl::OkStatus();
  };

  EXPECT_FALSE(Run(as, body).replayed);
  EXPECT_TRUE(Run(as, body).replayed);
  EXPECT_EQ(runs, 1);
}

}  // namespace
}  // namespace comptoir::rpc
