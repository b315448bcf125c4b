#include "server/store/jobs/backoff.h"

#include <algorithm>
#include <set>
#include <string>

#include "gtest/gtest.h"

namespace comptoir::store {
namespace {

TEST(Backoff, DoublesUpToTheLimit) {
  absl::Duration full = kBackoffMin;
  for (int failures = 1; failures < 40; ++failures) {
    for (const char* id : {"job_1", "job_2", ""}) {
      const absl::Duration delay = Backoff(failures, id);
      EXPECT_GE(delay, full / 2) << failures;
      EXPECT_LE(delay, full) << failures;
    }
    full = std::min(full * 2, kBackoffMax);
  }
}

TEST(Backoff, IsTheSameForTheSameFailure) {
  EXPECT_EQ(Backoff(3, "job_1"), Backoff(3, "job_1"));
}

TEST(Backoff, SpreadsWhatFailedTogether) {
  std::set<absl::Duration> delays;
  for (int i = 0; i < 100; ++i) {
    delays.insert(Backoff(5, "job_" + std::to_string(i)));
  }
  EXPECT_GT(delays.size(), 80u);
  EXPECT_GT(*delays.rbegin() - *delays.begin(), absl::Seconds(6));
}

}  // namespace
}  // namespace comptoir::store
