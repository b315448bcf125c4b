// The verification of a merchant by a running comptoird, as an operator sees
// it: killed on the way, and with rows that are damaged.
#include <cstdint>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "comptoir/merchants/v1/merchant_service.client.h"
#include "comptoir/merchants/v1/operation_service.client.h"
#include "comptoir/sdk/await_operation.h"
#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/kv/open.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "tests/operations/tasks/customers.h"
#include "tests/support/command.h"
#include "tests/support/server_process.h"

namespace comptoir::testing {
namespace {

using merchants::v1::MerchantServiceClient;
using merchants::v1::MerchantVerification;
using merchants::v1::Operation;
using merchants::v1::OperationServiceClient;
using merchants::v1::WatchOperationRequest;
using merchants::v1::WatchOperationResponse;
using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;

constexpr auto kRunning = merchants::v1::OPERATION_STATE_RUNNING;
constexpr auto kSucceeded = merchants::v1::OPERATION_STATE_SUCCEEDED;

// A server with a shop that has `customers` customers.
class VerifyMerchantTest : public ::testing::Test {
 protected:
  void Open(int customers) {
    ASSERT_TRUE(server_.Start().ok());
    shop_ = OpenShop(server_).value();
    ASSERT_TRUE(CreateCustomers(Owner(), customers).ok());
  }

  std::shared_ptr<sdk::Channel> Owner() {
    return ChannelTo(server_.address(), shop_.owner_token);
  }

  std::string Begin() {
    return MerchantServiceClient(Owner())
        .VerifyMerchant({})
        .value()
        .operation()
        .id();
  }

  // Watches until it has made some steps; how far it is then.
  int64_t AwaitSteps(const std::string& id) {
    WatchOperationRequest request;
    request.set_operation_id(id);
    const auto stream = OperationServiceClient(Owner()).WatchOperation(request);
    WatchOperationResponse response;
    int seen = 0;
    while (stream->Read(&response)) {
      if (response.operation().state() == kRunning && ++seen == 2) break;
    }
    EXPECT_EQ(response.operation().state(), kRunning);
    return response.operation().done_units();
  }

  CommandResult Comptoir(std::vector<std::string> words) {
    words.insert(words.begin(), "tools/cli/comptoir");
    words.insert(words.end(),
                 {"--server", server_.address(), "--token-file",
                  WriteTestFile("token", shop_.owner_token + "\n")});
    return RunCommand(words);
  }
  CommandResult ComptoirdVerify() {
    return RunCommand(
        {"server/comptoird", "verify", "--data_dir=" + server_.data_folder()});
  }

  // Changes a row of the shop while the server is down.
  void Damage(store::Space space, std::optional<std::string> value) {
    auto engine = kv::Open({.folder = server_.data_folder() + "/db"});
    ASSERT_TRUE(engine.ok()) << engine.status();
    const auto snapshot = (*engine)->GetSnapshot();
    const auto rows =
        snapshot->Scan(store::Key(space, shop_.merchant_id).Prefix());
    ASSERT_TRUE(rows->Valid());
    ASSERT_TRUE(
        (*engine)
            ->Commit(kv::Batch({{std::string(rows->key()), std::move(value)}}))
            .ok());
  }

  ServerProcess server_{"server/comptoird", NewFolder("verify-merchant")};
  Shop shop_;
};

TEST_F(VerifyMerchantTest, GoesOnWhereItWasAfterAKill) {
  Open(4000);
  const std::string id = Begin();
  int64_t last = AwaitSteps(id);
  server_.Kill();
  ASSERT_TRUE(server_.Start().ok());

  std::vector<int64_t> done;
  const auto ended = sdk::AwaitOperation(
      OperationServiceClient(Owner()), id, [&done](const Operation& operation) {
        done.push_back(operation.done_units());
      });

  ASSERT_TRUE(ended.ok()) << ended.status();
  EXPECT_EQ(ended->state(), kSucceeded);
  // What was answered before the kill is not done again.
  for (const int64_t units : done) {
    EXPECT_GE(units, last);
    last = units;
  }
  MerchantVerification result;
  ASSERT_TRUE(ended->result().UnpackTo(&result));
  EXPECT_EQ(result.problem_count(), 0) << result.problems(0).text();
  // A customer has a record, indexes and a place in the log.
  EXPECT_GT(result.row_count(), 4 * 4000);
}

TEST_F(VerifyMerchantTest, SaysWhatComptoirdVerifySays) {
  Open(3);
  server_.Terminate();
  Damage(store::Space::kLocations, "\xff\xff");
  Damage(store::Space::kFeed, std::nullopt);
  const CommandResult offline = ComptoirdVerify();
  ASSERT_EQ(offline.exit_code, 3) << offline.err;
  ASSERT_TRUE(server_.Start().ok());

  const CommandResult online = Comptoir({"merchants", "verify", "--wait"});

  EXPECT_EQ(online.exit_code, 8) << online.err;
  EXPECT_THAT(online.out, AllOf(HasSubstr("damaged record loc_"),
                                HasSubstr("row missing for entry")));
  int problems = 0;
  std::istringstream lines(offline.out);
  // "SPACE MERCHANT: TEXT"
  for (std::string line; std::getline(lines, line);) {
    const size_t text = line.find(": ");
    if (text == std::string::npos) continue;
    EXPECT_THAT(online.out, HasSubstr(line.substr(text + 2)));
    ++problems;
  }
  EXPECT_THAT(online.out,
              ContainsRegex(fmt::format("problem_count +{}\n", problems)));
}

TEST_F(VerifyMerchantTest, IsFollowedAndCanceledByCommands) {
  Open(1000);
  const CommandResult begun = Comptoir({"merchants", "verify", "--json"});
  ASSERT_EQ(begun.exit_code, 0) << begun.err;
  const size_t at = begun.out.find("ope_");
  ASSERT_NE(at, std::string::npos) << begun.out;
  const std::string id = begun.out.substr(at, 30);
  EXPECT_THAT(Comptoir({"operations", "list"}).out, HasSubstr(id));

  const CommandResult canceled =
      Comptoir({"operations", "cancel", id, "--yes"});
  const CommandResult watched = Comptoir({"operations", "watch", id});

  // It may have been done before it was to be canceled.
  ASSERT_EQ(canceled.exit_code, 0) << canceled.err;
  if (canceled.out.find("succeeded") != std::string::npos) {
    EXPECT_EQ(watched.exit_code, 0) << watched.err;
    EXPECT_THAT(watched.out, HasSubstr("row_count"));
  } else {
    EXPECT_THAT(canceled.out, HasSubstr("canceled"));
    EXPECT_EQ(watched.exit_code, 5) << watched.out;
    EXPECT_THAT(watched.err, HasSubstr(id + " was canceled"));
  }
}

}  // namespace
}  // namespace comptoir::testing
