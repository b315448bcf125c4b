#include "tools/cli/core/exit_code.h"

#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "comptoir/sdk/errors.h"
#include "gmock/gmock.h"
#include "google/protobuf/duration.pb.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "gtest/gtest.h"

namespace comptoir::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// As a server sends it.
template <typename Detail>
absl::Status WithDetail(absl::Status status, const Detail& detail) {
  google::rpc::Status details;
  details.add_details()->PackFrom(detail);
  sdk::AttachDetails(details.SerializeAsString(), status);
  return status;
}

TEST(DescribeError, SaysHowLongToWait) {
  google::rpc::RetryInfo info;
  info.mutable_retry_delay()->set_seconds(12);

  EXPECT_THAT(DescribeError(WithDetail(
                  absl::ResourceExhaustedError("too many tries"), info)),
              AllOf(HasSubstr("comptoir: too many tries"),
                    HasSubstr("wait 12s before you try again")));
}

TEST(DescribeError, NamesWrongFieldsAndTheReason) {
  google::rpc::BadRequest bad;
  auto& violation = *bad.add_field_violations();
  violation.set_field("customer.birthday");
  violation.set_description("must be a date");

  EXPECT_THAT(
      DescribeError(WithDetail(absl::InvalidArgumentError("wrong"), bad)),
      HasSubstr("  customer.birthday: must be a date"));
  EXPECT_THAT(DescribeError(sdk::MakeError(absl::StatusCode::kAborted,
                                           "ETAG_MISMATCH", "changed")),
              HasSubstr("reason: ETAG_MISMATCH"));
}

TEST(DescribeError, NamesTheFactsThatTheMessageDoesNot) {
  const std::string text = DescribeError(sdk::MakeError(
      {.code = absl::StatusCode::kFailedPrecondition,
       .reason = "READER_BUSY",
       .message = "reader rdr_1 has an open checkout",
       .metadata = {{"checkout_id", "chk_1\x1b"}, {"reader_id", "rdr_1"}}}));

  EXPECT_THAT(text, HasSubstr("\n  checkout_id: chk_1"));
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  EXPECT_THAT(text, Not(HasSubstr("reader_id")));
}

TEST(DescribeError, NamesTheRequestIdOfWhatMayHaveBeenDone) {
  for (const absl::Status& status :
       {absl::DeadlineExceededError("late"), absl::UnavailableError("gone")}) {
    EXPECT_THAT(DescribeError(WithRequestId(status, "id-7")),
                HasSubstr("--request-id id-7"));
    // A read has none.
    EXPECT_THAT(DescribeError(WithRequestId(status, "")),
                Not(HasSubstr("--request-id")));
  }
}

TEST(DescribeError, NamesNoRequestIdOfWhatWasNotDone) {
  EXPECT_THAT(
      DescribeError(WithRequestId(absl::InvalidArgumentError("bad"), "id-7")),
      Not(HasSubstr("id-7")));
  EXPECT_TRUE(WithRequestId(absl::OkStatus(), "id-7").ok());
}

// Whoever runs the command has to do something; the server cannot be asked.
TEST(DescribeError, SaysWhatToDoAboutAConnectionThatIsRefused) {
  const absl::Status distrusted =
      sdk::MakeError(absl::StatusCode::kFailedPrecondition,
                     "SERVER_NOT_TRUSTED", "the certificate has expired");
  const absl::Status plain = sdk::MakeError(
      absl::StatusCode::kFailedPrecondition, "SERVER_WITHOUT_TLS", "no TLS");

  EXPECT_THAT(DescribeError(distrusted),
              AllOf(HasSubstr("comptoir: the certificate has expired"),
                    HasSubstr("--root-certificates")));
  EXPECT_THAT(DescribeError(plain), HasSubstr("--no-tls"));
  const absl::Status encrypted = sdk::MakeError(
      absl::StatusCode::kFailedPrecondition, "TLS_REQUIRED", "it speaks TLS");
  for (const absl::Status& status : {distrusted, plain, encrypted}) {
    EXPECT_TRUE(IsOfTls(status));
    EXPECT_EQ(ExitCodeFor(status), kExitUsage);
  }
  EXPECT_FALSE(IsOfTls(absl::FailedPreconditionError("")));
}

TEST(DescribeError, LetsNothingSteerTheTerminal) {
  EXPECT_THAT(DescribeError(absl::NotFoundError("a\x1b[2Jb")),
              Not(HasSubstr("\x1b")));
}

}  // namespace
}  // namespace comptoir::cli
