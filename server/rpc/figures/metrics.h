// What is counted about calls: plain atomics on the hot path, turned into
// Prometheus families only when somebody scrapes (server/ops/metrics_page).
#ifndef COMPTOIR_SERVER_RPC_FIGURES_METRICS_H_
#define COMPTOIR_SERVER_RPC_FIGURES_METRICS_H_

#include <array>
#include <atomic>
#include <cstdint>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace comptoir::rpc {

// A histogram of durations: buckets at 50 us, doubling up to about 13 s, and
// one for the rest. Thread-safe.
class DurationHistogram {
 public:
  static constexpr int kBuckets = 19;

  // The upper bound of bucket `i`; infinite for the last.
  static absl::Duration UpperBound(int i);

  void Add(absl::Duration duration);
  uint64_t count(int bucket) const {
    return counts_[bucket].load(std::memory_order_relaxed);
  }
  absl::Duration sum() const {
    return absl::Microseconds(sum_us_.load(std::memory_order_relaxed));
  }

 private:
  std::array<std::atomic<uint64_t>, kBuckets> counts_{};
  std::atomic<int64_t> sum_us_{0};
};

// The figures of one method. Thread-safe.
class MethodMetrics {
 public:
  // Canonical codes are 0 to 16.
  static constexpr int kCodes = 17;

  void Count(absl::StatusCode code, absl::Duration duration);
  uint64_t handled(int code) const {
    return handled_[code].load(std::memory_order_relaxed);
  }
  const DurationHistogram& durations() const { return durations_; }

  // Streams open now.
  std::atomic<int64_t> open_streams{0};
  // Writes answered from the first answer to their request id.
  std::atomic<uint64_t> replayed{0};
  // Messages of streams, both ways.
  std::atomic<uint64_t> received{0};
  std::atomic<uint64_t> sent{0};

 private:
  std::array<std::atomic<uint64_t>, kCodes> handled_{};
  DurationHistogram durations_;
};

}  // namespace comptoir::rpc

#endif  // COMPTOIR_SERVER_RPC_FIGURES_METRICS_H_
