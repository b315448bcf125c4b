#include "tools/cli/import/calls/outstanding.h"

#include <functional>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace comptoir::cli {
namespace {

using ::testing::SizeIs;

TEST(ForEachOutstanding, KeepsCallsOutstandingUpToItsLimit) {
  std::vector<Done> waiting;
  std::vector<size_t> started;

  // Answers only when no further call could come.
  const absl::Status status = ForEachOutstanding(
      200,
      [&](size_t i, Done done) {
        started.push_back(i);
        waiting.push_back(std::move(done));
        if (waiting.size() < kOutstandingMax && started.size() < 200) return;
        for (const Done& answer : std::exchange(waiting, {})) {
          answer(absl::OkStatus());
        }
      },
      [](int64_t) {});

  EXPECT_TRUE(status.ok());
  ASSERT_THAT(started, SizeIs(200));
  for (size_t i = 0; i < started.size(); ++i) EXPECT_EQ(started[i], i);
}

TEST(ForEachOutstanding, EndsWithAllThatWasDone) {
  std::vector<Done> waiting;
  int64_t shown = 0;

  // Answers after the last call was sent, before anybody waits for answers.
  const absl::Status status = ForEachOutstanding(
      2, [&waiting](size_t, Done done) { waiting.push_back(std::move(done)); },
      [&](int64_t done) {
        shown = done;
        if (waiting.size() < 2) return;
        for (const Done& answer : std::exchange(waiting, {})) {
          answer(absl::OkStatus());
        }
      });

  EXPECT_TRUE(status.ok());
  EXPECT_EQ(shown, 2);
}

TEST(ForEachOutstanding, StopsAtTheFirstError) {
  int calls = 0;

  const absl::Status status = ForEachOutstanding(
      10,
      [&calls](size_t, const Done& done) {
        ++calls;
        done(absl::UnavailableError("gone"));
      },
      [](int64_t) {});

  EXPECT_EQ(calls, 1);
  EXPECT_TRUE(absl::IsUnavailable(status));
}

TEST(ForEachOutstanding, HasNothingToDo) {
  EXPECT_TRUE(ForEachOutstanding(
                  0, [](size_t, const Done&) { FAIL(); }, [](int64_t) {})
                  .ok());
}

}  // namespace
}  // namespace comptoir::cli
