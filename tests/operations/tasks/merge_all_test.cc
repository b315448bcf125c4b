// A merge of all duplicates by a comptoird that is killed on the way.
#include <memory>
#include <string>

#include "comptoir/customers/v1/customer_service.client.h"
#include "comptoir/customers/v1/duplicate_service.client.h"
#include "comptoir/merchants/v1/operation_service.client.h"
#include "comptoir/sdk/await_operation.h"
#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/server_process.h"

namespace comptoir::testing {
namespace {

using customers::v1::CustomerServiceClient;
using customers::v1::DuplicateServiceClient;
using customers::v1::MergeAllResult;
using customers::v1::UndoMergeAllResult;
using merchants::v1::OperationServiceClient;
using merchants::v1::WatchOperationRequest;
using merchants::v1::WatchOperationResponse;

constexpr int kPairs = 200;
constexpr auto kRunning = merchants::v1::OPERATION_STATE_RUNNING;

class MergeAllTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(server_.Start().ok());
    shop_ = OpenShop(server_).value();
    const CustomerServiceClient customers(Owner());
    for (int i = 0; i < 2 * kPairs; ++i) {
      customers::v1::CreateCustomerRequest request;
      request.mutable_customer()->set_given_name("Anna");
      request.mutable_customer()->set_email_address(
          fmt::format("anna{}@example.com", i / 2));
      ASSERT_TRUE(customers.CreateCustomer(request).ok());
    }
  }

  std::shared_ptr<sdk::Channel> Owner() {
    return ChannelTo(server_.address(), shop_.owner_token);
  }

  // Kills the server once the operation has made a step.
  void KillWithin(const std::string& id) {
    WatchOperationRequest request;
    request.set_operation_id(id);
    const auto stream = OperationServiceClient(Owner()).WatchOperation(request);
    WatchOperationResponse response;
    while (stream->Read(&response)) {
      if (response.operation().state() == kRunning) break;
    }
    ASSERT_EQ(response.operation().state(), kRunning);
    server_.Kill();
    ASSERT_TRUE(server_.Start().ok());
  }

  template <typename Result>
  Result Await(const std::string& id) {
    const auto ended = sdk::AwaitOperation(OperationServiceClient(Owner()), id);
    EXPECT_TRUE(ended.ok()) << ended.status();
    Result result;
    EXPECT_TRUE(ended->result().UnpackTo(&result)) << ended->DebugString();
    return result;
  }

  int CountCustomers() {
    int count = 0;
    for (const auto& customer :
         CustomerServiceClient(Owner()).ListCustomersAll({})) {
      EXPECT_TRUE(customer.ok()) << customer.status();
      ++count;
    }
    return count;
  }

  ServerProcess server_{"server/comptoird", NewFolder("merge-all")};
  Shop shop_;
};

TEST_F(MergeAllTest, GoesOnAfterAKillAndSoDoesItsUndoing) {
  const auto begun = DuplicateServiceClient(Owner()).MergeAllDuplicates({});
  ASSERT_TRUE(begun.ok()) << begun.status();
  const std::string id = begun->operation().id();
  KillWithin(id);

  EXPECT_EQ(Await<MergeAllResult>(id).merged_count(), kPairs);
  EXPECT_EQ(CountCustomers(), kPairs);

  customers::v1::UndoMergeAllDuplicatesRequest undo;
  undo.set_operation_id(id);
  const auto undone =
      DuplicateServiceClient(Owner()).UndoMergeAllDuplicates(undo);
  ASSERT_TRUE(undone.ok()) << undone.status();
  KillWithin(undone->operation().id());

  const auto result = Await<UndoMergeAllResult>(undone->operation().id());
  EXPECT_EQ(result.unmerged_count(), kPairs);
  EXPECT_EQ(result.left_count(), 0);
  EXPECT_EQ(CountCustomers(), 2 * kPairs);
  server_.Terminate();
  EXPECT_TRUE(server_.Verify().ok());
}

}  // namespace
}  // namespace comptoir::testing
