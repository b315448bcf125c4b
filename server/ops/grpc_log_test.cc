#include "server/ops/grpc_log.h"

#include <grpc/grpc.h>
#include <grpc/support/log.h>

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/log/log.h"

namespace comptoir::ops {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(RouteGrpcLog, BringsWhatGrpcSaysIntoOneLineOfTheLog) {
  RouteGrpcLog();
  grpc_init();  // Before it, gRPC says nothing.
  testing::internal::CaptureStderr();

  gpr_log(GPR_ERROR, "bad header: %s", "x\n{\"event\":\"forged\"}");

  grpc_shutdown();
  FlushLog();
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              AllOf(HasSubstr(R"("event":"library","library":"grpc",)"),
                    HasSubstr(R"(bad header: x\u000a{\"event\")"),
                    Not(HasSubstr("\n{\"event\""))));
}

}  // namespace
}  // namespace comptoir::ops
