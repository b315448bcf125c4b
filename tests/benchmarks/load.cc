#include "tests/benchmarks/load.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <limits>
#include <memory>
#include <mutex>
#include <thread>

namespace comptoir::benchmarks {
namespace {

using SteadyClock = std::chrono::steady_clock;

uint32_t MicrosSince(SteadyClock::time_point start) {
  return static_cast<uint32_t>(
      std::chrono::duration_cast<std::chrono::microseconds>(SteadyClock::now() -
                                                            start)
          .count());
}

// One chain of calls, each started when the one before is answered.
struct Slot {
  std::vector<uint32_t> latencies_us;
  int64_t errors = 0;
};

class Closed {
 public:
  Closed(const Issue& issue, int outstanding, SteadyClock::time_point end,
         int64_t count)
      : issue_(issue),
        slots_(static_cast<size_t>(outstanding)),
        end_(end),
        count_(count),
        running_(outstanding) {}

  LoadResult Run() {
    const auto start = SteadyClock::now();
    for (Slot& slot : slots_) Next(slot);
    std::unique_lock lock(mutex_);
    finished_.wait(lock, [this] { return running_ == 0; });
    LoadResult result{.elapsed = absl::FromChrono(SteadyClock::now() - start)};
    for (const Slot& slot : slots_) {
      result.errors += slot.errors;
      result.latencies_us.insert(result.latencies_us.end(),
                                 slot.latencies_us.begin(),
                                 slot.latencies_us.end());
    }
    result.answered = static_cast<int64_t>(result.latencies_us.size());
    return result;
  }

 private:
  void Next(Slot& slot) {
    const auto start = SteadyClock::now();
    const int64_t n = next_++;
    if (n >= count_ ||
        (n >= static_cast<int64_t>(slots_.size()) && start >= end_)) {
      std::lock_guard lock(mutex_);
      if (--running_ == 0) finished_.notify_all();
      return;
    }
    issue_(n, [this, &slot, start](bool ok) {
      slot.latencies_us.push_back(MicrosSince(start));
      if (!ok) ++slot.errors;
      Next(slot);
    });
  }

  const Issue& issue_;
  std::vector<Slot> slots_;
  const SteadyClock::time_point end_;
  const int64_t count_;
  std::atomic<int64_t> next_{0};
  std::mutex mutex_;
  std::condition_variable finished_;
  int running_;
};

}  // namespace

double LoadResult::LatencyUs(double share) {
  if (latencies_us.empty()) return 0;
  const auto nth = latencies_us.begin() +
                   static_cast<int64_t>(
                       share * static_cast<double>(latencies_us.size() - 1));
  std::nth_element(latencies_us.begin(), nth, latencies_us.end());
  return *nth;
}

LoadResult ClosedLoop(const Issue& issue, int outstanding,
                      absl::Duration duration) {
  return Closed(issue, outstanding,
                SteadyClock::now() + absl::ToChronoNanoseconds(duration),
                std::numeric_limits<int64_t>::max())
      .Run();
}

LoadResult CountedLoop(const Issue& issue, int outstanding, int64_t count) {
  return Closed(issue, outstanding, SteadyClock::time_point::max(), count)
      .Run();
}

LoadResult OpenLoop(const Issue& issue, double per_second,
                    absl::Duration duration) {
  const auto count =
      static_cast<int64_t>(per_second * absl::ToDoubleSeconds(duration));
  LoadResult result;
  result.latencies_us.resize(static_cast<size_t>(count));
  std::atomic<int64_t> errors{0};
  std::mutex mutex;
  std::condition_variable finished;
  int64_t running = count;
  const auto start = SteadyClock::now();
  for (int64_t n = 0; n < count; ++n) {
    const auto due = start + std::chrono::nanoseconds(static_cast<int64_t>(
                                 1e9 * static_cast<double>(n) / per_second));
    std::this_thread::sleep_until(due);
    issue(n, [&, n, due](bool ok) {
      result.latencies_us[static_cast<size_t>(n)] = MicrosSince(due);
      if (!ok) ++errors;
      std::lock_guard lock(mutex);
      if (--running == 0) finished.notify_all();
    });
  }
  std::unique_lock lock(mutex);
  finished.wait(lock, [&] { return running == 0; });
  result.elapsed = absl::FromChrono(SteadyClock::now() - start);
  result.answered = count;
  result.errors = errors;
  return result;
}

double Median(std::vector<double> values) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return values[(values.size() - 1) / 2];
}

}  // namespace comptoir::benchmarks
