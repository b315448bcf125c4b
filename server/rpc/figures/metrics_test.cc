#include "server/rpc/figures/metrics.h"

#include "gtest/gtest.h"

namespace comptoir::rpc {
namespace {

TEST(DurationHistogram, PutsABoundIntoItsOwnBucket) {
  DurationHistogram histogram;

  histogram.Add(absl::Microseconds(50));
  histogram.Add(absl::Microseconds(51));
  histogram.Add(absl::Microseconds(100));
  histogram.Add(absl::Hours(1));

  EXPECT_EQ(histogram.count(0), 1u);
  EXPECT_EQ(histogram.count(1), 2u);
  EXPECT_EQ(histogram.count(DurationHistogram::kBuckets - 1), 1u);
}

TEST(DurationHistogram, BoundsDouble) {
  EXPECT_EQ(DurationHistogram::UpperBound(0), absl::Microseconds(50));
  EXPECT_EQ(DurationHistogram::UpperBound(1), absl::Microseconds(100));
  EXPECT_EQ(DurationHistogram::UpperBound(DurationHistogram::kBuckets - 1),
            absl::InfiniteDuration());
}

TEST(MethodMetrics, CountsByCode) {
  MethodMetrics metrics;

  metrics.Count(absl::StatusCode::kOk, absl::Milliseconds(1));
  metrics.Count(absl::StatusCode::kNotFound, absl::Milliseconds(1));

  EXPECT_EQ(metrics.handled(0), 1u);
  EXPECT_EQ(metrics.handled(5), 1u);
  EXPECT_EQ(metrics.durations().sum(), absl::Milliseconds(2));
}

}  // namespace
}  // namespace comptoir::rpc
