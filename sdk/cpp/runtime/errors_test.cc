#include "comptoir/sdk/errors.h"

#include <sstream>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "gtest/gtest.h"

namespace comptoir::sdk {
namespace {

using testing::AnyOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::Pair;
using testing::StartsWith;

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

// What a program that prints a status shows, in a log or to whoever runs it.
std::string Printed(const absl::Status& status) {
  std::ostringstream stream;
  stream << status;
  return stream.str();
}

TEST(Errors, ArePrintedAsOneLineThatAPersonReads) {
  // Facts come in any order.
  EXPECT_THAT(
      Printed(MakeError({.code = absl::StatusCode::kNotFound,
                         .reason = "NOT_FOUND",
                         .message = "customer cus_1 does not exist",
                         .metadata = {{"id", "cus_1"}}})),
      AnyOf("NOT_FOUND: customer cus_1 does not exist "
            "[comptoir/reason='NOT_FOUND'] [comptoir/metadata/id='cus_1']",
            "NOT_FOUND: customer cus_1 does not exist "
            "[comptoir/metadata/id='cus_1'] [comptoir/reason='NOT_FOUND']"));
}

TEST(Errors, OfAServerArePrintedWithoutEscapes) {
  absl::Status status = absl::InvalidArgumentError("birthday: wrong");
  AttachDetails(Details(), status);

  const std::string printed = Printed(status);

  EXPECT_THAT(printed, StartsWith("INVALID_ARGUMENT: birthday: wrong ["));
  for (const char* fact :
       {"[comptoir/reason='INVALID_FIELDS']", "[comptoir/metadata/id='cus_1']",
        "[comptoir/field/0/customer.birthday='must be YYYY-MM-DD or MM-DD']",
        "[comptoir/retry_delay='1.5s']"}) {
    EXPECT_THAT(printed, HasSubstr(fact));
  }
  EXPECT_THAT(printed, Not(HasSubstr("\\")));
}

// Whatever a server sends: names are printed as they are.
TEST(Errors, ArePrintedAsOneLineAlsoWhenTheyHoldMore) {
  const std::string printed =
      Printed(MakeError({.code = absl::StatusCode::kInvalidArgument,
                         .reason = "A\nB",
                         .message = "wrong",
                         .metadata = {{"a\nb", "c\nd"}},
                         .violations = {{"e\nf", "g\nh"}}}));

  EXPECT_THAT(printed, Not(HasSubstr("\n")));
}

// More than nine, and two of one field.
TEST(Errors, KeepTheOrderOfWrongFields) {
  std::vector<FieldViolation> violations;
  for (int i = 0; i < 20; ++i) {
    violations.push_back({i < 2 ? "lines" : "lines[" + std::to_string(i) + "]",
                          "wrong " + std::to_string(i)});
  }

  EXPECT_EQ(FieldViolationsOf(MakeError({.violations = violations})),
            violations);
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
