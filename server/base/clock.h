// The wall clock, so that tests can hold it still.
#ifndef COMPTOIR_SERVER_BASE_CLOCK_H_
#define COMPTOIR_SERVER_BASE_CLOCK_H_

#include <atomic>
#include <cstdint>

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace comptoir {

// Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual absl::Time Now() const = 0;
};

// The machine's clock.
class SystemClock final : public Clock {
 public:
  absl::Time Now() const override { return absl::Now(); }
};

// A clock that moves only when told to; starts at 2026-01-02 03:04:05 UTC.
class FakeClock final : public Clock {
 public:
  absl::Time Now() const override { return absl::FromUnixMicros(micros_); }
  void Set(absl::Time time) { micros_ = absl::ToUnixMicros(time); }
  void Advance(absl::Duration duration) {
    micros_ += absl::ToInt64Microseconds(duration);
  }

 private:
  std::atomic<int64_t> micros_{1'767'323'045'000'000};
};

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_BASE_CLOCK_H_
