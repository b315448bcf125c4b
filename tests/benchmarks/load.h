// Loads a server with calls and measures how it answers.
#ifndef COMPTOIR_TESTS_BENCHMARKS_LOAD_H_
#define COMPTOIR_TESTS_BENCHMARKS_LOAD_H_

#include <cstdint>
#include <functional>
#include <vector>

#include "absl/time/time.h"

namespace comptoir::benchmarks {

// Starts call number `n` and calls `done(ok)` when it is answered.
using Issue = std::function<void(int64_t n, std::function<void(bool)> done)>;

// What a load saw. Latencies are in microseconds.
struct LoadResult {
  int64_t answered = 0;
  int64_t errors = 0;
  absl::Duration elapsed;
  std::vector<uint32_t> latencies_us;

  double PerSecond() const {
    return static_cast<double>(answered) / absl::ToDoubleSeconds(elapsed);
  }
  // `share` in (0, 1): 0.99 is the 99th percentile. Reorders the latencies.
  double LatencyUs(double share);
};

// Keeps `outstanding` calls under way for `duration`: what the server can do.
LoadResult ClosedLoop(const Issue& issue, int outstanding,
                      absl::Duration duration);

// The same for a number of calls instead of a time.
LoadResult CountedLoop(const Issue& issue, int outstanding, int64_t count);

// Starts `per_second` calls a second whatever the answers do, so that a stall
// is seen by every call that fell due during it (no coordinated omission).
LoadResult OpenLoop(const Issue& issue, double per_second,
                    absl::Duration duration);

// The middle one; of an even count the lower of the two.
double Median(std::vector<double> values);

}  // namespace comptoir::benchmarks

#endif  // COMPTOIR_TESTS_BENCHMARKS_LOAD_H_
