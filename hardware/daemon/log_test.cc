#include "hardware/daemon/log.h"

#include <grpc/grpc.h>
#include <grpc/support/log.h>

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/log/log.h"

namespace comptoir::hardware {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

std::string Logged() {
  FlushLog();
  return ::testing::internal::GetCapturedStderr();
}

TEST(SetUpLog, BringsWhatGrpcSaysIntoOneLineOfTheLog) {
  SetUpLog();
  grpc_init();  // Before it, gRPC says nothing.
  ::testing::internal::CaptureStderr();

  gpr_log(GPR_ERROR, "bad header: %s", "x\n{\"event\":\"forged\"}");

  grpc_shutdown();
  EXPECT_THAT(Logged(),
              AllOf(HasSubstr(R"("event":"library","library":"grpc",)"),
                    HasSubstr(R"(bad header: x\u000a{\"event\")"),
                    Not(HasSubstr("\n{\"event\""))));
}

TEST(LogEvent, NamesKindAndCheckout) {
  comptoir::readers::v1::ReaderEvent event;
  event.mutable_payment_failed()->set_checkout_id("chk_1");
  ::testing::internal::CaptureStderr();

  LogEvent(event, absl::OkStatus());

  EXPECT_THAT(Logged(), EndsWith(R"("level":"info","event":"reader event",)"
                                 R"("kind":"payment_failed",)"
                                 R"("checkout_id":"chk_1"})"
                                 "\n"));
}

TEST(LogRoom, SaysWhatIsShortAndWhenItIsNot) {
  ::testing::internal::CaptureStderr();

  LogRoom(absl::ResourceExhaustedError("0 bytes are free"));
  LogRoom(absl::OkStatus());

  EXPECT_THAT(Logged(),
              AllOf(HasSubstr(R"("level":"error","event":"the spool has no )"),
                    HasSubstr(R"("error":"0 bytes are free")"),
                    HasSubstr(R"("event":"the spool has room again")")));
}

TEST(LogEvent, SaysWhyItWasNotKept) {
  ::testing::internal::CaptureStderr();

  LogEvent({}, absl::ResourceExhaustedError("the disk is full"));

  EXPECT_THAT(Logged(), AllOf(HasSubstr(R"("event":"reader event not kept")"),
                              HasSubstr(R"("error":"the disk is full")")));
}

TEST(LogWaiting, TellsWhichCheckoutAndWhy) {
  ::testing::internal::CaptureStderr();

  LogWaiting("chk_1", absl::ResourceExhaustedError("the disk is full"));

  EXPECT_THAT(Logged(), AllOf(HasSubstr("no card is asked for"),
                              HasSubstr(R"("checkout_id":"chk_1")"),
                              HasSubstr(R"("error":"the disk is full")")));
}

TEST(LogSetAside, TellsWhichEventAndWhyNot) {
  ::testing::internal::CaptureStderr();
  LogSetAside({.epoch = 7, .seq = 9}, absl::OkStatus());
  EXPECT_THAT(Logged(), AllOf(HasSubstr(R"("epoch":7,"seq":9})"),
                              HasSubstr("was set aside")));

  ::testing::internal::CaptureStderr();
  LogSetAside({.epoch = 7, .seq = 9}, absl::InternalError("the disk is full"));
  EXPECT_THAT(Logged(), AllOf(HasSubstr("cannot be set aside"),
                              HasSubstr(R"("error":"the disk is full")")));
}

TEST(LogLine, TellsHowTheLineWentDown) {
  ::testing::internal::CaptureStderr();

  LogLine(absl::UnavailableError("gone\naway"));

  EXPECT_THAT(Logged(),
              AllOf(HasSubstr(R"("event":"disconnected","code":"UNAVAILABLE")"),
                    HasSubstr(R"("error":"gone\u000aaway")")));
}

}  // namespace
}  // namespace comptoir::hardware
