// Slows down whoever tries whole phone numbers and email addresses.
#ifndef COMPTOIR_SERVER_CUSTOMERS_LOOKUPS_LOOKUP_LIMITER_H_
#define COMPTOIR_SERVER_CUSTOMERS_LOOKUPS_LOOKUP_LIMITER_H_

#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "server/rpc/call.h"

namespace comptoir::customers {

// A till looks while a number is typed, and each text that could be a whole one
// is a look: a few for each customer.
inline constexpr int kLookupsPerMinuteMax = 120;
inline constexpr int kLookupsPerHourMax = 1200;
// Callers that are remembered at a time.
inline constexpr size_t kLookupCallersMax = 100'000;

// Who may not see contact data may still look for a customer by the number that
// she tells at the counter. At thousands of numbers a second that would be a
// list of them: so looks are counted, for each caller (a member on all tills
// together, an API key), in windows of fixed length.
//
// In memory only: a restart begins anew. Who looks cannot bring one about, and
// a row for each look would make reads write. Thread-safe.
class LookupLimiter {
 public:
  struct Limits {
    int per_minute_max = kLookupsPerMinuteMax;
    int per_hour_max = kLookupsPerHourMax;
    size_t callers_max = kLookupCallersMax;
  };
  // Called at the first look in an hour that is refused: this may be guessing.
  // On the caller's thread.
  using Alarm = std::function<void(const Call& call)>;

  explicit LookupLimiter(Alarm alarm) : LookupLimiter(std::move(alarm), {}) {}
  LookupLimiter(Alarm alarm, Limits limits)
      : alarm_(std::move(alarm)), limits_(limits) {}

  // Counts a look. RESOURCE_EXHAUSTED, reason TOO_MANY_LOOKUPS, with the time
  // until there may be another, when there were too many.
  absl::Status Admit(const Call& call);

 private:
  struct Window {
    absl::Time end = absl::InfinitePast();
    int count = 0;
  };
  struct Looks {
    Window minute;
    Window hour;
    bool is_suspect = false;  // In this hour.
  };
  // The delay until the caller may look again; zero for now.
  absl::Duration Count(const Call& call, bool* is_first_refusal);
  void ForgetTheOld(absl::Time now);  // With mutex_ held.

  const Alarm alarm_;
  const Limits limits_;
  std::mutex mutex_;
  absl::flat_hash_map<std::string, Looks> looks_;  // Guarded by mutex_.
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_LOOKUPS_LOOKUP_LIMITER_H_
