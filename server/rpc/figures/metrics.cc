#include "server/rpc/figures/metrics.h"

#include <algorithm>
#include <bit>

namespace comptoir::rpc {
namespace {

constexpr int64_t kFirstBoundUs = 50;

}  // namespace

absl::Duration DurationHistogram::UpperBound(int i) {
  if (i >= kBuckets - 1) return absl::InfiniteDuration();
  return absl::Microseconds(kFirstBoundUs << i);
}

void DurationHistogram::Add(absl::Duration duration) {
  const int64_t us = std::max<int64_t>(0, absl::ToInt64Microseconds(duration));
  // Bucket i holds (bound(i - 1), bound(i)].
  const auto steps =
      static_cast<uint64_t>(us > 0 ? (us - 1) / kFirstBoundUs : 0);
  const int bucket = std::min<int>(std::bit_width(steps), kBuckets - 1);
  counts_[bucket].fetch_add(1, std::memory_order_relaxed);
  sum_us_.fetch_add(us, std::memory_order_relaxed);
}

void MethodMetrics::Count(absl::StatusCode code, absl::Duration duration) {
  const int index = std::clamp(static_cast<int>(code), 0, kCodes - 1);
  handled_[index].fetch_add(1, std::memory_order_relaxed);
  durations_.Add(duration);
}

}  // namespace comptoir::rpc
