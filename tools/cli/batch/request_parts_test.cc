#include "tools/cli/batch/request_parts.h"

#include <string>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/cli/core/context.h"
#include "tools/cli/core/exit_code.h"

namespace comptoir::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Ne;
using ::testing::SizeIs;

TEST(RequestParts, AreTheSameForTheSameId) {
  // As long as the API takes.
  const std::string longest(64, 'a');
  Context context;
  RequestParts first(longest);
  RequestParts again(longest);
  RequestParts other("b");

  EXPECT_EQ(first.Next(context).request_id, longest);
  EXPECT_EQ(again.Next(context).request_id, longest);
  const std::string second = first.Next(context).request_id;
  EXPECT_LE(second.size(), 64);
  EXPECT_EQ(again.Next(context).request_id, second);
  EXPECT_NE(first.Next(context).request_id, second);
  other.Next(context);
  EXPECT_NE(other.Next(context).request_id, second);
}

TEST(RequestParts, AreNewWithoutAnId) {
  const RequestParts first("");

  EXPECT_THAT(first.request_id(), SizeIs(36));
  EXPECT_THAT(RequestParts("").request_id(), Ne(first.request_id()));
}

TEST(RequestParts, NameTheIdOfTheWholeCommand) {
  Context context;
  RequestParts parts("mine");
  parts.Next(context);
  parts.Next(context);

  EXPECT_THAT(DescribeError(parts.Note(absl::UnavailableError("gone"))),
              HasSubstr("--request-id mine,"));
}

}  // namespace
}  // namespace comptoir::cli
