#include "server/rpc/wire/status_mapping.h"

#include <string>

#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"
#include "server/base/status.h"

namespace comptoir::rpc {
namespace {

template <typename Detail>
Detail DetailOf(const google::rpc::Status& status) {
  Detail found;
  for (const auto& detail : status.details()) {
    if (detail.Is<Detail>()) detail.UnpackTo(&found);
  }
  return found;
}

std::string WireReason(const google::rpc::Status& status) {
  return DetailOf<google::rpc::ErrorInfo>(status).reason();
}

TEST(ToWire, KeepsWhatIsForCallers) {
  const google::rpc::Status wire = ToWire(NotFound("customer", "cus_1"));

  EXPECT_EQ(wire.code(), 5);
  EXPECT_EQ(wire.message(), "customer cus_1 does not exist");
  EXPECT_EQ(WireReason(wire), "NOT_FOUND");
  EXPECT_EQ(DetailOf<google::rpc::ErrorInfo>(wire).domain(), "comptoir");
}

TEST(ToWire, SaysNothingOfOurInsides) {
  const google::rpc::Status wire =
      ToWire(absl::UnknownError("/var/lib/comptoir/db/000012.sst is bad"));

  EXPECT_EQ(wire.code(), 13);
  EXPECT_EQ(wire.message().find("sst"), std::string::npos);
  EXPECT_EQ(WireReason(wire), "INTERNAL");
}

TEST(ToWire, AlwaysHasAnErrorInfo) {
  const google::rpc::Status wire = ToWire(absl::CancelledError());

  EXPECT_EQ(wire.code(), 1);
  EXPECT_EQ(WireReason(wire), "CANCELLED");
}

TEST(ToWire, KeepsTheRetryDelay) {
  const google::rpc::Status wire = ToWire(WithRetryDelay(
      Error(absl::StatusCode::kResourceExhausted, "LANE_FULL", "slow down"),
      absl::Milliseconds(1500)));

  const auto retry = DetailOf<google::rpc::RetryInfo>(wire);
  EXPECT_EQ(retry.retry_delay().seconds(), 1);
  EXPECT_EQ(retry.retry_delay().nanos(), 500'000'000);
}

TEST(ToWire, FitsIntoTrailers) {
  FieldViolations violations;
  for (int i = 0; i < 100; ++i) {
    violations.Add(std::string(200, 'p'), std::string(200, 'd'));
  }

  const google::rpc::Status wire = ToWire(violations.ToStatus());

  EXPECT_LE(wire.ByteSizeLong(), kStatusBytesMax);
  EXPECT_EQ(WireReason(wire), "INVALID_FIELDS");
  EXPECT_GT(DetailOf<google::rpc::BadRequest>(wire).field_violations_size(), 5);
}

TEST(ToWire, CutsMessagesBetweenCharacters) {
  std::string text;
  for (int i = 0; i < 400; ++i) text += "é";

  const google::rpc::Status wire =
      ToWire(Error(absl::StatusCode::kInternal, "X", "a" + text));

  EXPECT_EQ(wire.message().size(), kMessageBytesMax - 1);
  EXPECT_EQ(wire.message().back(), '\xa9');
}

}  // namespace
}  // namespace comptoir::rpc
