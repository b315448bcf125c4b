#include "comptoir/sdk/errors.h"

#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "gtest/gtest.h"

namespace comptoir::sdk {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

// What a server sends along with an error.
std::string Details() {
  google::rpc::ErrorInfo info;
  info.set_reason("INVALID_FIELDS");
  info.set_domain("comptoir");
  (*info.mutable_metadata())["id"] = "cus_1";
  google::rpc::BadRequest bad_request;
  auto& violation = *bad_request.add_field_violations();
  violation.set_field("customer.birthday");
  violation.set_description("must be YYYY-MM-DD or MM-DD");
  google::rpc::RetryInfo retry;
  retry.mutable_retry_delay()->set_seconds(1);
  retry.mutable_retry_delay()->set_nanos(500'000'000);
  google::rpc::Status status;
  status.add_details()->PackFrom(info);
  status.add_details()->PackFrom(bad_request);
  status.add_details()->PackFrom(retry);
  return status.SerializeAsString();
}

TEST(Errors, SayWhatTheServerSaid) {
  absl::Status status = absl::InvalidArgumentError("birthday: wrong");

  AttachDetails(Details(), status);

  EXPECT_EQ(ReasonOf(status), "INVALID_FIELDS");
  EXPECT_THAT(MetadataOf(status), ElementsAre(Pair("id", "cus_1")));
  EXPECT_THAT(FieldViolationsOf(status),
              ElementsAre(FieldViolation{"customer.birthday",
                                         "must be YYYY-MM-DD or MM-DD"}));
  EXPECT_EQ(RetryDelayOf(status), absl::Milliseconds(1500));
}

TEST(Errors, SayNothingWithoutDetails) {
  const absl::Status status = absl::InternalError("");

  EXPECT_EQ(ReasonOf(status), "");
  EXPECT_THAT(MetadataOf(status), IsEmpty());
  EXPECT_THAT(FieldViolationsOf(status), IsEmpty());
  EXPECT_EQ(RetryDelayOf(status), std::nullopt);
}

TEST(Errors, IgnoreDetailsThatCannotBeRead) {
  absl::Status status = absl::InternalError("");

  AttachDetails("\xFF\xFF\xFF", status);

  EXPECT_EQ(status, absl::InternalError(""));
}

TEST(Errors, CanBeMadeAsTheServerMakesThem) {
  const absl::Status made = MakeError(
      {.code = absl::StatusCode::kInvalidArgument,
       .reason = "INVALID_FIELDS",
       .message = "birthday: wrong",
       .metadata = {{"id", "cus_1"}},
       .violations = {{"customer.birthday", "must be YYYY-MM-DD or MM-DD"}},
       .retry_delay = absl::Milliseconds(1500)});

  absl::Status sent = absl::InvalidArgumentError("birthday: wrong");
  AttachDetails(Details(), sent);
  EXPECT_EQ(made, sent);
}

TEST(Errors, AreExplainedOnOneLine) {
  absl::Status status = absl::InvalidArgumentError("one field\nis wrong");
  AttachDetails(Details(), status);

  EXPECT_EQ(Explain(status),
            "INVALID_ARGUMENT (INVALID_FIELDS): one field is wrong; "
            "customer.birthday: must be YYYY-MM-DD or MM-DD");
  EXPECT_EQ(Explain(absl::CancelledError()), "CANCELLED");
  EXPECT_EQ(Explain(absl::OkStatus()), "OK");
}

TEST(Errors, SayEachWrongFieldOnce) {
  ErrorParts parts = {.code = absl::StatusCode::kInvalidArgument,
                      .reason = "INVALID_FIELDS",
                      .message = "customer_id: must be set",
                      .violations = {{"customer_id", "must be set"}}};

  EXPECT_EQ(Explain(MakeError(parts)),
            "INVALID_ARGUMENT (INVALID_FIELDS): customer_id: must be set");

  parts.message += " (and 1 more)";
  parts.violations.push_back({"id", "must be set"});

  EXPECT_EQ(Explain(MakeError(parts)),
            "INVALID_ARGUMENT (INVALID_FIELDS): customer_id: must be set "
            "(and 1 more); id: must be set");
}

TEST(Errors, OfTheSdkHaveReasonsToo) {
  const absl::Status status =
      MakeError(absl::StatusCode::kUnavailable, "STREAM_IDLE", "too long");

  EXPECT_EQ(ReasonOf(status), "STREAM_IDLE");
  EXPECT_EQ(status.message(), "too long");
}

}  // namespace
}  // namespace comptoir::sdk
