#include "tools/cli/operation/follow_operation.h"

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "comptoir/merchants/v1/operation_service.pb.h"
#include "comptoir/sdk/errors.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/cli/core/context.h"
#include "tools/cli/core/exit_code.h"
#include "tools/cli/testing/fixed_transport.h"

namespace comptoir::cli {
namespace {

using merchants::v1::MerchantVerification;
using merchants::v1::Operation;
using merchants::v1::OperationState;
using merchants::v1::WatchOperationResponse;
using ::testing::AllOf;
using ::testing::HasSubstr;

class FollowOperationTest : public testing::Test {
 protected:
  FollowOperationTest() { context_.UseChannel(ChannelOver(transport_)); }

  void Sees(const Operation& operation) {
    WatchOperationResponse response;
    *response.mutable_operation() = operation;
    transport_->messages.push_back(response.SerializeAsString());
  }

  static Operation In(OperationState state) {
    Operation operation;
    operation.set_id("ope_1");
    operation.set_kind("merchants.verify");
    operation.set_state(state);
    return operation;
  }

  // A verification that has found so many problems.
  static Operation Verified(int problems) {
    Operation operation = In(merchants::v1::OPERATION_STATE_SUCCEEDED);
    MerchantVerification result;
    result.set_row_count(70);
    result.set_problem_count(problems);
    for (int i = 0; i < problems; ++i) {
      auto& problem = *result.add_problems();
      problem.set_space("customers");
      problem.set_text("damaged record cus_" + std::to_string(i));
    }
    operation.mutable_result()->PackFrom(result);
    return operation;
  }

  absl::Status Follow() {
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    const absl::Status status = FollowOperation(context_, "ope_1");
    out_ = testing::internal::GetCapturedStdout();
    err_ = testing::internal::GetCapturedStderr();
    return status;
  }

  const std::shared_ptr<FixedTransport> transport_ =
      std::make_shared<FixedTransport>();
  Context context_;
  std::string out_;
  std::string err_;
};

TEST_F(FollowOperationTest, ShowsHowFarItIsAndWhatCameOut) {
  Operation at_work = In(merchants::v1::OPERATION_STATE_RUNNING);
  at_work.set_done_units(40);
  Sees(at_work);
  Sees(Verified(0));

  ASSERT_TRUE(Follow().ok());

  EXPECT_THAT(err_, HasSubstr("merchants.verify: 40\n"));
  EXPECT_THAT(out_, HasSubstr("row_count  70\n"));
  EXPECT_EQ(context_.exit_code(), kExitOk);
}

TEST_F(FollowOperationTest, NamesWhatIsDamagedAndEndsWithACodeOfItsOwn) {
  Sees(Verified(2));

  ASSERT_TRUE(Follow().ok());

  EXPECT_THAT(out_, AllOf(HasSubstr("damaged record cus_0"),
                          HasSubstr("damaged record cus_1")));
  EXPECT_EQ(context_.exit_code(), kExitProblems);
}

TEST_F(FollowOperationTest, FailsAsTheOperationFailed) {
  Operation failed = In(merchants::v1::OPERATION_STATE_FAILED);
  failed.mutable_error()->set_code(15);
  failed.mutable_error()->set_reason("DATA_LOSS");
  failed.mutable_error()->set_message("a record cannot be read");
  Sees(failed);

  const absl::Status status = Follow();

  EXPECT_TRUE(absl::IsDataLoss(status));
  EXPECT_EQ(sdk::ReasonOf(status), "DATA_LOSS");
  EXPECT_EQ(ExitCodeFor(status), kExitFailed);
}

TEST_F(FollowOperationTest, SaysThatItWasCanceled) {
  Sees(In(merchants::v1::OPERATION_STATE_CANCELED));

  const absl::Status status = Follow();

  EXPECT_THAT(std::string(status.message()), HasSubstr("ope_1 was canceled"));
  EXPECT_EQ(ExitCodeFor(status), kExitConflict);
}

}  // namespace
}  // namespace comptoir::cli
