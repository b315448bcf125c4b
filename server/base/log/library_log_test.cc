#include "server/base/log/library_log.h"

#include <google/protobuf/stubs/logging.h>

#include <cstdlib>
#include <optional>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/log/log.h"

namespace comptoir {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

std::string Logged() {
  FlushLog();
  return testing::internal::GetCapturedStderr();
}

TEST(LineLimit, HoldsBackWhatIsBeyondTheBurst) {
  const absl::Time now = absl::UnixEpoch();
  LineLimit limit;
  for (int line = 0; line < kLibraryLinesBurst; ++line) {
    ASSERT_EQ(limit.Admit(now), 0) << line;
  }

  EXPECT_EQ(limit.Admit(now), std::nullopt);
}

TEST(LineLimit, LetsSomePassEachSecondAndTellsHowManyWereHeldBack) {
  absl::Time now = absl::UnixEpoch();
  LineLimit limit;
  for (int line = 0; line < kLibraryLinesBurst + 7; ++line) limit.Admit(now);

  now += absl::Seconds(1);

  EXPECT_EQ(limit.Admit(now), 7);
  for (int line = 1; line < kLibraryLinesPerSecond; ++line) {
    EXPECT_EQ(limit.Admit(now), 0) << line;
  }
  EXPECT_EQ(limit.Admit(now), std::nullopt);
}

TEST(LineLimit, SavesNoMoreThanABurst) {
  absl::Time now = absl::UnixEpoch();
  LineLimit limit;
  limit.Admit(now);
  now += absl::Hours(24);
  for (int line = 0; line < kLibraryLinesBurst; ++line) {
    ASSERT_EQ(limit.Admit(now), 0) << line;
  }

  EXPECT_EQ(limit.Admit(now), std::nullopt);
}

TEST(LineLimit, StandsAClockThatIsSetBack) {
  absl::Time now = absl::UnixEpoch();
  LineLimit limit;
  for (int line = 0; line < kLibraryLinesBurst; ++line) limit.Admit(now);
  now -= absl::Hours(1);
  ASSERT_EQ(limit.Admit(now), std::nullopt);

  EXPECT_EQ(limit.Admit(now + absl::Seconds(1)), 1);
}

TEST(LogLibraryLine, WritesOneLineWhateverTheTextHolds) {
  testing::internal::CaptureStderr();

  LogLibraryLine({.library = "grpc",
                  .severity = LibrarySeverity::kProblem,
                  .file = "src/core/transport.cc",
                  .line = 42,
                  .text = "bad\n{\"event\":\"forged\"}"});

  EXPECT_THAT(Logged(),
              AllOf(HasSubstr(R"("level":"warning","event":"library",)"
                              R"("library":"grpc","source":"transport.cc:42",)"
                              R"("text":"bad\u000a{\"event\":\"forged\"}")"),
                    Not(HasSubstr("\n{\"event\""))));
}

TEST(LogLibraryLine, CutsLongTexts) {
  const std::string most(kLibraryTextBytesMax, 'x');
  testing::internal::CaptureStderr();

  LogLibraryLine({.library = "grpc", .text = most + "y"});

  EXPECT_THAT(Logged(), EndsWith(most + "\"}\n"));
}

TEST(LogLibraryLine, WritesAFatalLineBeforeTheProcessEnds) {
  // The log's thread does not survive a fork().
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(
      {
        // Beyond the limit.
        for (int line = 0; line < 2 * kLibraryLinesBurst; ++line) {
          LogLibraryLine({.library = "grpc"});
        }
        LogLibraryLine({.library = "grpc",
                        .severity = LibrarySeverity::kFatal,
                        .text = "the end"});
        LogLibraryLine({.library = "grpc",
                        .severity = LibrarySeverity::kProblem,
                        .text = "assertion failed: x"});
        std::abort();
      },
      "the end.*\n.*assertion failed: x");
}

TEST(RouteProtobufLog, BringsProtobufsWordsHere) {
  RouteProtobufLog();
  testing::internal::CaptureStderr();

  GOOGLE_LOG(ERROR) << "a field\nthat is not UTF-8";

  EXPECT_THAT(Logged(), AllOf(HasSubstr(R"("library":"protobuf")"),
                              HasSubstr(R"(a field\u000athat is not UTF-8)")));
}

}  // namespace
}  // namespace comptoir
